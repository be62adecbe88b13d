package dev.usher.store.follow;

import dev.usher.engine.follow.Rota.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Whose last turn took long, because its system does not answer, has the next one beside the
 * others: however many of them hang, those that are well have turns of their own.
 */
final class Lanes implements Turn {
  /** So many threads for each turn of those that are well. */
  static final int THREADS = 5;

  private static final Duration LONG = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofMillis(200);

  private final Turn turn;
  private final InstantSource clock;
  private final Semaphore well;
  private final Semaphore slow;
  private final Semaphore besides;
  private final Set<String> late = ConcurrentHashMap.newKeySet();

  /**
   * @param most turns at a time of those that are well
   */
  Lanes(Turn turn, int most, InstantSource clock) {
    this.turn = turn;
    this.clock = clock;
    this.well = new Semaphore(most);
    this.slow = new Semaphore(most * (THREADS - 3));
    this.besides = new Semaphore(most);
  }

  /** Where there is no room it waits for the turn that comes. */
  @Override
  public void beside(String realm) {
    if (!besides.tryAcquire()) return;
    try {
      turn.beside(realm);
    } finally {
      besides.release();
    }
  }

  /** Who finds no room comes again soon. */
  @Override
  public Instant take(String realm) {
    Semaphore lane = late.contains(realm) ? slow : well;
    if (!lane.tryAcquire()) return clock.instant().plus(AGAIN);
    long began = System.nanoTime();
    try {
      return turn.take(realm);
    } finally {
      lane.release();
      if (System.nanoTime() - began > LONG.toNanos()) late.add(realm);
      else late.remove(realm);
    }
  }
}
