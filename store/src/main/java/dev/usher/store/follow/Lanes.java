package dev.usher.store.follow;

import dev.usher.engine.follow.Rota.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A turn that takes long, because its system does not answer, goes on beside the others, and so
 * does the realm's next one: however many of them hang, those that are well have turns of their
 * own.
 */
final class Lanes implements Turn {
  /** So many threads for each turn of those that are well. */
  static final int THREADS = 5;

  private static final Duration LONG = Duration.ofSeconds(1);

  /**
   * Whose turn took longer is among the slow from its beginning; less than a system is waited for
   * that does not answer. Whoever is only not quick shall not wait for a place among those.
   */
  private static final Duration HANGING = Duration.ofSeconds(8);

  private static final Duration AGAIN = Duration.ofMillis(200);

  private final Turn turn;
  private final InstantSource clock;
  private final Semaphore well;
  private final Semaphore slow;
  private final Semaphore besides;
  private final Semaphore over = new Semaphore(0);
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
    AtomicReference<Semaphore> lane = new AtomicReference<>(late.contains(realm) ? slow : well);
    if (!lane.get().tryAcquire()) return clock.instant().plus(AGAIN);
    Thread watch = Thread.startVirtualThread(() -> putAside(realm, lane));
    long began = System.nanoTime();
    try {
      return turn.take(realm);
    } finally {
      watch.interrupt();
      lane.getAndSet(over).release();
      if (System.nanoTime() - began >= HANGING.toNanos()) late.add(realm);
      else late.remove(realm);
    }
  }

  /** Where the others' lane is full too, it keeps its place. */
  private void putAside(String realm, AtomicReference<Semaphore> lane) {
    try {
      Thread.sleep(LONG);
    } catch (InterruptedException over) {
      return;
    }
    if (!slow.tryAcquire()) return;
    boolean moved = lane.compareAndSet(well, slow);
    (moved ? well : slow).release();
  }
}
