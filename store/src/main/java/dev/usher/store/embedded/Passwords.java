package dev.usher.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The passwords of the server's accounts, a file each that its owner alone can read.
 *
 * @param folder of the files
 */
record Passwords(Path folder, SecureRandom random) {
  /** 256 bits: nothing to guess. */
  private static final int BYTES = 32;

  /** The account's password; made when there is none yet. */
  char[] of(String account) throws IOException {
    Path file = file(account);
    if (!Files.exists(file)) make(file);
    return Files.readString(file).strip().toCharArray();
  }

  Path file(String account) {
    return folder.resolve(account);
  }

  /** Written whole or not at all, whenever a crash comes. */
  private void make(Path file) throws IOException {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    Path half = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(half);
    Files.createFile(
        half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(half, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
