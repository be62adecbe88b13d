package dev.usher.engine.seal;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Checkpoint;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.LedgerStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings checkpoints of the ledger to one place, from one server. Several places have one each, so
 * that a place that is away holds no other one up; several servers need not know of each other, for
 * each tells of an end that the ledger had.
 *
 * <p>It signs only what goes on from what it signed before: where the ledger was written anew it
 * says so, and signs nothing more.
 */
public final class Sealing implements AutoCloseable {
  private final LedgerStore ledger;
  private final SealingKey key;
  private final String server;
  private final CheckpointSink sink;
  private final InstantSource clock;

  private final CountDownLatch over = new CountDownLatch(1);
  private Optional<Thread> thread = Optional.empty();
  private Optional<Checkpoint> last = Optional.empty();

  /**
   * @param server this one's name
   */
  public Sealing(
      LedgerStore ledger, SealingKey key, String server, CheckpointSink sink, InstantSource clock) {
    this.ledger = ledger;
    this.key = key;
    this.server = server;
    this.sink = sink;
    this.clock = clock;
  }

  /** The ledger is not what was sealed. */
  public static final class Altered extends Exception {
    private static final long serialVersionUID = 1L;

    Altered(String message) {
      super(message);
    }
  }

  /**
   * Looks now and again from now on, until it is closed.
   *
   * @param pause between two looks: with it an entry waits at most so long for its seal
   * @param alarm told why something cannot be sealed, once for each reason
   */
  public void start(Duration pause, Consumer<String> alarm) {
    thread =
        Optional.of(
            Thread.ofVirtual().name("sealing to " + sink.name()).start(() -> looks(pause, alarm)));
  }

  private void looks(Duration pause, Consumer<String> alarm) {
    String told = "";
    boolean isOver = false;
    while (!isOver) {
      try {
        isOver = over.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        // Once more at the end: what was done last is sealed too.
        sealAll();
        told = "";
      } catch (InterruptedException interrupted) {
        return;
      } catch (Altered | IOException | RuntimeException failure) {
        String why =
            "the ledger cannot be sealed to %s: %s".formatted(sink.name(), failure.getMessage());
        if (!why.equals(told)) alarm.accept(why);
        told = why;
      }
    }
  }

  private void sealAll() throws Altered, IOException {
    Optional<Checkpoint> made;
    do made = seal();
    while (made.filter(Checkpoint::isFull).isPresent());
  }

  /**
   * One look. Where much waits, as behind a place that was away, the checkpoint is full and the
   * rest is the next one's.
   *
   * @return the checkpoint that was made; nothing where nothing is new
   * @throws Altered when what was sealed is not there any more
   * @throws IOException when it cannot be kept
   */
  public synchronized Optional<Checkpoint> seal() throws Altered, IOException {
    Optional<Checkpoint> before = before();
    Head sealed = before.map(Checkpoint::head).orElse(Head.NONE);
    Head end = ledger.head();
    if (end.equals(sealed)) return Optional.empty();
    // Else each start would tell the whole ledger again to whoever has it already.
    boolean isUnknown = before.isEmpty() && !sink.isReadable();
    List<Head> since = isUnknown ? List.of(end) : since(sealed);
    Checkpoint made =
        key.sign(
            Checkpoint.of(
                since.getLast(),
                clock.instant(),
                server,
                before.map(Checkpoint::head),
                since.subList(0, since.size() - 1),
                key.open().id()));
    sink.put(made);
    last = Optional.of(made);
    return last;
  }

  /** The later of what is kept there and what was brought there: the one may have been cut. */
  private Optional<Checkpoint> before() throws IOException {
    Optional<Checkpoint> kept = sink.last();
    return kept.isPresent()
            && last.map(mine -> mine.head().number() <= kept.get().head().number()).orElse(true)
        ? kept
        : last;
  }

  /**
   * What follows what was sealed, so much of it as one checkpoint tells.
   *
   * @param sealed {@link Head#NONE} where nothing was
   */
  private List<Head> since(Head sealed) throws Altered {
    LedgerStore.Reading read = ledger.read(sealed.number(), Checkpoint.MOST + 1);
    List<String> problems = new ArrayList<>(read.problems());
    List<Entry> entries = read.entries();
    if (!sealed.equals(Head.NONE)) {
      if (entries.isEmpty() || !entries.getFirst().head().equals(sealed))
        problems.add(
            "entry %d, which was sealed, is not there any more".formatted(sealed.number()));
      else entries = entries.subList(1, entries.size());
    }
    problems.addAll(Chain.problems(sealed, entries));
    if (entries.isEmpty())
      problems.add("nothing that can be read follows entry %d".formatted(sealed.number()));
    if (!problems.isEmpty())
      throw new Altered(
          problems.getFirst()
              + ". The ledger was altered: export it, and hold it against the checkpoints with usher"
              + " ledger verify");
    return entries.stream().map(Entry::head).toList();
  }

  /** Seals what is there, and stops. */
  @Override
  public void close() {
    over.countDown();
    try {
      if (thread.isPresent()) thread.get().join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
