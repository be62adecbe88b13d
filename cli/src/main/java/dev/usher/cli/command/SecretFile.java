package dev.usher.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A new file that its owner alone can read, from its first moment on. */
record SecretFile(Path path) {

  /**
   * Creates it empty.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is such a file
   */
  static SecretFile create(Path path) throws IOException {
    return new SecretFile(
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }

  void write(String secret) throws IOException {
    Files.writeString(path, secret + "\n");
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }
}
