package dev.usher.engine.ports;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.json.EntryJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A ledger in a file of JSON lines. The file is locked while an entry is appended, so that two
 * processes cannot fork the chain, and is on disk before the call returns. A last line that a crash
 * cut off is moved to a file beside it, and an entry says so.
 */
public final class FileLedger implements LedgerStore {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int BLOCK = 8192;

  private final Path file;

  /** Realms side by side take turns here; the file's lock is for other processes. */
  private final ReentrantLock turns = new ReentrantLock();

  public FileLedger(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** The default place: {@code .usher/ledger.jsonl} beside the folder of policy. */
  public static FileLedger beside(Path policy) {
    return new FileLedger(
        policy.toAbsolutePath().normalize().resolveSibling(".usher/ledger.jsonl"));
  }

  @Override
  public Reading read(long from, int most) {
    if (!Files.exists(file)) return new Reading(List.of(), List.of());
    try {
      Reading all = reading(Files.readString(file));
      return new Reading(
          all.entries().stream().filter(entry -> entry.number() >= from).limit(most).toList(),
          all.problems());
    } catch (IOException failure) {
      throw failure("cannot be read", failure);
    }
  }

  @Override
  public Head head() {
    if (!Files.exists(file)) return Head.NONE;
    try (FileChannel channel = FileChannel.open(file, READ)) {
      return head(channel, afterLastNewline(channel, channel.size()));
    } catch (IOException failure) {
      throw failure("cannot be read", failure);
    }
  }

  /**
   * Asked before each apply, and so not by reading every entry: in a line as usher writes it no
   * text within a string looks like a key behind a comma, for its quotes are escaped.
   */
  @Override
  public List<Entry> unanswered() {
    if (!Files.exists(file)) return List.of();
    try {
      String text = Files.readString(file);
      Map<Long, String> intents = new LinkedHashMap<>();
      text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .forEach(
              line -> {
                number(line, "closes").ifPresent(intents::remove);
                if (line.contains(",\"what\":\"intent\","))
                  number(line, "number").ifPresent(number -> intents.put(number, line));
              });
      return intents.values().stream().map(EntryJson::parse).flatMap(Optional::stream).toList();
    } catch (IOException failure) {
      throw failure("cannot be read", failure);
    }
  }

  private static Optional<Long> number(String line, String key) {
    String before = ",\"" + key + "\":";
    int start = line.indexOf(before);
    if (start < 0) return Optional.empty();
    int from = start + before.length();
    int to = from;
    while (to < line.length() && Character.isDigit(line.charAt(to))) to++;
    return to == from || to - from > 18
        ? Optional.empty()
        : Optional.of(Long.valueOf(line.substring(from, to)));
  }

  @Override
  public void lines(Consumer<String> each) {
    if (!Files.exists(file)) return;
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(each);
    } catch (IOException | UncheckedIOException failure) {
      throw failure("cannot be read", failure);
    }
  }

  private static Reading reading(String text) {
    List<Entry> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int start = 0;
    for (int number = 1; start < text.length(); number++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        problems.add("line " + number + " was cut off: the next apply sets it aside");
        break;
      }
      Optional<Entry> entry = EntryJson.parse(text.substring(start, end));
      entry.ifPresent(entries::add);
      if (entry.isEmpty()) problems.add("line " + number + " is no entry as usher writes them");
      start = end + 1;
    }
    return new Reading(entries, problems);
  }

  @Override
  public Entry append(Draft draft, Head mark) {
    turns.lock();
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
          FileLock _ = lock(channel)) {
        List<Entry> chain = new ArrayList<>();
        long end = afterLastNewline(channel, channel.size());
        Head head = head(channel, end);
        if (end < channel.size()) {
          Draft torn = draft.note(What.TORN, torn(setAside(channel, end, head)));
          chain.addAll(Chain.append(head, mark, torn));
          head = Chain.head(chain);
        }
        chain.addAll(Chain.append(head, mark, draft));
        write(channel, end, chain);
        return chain.getLast();
      }
    } catch (IOException failure) {
      throw failure("cannot be written", failure);
    } finally {
      turns.unlock();
    }
  }

  private static String torn(Path aside) {
    return "a line that had been cut off was set aside: " + aside.getFileName();
  }

  /** Within one JVM a lock that is held is an exception rather than a wait. */
  private FileLock lock(FileChannel channel) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) return lock;
      } catch (OverlappingFileLockException _) {
        // Another thread of this process appends just now.
      }
      if (System.nanoTime() > end)
        throw new LedgerFailure(
            "the ledger " + file + " is held by another process; try again when it has ended");
      try {
        Thread.sleep(5);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new LedgerFailure("interrupted while waiting for the ledger " + file, interrupted);
      }
    }
  }

  private Head head(FileChannel channel, long end) throws IOException {
    if (end == 0) return Head.NONE;
    long start = afterLastNewline(channel, end - 1);
    String line = new String(bytes(channel, start, end - 1), StandardCharsets.UTF_8);
    return EntryJson.parse(line)
        .map(Entry::head)
        .orElseThrow(
            () ->
                new LedgerFailure(
                    "the last line of the ledger "
                        + file
                        + " is no entry: it was altered. Keep the file elsewhere and look into it;"
                        + " without it the chain goes on from the targets' marks"));
  }

  /** Where the last line begins that ends before {@code end}; 0 where there is no newline. */
  private static long afterLastNewline(FileChannel channel, long end) throws IOException {
    for (long to = end; to > 0; to -= BLOCK) {
      byte[] block = bytes(channel, Math.max(0, to - BLOCK), to);
      for (int i = block.length - 1; i >= 0; i--)
        if (block[i] == '\n') return Math.max(0, to - BLOCK) + i + 1;
    }
    return 0;
  }

  private static byte[] bytes(FileChannel channel, long from, long to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(to - from));
    while (buffer.hasRemaining())
      if (channel.read(buffer, from + buffer.position()) < 0) throw new IOException("file shrinks");
    return buffer.array();
  }

  private Path setAside(FileChannel channel, long from, Head head) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".torn-after-" + head.number());
    try (FileChannel kept = FileChannel.open(aside, CREATE, WRITE)) {
      writeFully(kept, kept.size(), bytes(channel, from, channel.size()));
      kept.force(true);
    }
    return aside;
  }

  private static void write(FileChannel channel, long at, List<Entry> entries) throws IOException {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(entry.line()).append('\n'));
    channel.truncate(at);
    writeFully(channel, at, lines.toString().getBytes(StandardCharsets.UTF_8));
    channel.force(true);
  }

  private static void writeFully(FileChannel channel, long at, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) channel.write(buffer, at + buffer.position());
  }

  private LedgerFailure failure(String what, Exception failure) {
    return new LedgerFailure(
        "the ledger "
            + file
            + " "
            + what
            + " ("
            + failure.getMessage()
            + "); make room or mend its permissions, or name another place in USHER_LEDGER",
        failure);
  }
}
