package dev.usher.engine.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after each attempt, with up to a fifth more so that not all come back at once.
 *
 * @param waits after the first, the second, …; the last attempt is behind the last of them
 * @param dice from 0 to 1
 */
public record Backoff(List<Duration> waits, DoubleSupplier dice) {
  private static final double SPREAD = 0.2;

  /** How often it is worth waiting for who has understood and refuses. */
  private static final int OF_A_REFUSAL = 2;

  public Backoff {
    waits = List.copyOf(waits);
  }

  /** As Standard Webhooks have it (specification, "Deliverability and reliability"): 75 hours. */
  public static Backoff standard(DoubleSupplier dice) {
    return new Backoff(
        List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24)),
        dice);
  }

  /**
   * Until the next attempt; empty when there is none.
   *
   * @param failed attempts so far, at least 1
   * @param refused whether who is there has understood: then they will hardly think otherwise
   */
  public Optional<Duration> after(int failed, boolean refused) {
    int most = refused ? Math.min(OF_A_REFUSAL, waits.size()) : waits.size();
    if (failed > most) return Optional.empty();
    Duration wait = waits.get(failed - 1);
    return Optional.of(wait.plusMillis((long) (wait.toMillis() * SPREAD * dice.getAsDouble())));
  }
}
