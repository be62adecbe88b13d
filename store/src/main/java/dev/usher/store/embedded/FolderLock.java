package dev.usher.store.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A folder belongs to one process at a time; the operating system gives it back after a crash. */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;
  private final Path holder;

  private FolderLock(FileChannel channel, Path holder) {
    this.channel = channel;
    this.holder = holder;
  }

  /**
   * @throws StoreFailure when another process has it, or another store of this one
   */
  static FolderLock take(Path folder) throws IOException {
    Path holder = folder.resolve("holder");
    String own = self();
    String there = Files.exists(holder) ? Files.readString(holder).strip() : "";
    // A lock belongs to the process: to open and close the file once more would let go of it.
    if (there.equals(own)) throw taken(folder, there);
    FileChannel channel = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw taken(folder, there);
    }
    Files.writeString(holder, own + "\n");
    return new FolderLock(channel, holder);
  }

  private static StoreFailure taken(Path folder, String holder) {
    return new StoreFailure(
        "another usher server works in "
            + folder
            + (holder.isEmpty() ? "" : ", process " + holder.replaceFirst(" .*", ""))
            + "; stop that one, or name another folder");
  }

  /** With its start, for in a container every process may be number 1. */
  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    return process.pid() + " since " + process.info().startInstant().orElse(Instant.EPOCH);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(holder);
    channel.close();
  }
}
