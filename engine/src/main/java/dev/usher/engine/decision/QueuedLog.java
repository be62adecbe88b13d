package dev.usher.engine.decision;

import dev.usher.engine.decision.Line.Decided;
import dev.usher.engine.decision.Line.Dropped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what it is told in memory, and one thread writes it down. When there is no room what comes
 * is dropped, and that it was is written down too, so that nobody takes the log for whole.
 */
public final class QueuedLog implements DecisionLog, AutoCloseable {
  /** A request has 10,000 decisions at most, and a line about a kilobyte. */
  static final int ROOM = 32_768;

  /** As much as who answers gets done while the one thread waits for its turn at a busy machine. */
  private static final int BATCH = 5_000;

  /** Many decisions are one write. */
  private static final Duration GATHER = Duration.ofMillis(50);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What nobody can write must not stand before all the rest for good. */
  private static final int TRIES = 60;

  /** For the last ones, when the server stops. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final DecisionSink sink;
  private final Sampling sampling;
  private final String run;
  private final InstantSource clock;
  private final Trouble trouble;
  private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(ROOM);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("decision log").unstarted(this::work);

  /** So many given until now, logged or not. */
  private long number;

  /** So many of them to be logged. */
  private final AtomicLong taken = new AtomicLong();

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /** Of those that were dropped, so many are told of in the log. */
  private final AtomicLong told = new AtomicLong();

  private long lastTold = System.nanoTime();
  private boolean isAway;

  /** Is told what keeps the log from being whole. */
  public interface Trouble {
    /** Once, until it can be written again. */
    void notWritten(Exception failure);

    /** At most once a second. */
    void dropped(long count);
  }

  /**
   * @param sink is closed with this
   * @param run a name that no other process has
   */
  public QueuedLog(
      DecisionSink sink, Sampling sampling, String run, InstantSource clock, Trouble trouble) {
    this.sink = sink;
    this.sampling = sampling;
    this.run = run;
    this.clock = clock;
    this.trouble = trouble;
  }

  /** Writes from now on. */
  public void start() {
    thread.start();
  }

  /** How many have been written down. */
  public long written() {
    return written.get();
  }

  /** How many were to be, and never will. */
  public long dropped() {
    return dropped.get();
  }

  /** One request at a time, so that lines stand in the order of their numbers. */
  @Override
  public synchronized void told(List<Decision> decisions) {
    Instant now = clock.instant();
    for (Decision decision : decisions) {
      number++;
      if (sampling.takes(decision.allowed(), number)) {
        taken.incrementAndGet();
        if (!queue.offer(new Decided(now, run, number, decision))) dropped.incrementAndGet();
      }
    }
  }

  private void work() {
    boolean isLast;
    do {
      // Looked for before the last look into the queue.
      isLast = over.getCount() == 0 && queue.size() <= BATCH;
      List<Line> lines = next();
      if (!lines.isEmpty()) write(lines);
      tidy();
    } while (!isLast && !Thread.currentThread().isInterrupted());
  }

  private List<Line> next() {
    if (queue.size() < BATCH) isOver(GATHER);
    List<Line> lines = new ArrayList<>();
    queue.drainTo(lines, BATCH);
    gap().ifPresent(lines::add);
    return lines;
  }

  /** What was dropped since that was told last. */
  private Optional<Line> gap() {
    long count = dropped.get() - told.get();
    boolean isSoon = System.nanoTime() - lastTold < PAUSE.toNanos();
    if (count == 0 || (isSoon && over.getCount() > 0)) return Optional.empty();
    told.addAndGet(count);
    lastTold = System.nanoTime();
    return Optional.of(new Dropped(clock.instant(), run, count));
  }

  private void write(List<Line> lines) {
    for (int i = 0; i < TRIES; i++) {
      try {
        sink.write(lines);
        isAway = false;
        lines.forEach(this::written);
        return;
      } catch (IOException | RuntimeException failure) {
        told(failure);
      }
      if (isOver(PAUSE)) break;
    }
    // They are a gap now, and a gap among them is not told of yet.
    for (Line line : lines)
      switch (line) {
        case Decided _ -> dropped.incrementAndGet();
        case Dropped(_, _, long count) -> told.addAndGet(-count);
      }
  }

  private void written(Line line) {
    switch (line) {
      case Decided _ -> written.incrementAndGet();
      case Dropped(_, _, long count) -> trouble.dropped(count);
    }
  }

  /** Whether the server stops, within that time. */
  private boolean isOver(Duration within) {
    try {
      return over.await(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void tidy() {
    try {
      sink.tidy();
    } catch (RuntimeException failure) {
      told(failure);
    }
  }

  private void told(Exception failure) {
    if (!isAway) trouble.notWritten(failure);
    isAway = true;
  }

  /** Writes down what there is, for some seconds; what is left then is told of as dropped. */
  @Override
  public void close() {
    over.countDown();
    try {
      if (!thread.join(PATIENCE)) {
        thread.interrupt();
        thread.join(PAUSE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    sink.close();
    long left = taken.get() - written.get() - told.get();
    if (left > 0) trouble.dropped(left);
  }
}
