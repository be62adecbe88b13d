package dev.usher.cli.remote;

import dev.usher.engine.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a variable holds that is a secret: the secret itself, or {@code file:PATH} of it. */
public final class Credential {
  private static final String FILE = "file:";

  private Credential() {}

  /**
   * @param variable its name; empty is as if it were not set
   * @throws Refused when the file cannot be read
   */
  public static Optional<String> of(String variable, Map<String, String> environment) {
    String value = environment.getOrDefault(variable, "").strip();
    if (value.isEmpty()) return Optional.empty();
    if (!value.startsWith(FILE)) return Optional.of(value);
    String path = value.substring(FILE.length());
    try {
      return Optional.of(Files.readString(Path.of(path)).strip());
    } catch (IOException | InvalidPathException _) {
      throw new Refused(
          path + ", which " + variable + " names, cannot be read; see that it is there");
    }
  }
}
