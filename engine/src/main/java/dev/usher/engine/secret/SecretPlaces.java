package dev.usher.engine.secret;

import dev.usher.engine.secret.SecretReference.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** The environment, files and the store. What is found there is in no message. */
public final class SecretPlaces implements Secrets {
  private static final long LONGEST = 64 << 10;

  private final Function<String, Optional<String>> variables;
  private final KeptSecrets kept;

  /**
   * Reads there.
   *
   * @param variables of the environment
   */
  public SecretPlaces(Function<String, Optional<String>> variables, KeptSecrets kept) {
    this.variables = variables;
    this.kept = kept;
  }

  @Override
  public String read(SecretReference reference) {
    String text = reference.text();
    String found;
    if (text.startsWith(SecretReference.VARIABLE)) found = variable(reference.name());
    else if (text.startsWith(SecretReference.FILE)) found = file(reference.name());
    else found = kept(reference.name());
    if (found.isBlank()) throw new Missing(text + " is empty; it must hold the secret");
    return found.strip();
  }

  private String variable(String name) {
    return variables
        .apply(name)
        .orElseThrow(() -> new Missing("the variable " + name + " is not set; export it"));
  }

  private static String file(String path) {
    try {
      Path file = Path.of(path);
      if (Files.size(file) > LONGEST) throw new Missing(path + " is too long for a secret");
      return Files.readString(file);
    } catch (IOException | InvalidPathException _) {
      throw new Missing(path + " cannot be read; it must be a file that holds the secret");
    }
  }

  private String kept(String name) {
    return kept.find(name)
        .orElseThrow(
            () -> new Missing("the store keeps no secret " + name + ": PUT it there first"));
  }
}
