package dev.usher.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Writes an example policy to begin with. */
final class Beginning {
  private static final List<String> FILES = List.of("estate.yaml", "people.yaml", "roles.yaml");

  /**
   * @throws Refused when the folder holds a policy already
   */
  List<Path> init(Path folder) {
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> there = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
        for (Path file : there)
          throw new Refused(
              file + " is there already: init overwrites nothing; name an empty folder with -p");
      }
      List<Path> written = new ArrayList<>();
      for (String name : FILES) {
        Path file = folder.resolve(name);
        try (InputStream text =
            Objects.requireNonNull(Beginning.class.getResourceAsStream("/example/" + name))) {
          Files.copy(text, file);
        }
        written.add(file);
      }
      return written;
    } catch (IOException failure) {
      throw new UncheckedIOException(folder + " cannot be written", failure);
    }
  }
}
