package dev.usher.engine.decision;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;

import dev.usher.engine.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON at the end of a file that its owner alone can read. Who moves it away finds a new
 * one in its place with the next line; what was begun is written to the end where it is.
 */
public final class DecisionFile implements DecisionSink {
  private static final FileAttribute<?> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private @Nullable Open open;

  /**
   * @param key tells one file from another, whatever they are called
   */
  private record Open(FileChannel channel, Object key) {}

  private DecisionFile(Path path) {
    this.path = path;
  }

  /**
   * @throws IOException when it cannot be written
   */
  public static DecisionFile open(Path path) throws IOException {
    DecisionFile file = new DecisionFile(path);
    file.channel();
    return file;
  }

  @Override
  public void write(List<Line> lines) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Json.lines(lines));
    FileChannel channel = channel();
    try {
      while (bytes.hasRemaining()) channel.write(bytes);
    } catch (IOException failure) {
      // A line may have been cut off: the next one begins on its own.
      close();
      throw failure;
    }
  }

  /** Of the file that has the name now. */
  private FileChannel channel() throws IOException {
    Open before = open;
    if (before != null && Optional.of(before.key()).equals(key())) return before.channel();
    close();
    boolean isTorn = isTorn();
    FileChannel channel = FileChannel.open(path, Set.of(CREATE, APPEND), OWNERS);
    open = new Open(channel, key().orElse(path));
    if (isTorn) channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
    return channel;
  }

  /** Empty where nothing has the name. */
  private Optional<Object> key() throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Whether somebody was stopped in the middle of a line. */
  private boolean isTorn() throws IOException {
    if (key().isEmpty()) return false;
    try (FileChannel channel = FileChannel.open(path, READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() > 0
          && channel.read(last, channel.size() - 1) == 1
          && last.get(0) != '\n';
    }
  }

  @Override
  public void close() {
    Open before = open;
    open = null;
    if (before == null) return;
    try {
      before.channel().close();
    } catch (IOException _) {
      // What was written is written.
    }
  }
}
