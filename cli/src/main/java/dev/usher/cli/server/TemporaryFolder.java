package dev.usher.cli.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what is made anew at each start; gone when the server stops. */
record TemporaryFolder(Path path) implements AutoCloseable {

  /** For its owner alone. */
  static TemporaryFolder create() {
    try {
      return new TemporaryFolder(Files.createTempDirectory("usher-server-"));
    } catch (IOException failure) {
      throw new UncheckedIOException("no temporary folder can be made", failure);
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(path)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) Files.deleteIfExists(one);
  }
}
