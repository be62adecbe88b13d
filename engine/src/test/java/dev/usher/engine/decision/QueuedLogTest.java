package dev.usher.engine.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.usher.engine.decision.Line.Decided;
import dev.usher.engine.decision.Line.Dropped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueuedLogTest {
  private static final Sampling ALL = new Sampling(1, 1, 0);

  private final List<Line> written = new CopyOnWriteArrayList<>();
  private final Told told = new Told();

  private static final class Told implements QueuedLog.Trouble {
    final AtomicInteger failures = new AtomicInteger();
    final List<Long> dropped = new CopyOnWriteArrayList<>();

    @Override
    public void notWritten(Exception failure) {
      failures.incrementAndGet();
    }

    @Override
    public void dropped(long count) {
      dropped.add(count);
    }
  }

  private QueuedLog log(DecisionSink sink, Sampling sampling) {
    QueuedLog log = new QueuedLog(sink, sampling, "run", () -> Some.NOON, told);
    log.start();
    return log;
  }

  private static void until(BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean()) Thread.sleep(10);
  }

  private List<Long> numbers() {
    return written.stream()
        .filter(Decided.class::isInstance)
        .map(line -> ((Decided) line).number())
        .toList();
  }

  private long missing() {
    return written.stream()
        .mapToLong(line -> line instanceof Dropped dropped ? dropped.count() : 0)
        .sum();
  }

  @Test
  void whatManyTellIsWrittenInOrderAndWholeByTheEnd() throws InterruptedException {
    List<Thread> tellers = new ArrayList<>();
    try (QueuedLog log = log(written::addAll, ALL)) {
      for (int teller = 0; teller < 8; teller++)
        tellers.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      for (int i = 0; i < 1_000; i++)
                        log.told(List.of(Some.decision("ann", i % 2 == 0)));
                    }));
      for (Thread teller : tellers) teller.join();
    }
    List<Long> all = new ArrayList<>();
    for (long number = 1; number <= 8_000; number++) all.add(number);
    assertThat(numbers()).isEqualTo(all);
    assertThat(told.dropped).isEmpty();
  }

  @Test
  void aSinkThatHangsKeepsNobodyWaitingAndTheGapIsTold() throws InterruptedException {
    Semaphore hang = new Semaphore(0);
    CountDownLatch hangs = new CountDownLatch(1);
    int more = 5_000;
    QueuedLog log =
        log(
            lines -> {
              hangs.countDown();
              hang.acquireUninterruptibly();
              hang.release();
              written.addAll(lines);
            },
            ALL);
    log.told(List.of(Some.decision("first", true)));
    hangs.await();
    long began = System.nanoTime();
    for (int i = 0; i < QueuedLog.ROOM + more; i++) log.told(List.of(Some.decision("ann", true)));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(log.dropped()).isEqualTo(more);
    assertThat(log.written()).isZero();
    hang.release();
    until(() -> log.written() == QueuedLog.ROOM + 1);
    until(() -> missing() > 0);
    log.told(List.of(Some.decision("last", false)));
    log.close();
    assertThat(missing()).isEqualTo(more);
    assertThat(told.dropped).containsExactly((long) more);
    assertThat(numbers().getLast())
        .as("numbers go on, so that a gap shows by itself too")
        .isEqualTo(QueuedLog.ROOM + more + 2L);
    assertThat(numbers()).isSorted().hasSize(QueuedLog.ROOM + 2);
  }

  @Test
  void whatASinkRefusesComesAgainAndIsToldOfOnce() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    QueuedLog log =
        log(
            lines -> {
              if (tries.incrementAndGet() < 3) throw new IOException("no room");
              written.addAll(lines);
            },
            ALL);
    log.told(List.of(Some.decision("ann", true)));
    until(() -> log.written() == 1);
    log.close();
    assertThat(numbers()).containsExactly(1L);
    assertThat(told.failures).hasValue(1);
    assertThat(log.dropped()).isZero();
    assertThat(told.dropped).isEmpty();
  }

  @Test
  void whatCannotBeWrittenAtTheEndIsToldOf() {
    QueuedLog log =
        log(
            _ -> {
              throw new IllegalStateException("the store is away");
            },
            ALL);
    for (int i = 0; i < 3_000; i++) log.told(List.of(Some.decision("ann", true)));
    log.close();
    assertThat(log.written()).isZero();
    assertThat(told.dropped).as("none twice and none not").containsExactly(3_000L);
  }

  @Test
  void aSinkThatHangsForGoodDoesNotKeepTheServerFromStopping() throws InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    QueuedLog log =
        log(
            _ -> {
              hangs.countDown();
              try {
                Thread.sleep(Duration.ofHours(1));
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException(stopped);
              }
            },
            ALL);
    log.told(List.of(Some.decision("ann", true)));
    hangs.await();
    log.told(List.of(Some.decision("ben", true)));
    log.close();
    assertThat(told.dropped.getLast()).isEqualTo(2);
  }

  private List<Long> taken(Sampling sampling, int count) {
    written.clear();
    try (QueuedLog log = log(written::addAll, sampling)) {
      for (int i = 0; i < count; i++) log.told(List.of(Some.decision("ann", i % 2 == 0)));
    }
    return numbers();
  }

  @Test
  void theSameSeedTakesTheSameOnesAgain() {
    List<Long> once = taken(new Sampling(0.1, 0.5, 7), 20_000);
    assertThat(taken(new Sampling(0.1, 0.5, 7), 20_000)).isEqualTo(once);
    assertThat(taken(new Sampling(0.1, 0.5, 8), 20_000)).isNotEqualTo(once);
    // Odd numbers are those that allow.
    assertThat(once.stream().filter(number -> number % 2 == 1).count() / 10_000.0)
        .isCloseTo(0.1, within(0.02));
    assertThat(once.stream().filter(number -> number % 2 == 0).count() / 10_000.0)
        .isCloseTo(0.5, within(0.02));
    assertThat(taken(new Sampling(0, 1, 7), 100)).hasSize(50).allMatch(number -> number % 2 == 0);
    assertThat(told.dropped).as("what is not taken is not missing").isEmpty();
  }
}
