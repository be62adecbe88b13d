package dev.usher.testkit;

import java.time.Duration;
import java.time.Instant;

/** Tells on stdout how far trials are. */
final class Progress {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final String name;
  private final Object count;
  private final Instant start = Instant.now();
  private Instant told = start;
  private long done;

  Progress(String name, Object count) {
    this.name = name;
    this.count = count;
  }

  void oneMore() {
    done++;
    if (Instant.now().isBefore(told.plus(EVERY))) return;
    told = Instant.now();
    System.out.println("so far " + this);
  }

  @Override
  public String toString() {
    long seed = Seeds.first();
    return "%s: seeds %d to %d in %d s: %s"
        .formatted(
            name, seed, seed + done - 1, Duration.between(start, Instant.now()).toSeconds(), count);
  }
}
