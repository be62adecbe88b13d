package dev.usher.engine;

import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes an example policy to begin with. */
final class Beginning {
  private static final List<String> FILES = List.of("estate.yaml", "people.yaml", "roles.yaml");

  /** What editors complete from; each file of the example names it in its first line. */
  private static final String SCHEMA = "policy.schema.json";

  /**
   * @throws Refused when the folder holds a policy already
   */
  List<Path> init(Path folder) {
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> there =
          Files.newDirectoryStream(folder, "{*.yaml,*.yml," + SCHEMA + "}")) {
        for (Path file : there)
          throw new Refused(
              file + " is there already: init overwrites nothing; name an empty folder with -p");
      }
      List<Path> written = new ArrayList<>();
      for (String name : FILES)
        written.add(copy(Beginning.class.getResourceAsStream("/example/" + name), folder, name));
      written.add(copy(PolicyReader.class.getResourceAsStream("/" + SCHEMA), folder, SCHEMA));
      return written;
    } catch (IOException _) {
      throw new Refused(folder + " cannot be written: name a folder that you may write with -p");
    }
  }

  private static Path copy(@Nullable InputStream text, Path folder, String name)
      throws IOException {
    Path file = folder.resolve(name);
    try (InputStream from = Objects.requireNonNull(text, name)) {
      Files.copy(from, file);
    }
    return file;
  }
}
