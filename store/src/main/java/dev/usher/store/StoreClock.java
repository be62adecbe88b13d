package dev.usher.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The time as the store has it. Servers that share one agree on it, whatever their machines' clocks
 * show: it is asked for again and again, and between two answers counted by what no clock that is
 * set moves. While the store is away it goes on being counted.
 */
public final class StoreClock implements InstantSource, AutoCloseable {
  /** Between two questions; an answer that took longer tells too little. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Supplier<Instant> store;
  private final Thread asking;
  private volatile Reading last;

  /**
   * @param nanos of {@link System#nanoTime} when it was so
   */
  private record Reading(Instant at, long nanos) {}

  /**
   * Has asked once when it returns.
   *
   * @param store tells what its clock shows
   */
  StoreClock(Supplier<Instant> store) {
    this.store = store;
    this.last = read();
    this.asking = Thread.ofVirtual().name("clock").start(this::ask);
  }

  @Override
  public Instant instant() {
    Reading reading = last;
    return reading.at().plusNanos(System.nanoTime() - reading.nanos());
  }

  private void ask() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        askOnce();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void askOnce() {
    long began = System.nanoTime();
    try {
      Reading reading = read();
      if (System.nanoTime() - began < PAUSE.toNanos()) last = reading;
    } catch (RuntimeException _) {
      // The store is away, which others say.
    }
  }

  /** As if it had been read in the middle of the way there and back. */
  private Reading read() {
    long began = System.nanoTime();
    Instant at = store.get();
    return new Reading(at, began + (System.nanoTime() - began) / 2);
  }

  @Override
  public void close() {
    asking.interrupt();
  }
}
