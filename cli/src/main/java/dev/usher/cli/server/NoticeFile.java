package dev.usher.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that tells others a number while the server runs; whole whenever it is there. */
record NoticeFile(Path path, String text) implements AutoCloseable {

  /**
   * @throws IOException when it cannot be written
   */
  static NoticeFile write(Path path, long number) throws IOException {
    Path whole = path.toAbsolutePath();
    String text = number + "\n";
    Path half = whole.resolveSibling(whole.getFileName() + "." + ProcessHandle.current().pid());
    Files.writeString(half, text);
    Files.move(half, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new NoticeFile(whole, text);
  }

  /** Unless another server has written it since. */
  @Override
  public void close() throws IOException {
    if (Files.exists(path) && Files.readString(path).equals(text)) Files.delete(path);
  }
}
