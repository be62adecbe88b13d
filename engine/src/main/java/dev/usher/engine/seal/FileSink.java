package dev.usher.engine.seal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.usher.core.ledger.Checkpoint;
import dev.usher.engine.json.CheckpointJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checkpoints in a file of JSON lines, each on disk before the call returns. Several servers may
 * share it. Of use only where the store's owner cannot write: on another machine, or on a disk that
 * takes lines and gives none back.
 */
public record FileSink(Path file) implements CheckpointSink {
  /** Two lines of {@link Checkpoint#MOST} entries, of which one was cut off, are shorter. */
  private static final int LONGEST = 256 * Checkpoint.MOST;

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public boolean isReadable() {
    return true;
  }

  @Override
  public Optional<Checkpoint> last() throws IOException {
    if (!Files.exists(file)) return Optional.empty();
    try (FileChannel channel = FileChannel.open(file, READ)) {
      String end = end(channel);
      int stop = end.lastIndexOf('\n');
      if (stop < 0) return Optional.empty();
      int start = end.lastIndexOf('\n', stop - 1) + 1;
      return Optional.of(
          CheckpointJson.parse(end.substring(start, stop))
              .orElseThrow(
                  () ->
                      new IOException(
                          "the last line of "
                              + file
                              + " is no checkpoint: it was altered. Keep the file elsewhere and"
                              + " look into it; a new one is begun without it")));
    }
  }

  /** A line that a crash cut off proves nothing and makes room. */
  @Override
  public void put(Checkpoint checkpoint) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
        FileLock _ = channel.lock()) {
      String end = end(channel);
      byte[] torn = end.substring(end.lastIndexOf('\n') + 1).getBytes(StandardCharsets.ISO_8859_1);
      channel.truncate(channel.size() - torn.length);
      channel.position(channel.size());
      ByteBuffer line =
          ByteBuffer.wrap((checkpoint.line() + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) channel.write(line);
      channel.force(true);
    }
  }

  /** Byte for byte, for a character may have been cut in two. */
  private static String end(FileChannel channel) throws IOException {
    long from = Math.max(0, channel.size() - LONGEST);
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - from));
    while (bytes.hasRemaining())
      if (channel.read(bytes, from + bytes.position()) < 0) throw new IOException("file shrinks");
    return new String(bytes.array(), StandardCharsets.ISO_8859_1);
  }
}
