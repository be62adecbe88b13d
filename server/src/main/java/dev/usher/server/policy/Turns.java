package dev.usher.server.policy;

import dev.usher.server.http.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many policies are read aside at one time: to read one through may take as long as its author
 * likes.
 *
 * @param patience longest wait for a turn
 */
public record Turns(Semaphore free, Duration patience) {
  public static Turns usual() {
    return new Turns(new Semaphore(2, true), Duration.ofSeconds(10));
  }

  /**
   * @throws dev.usher.server.http.ProblemException 503 for who has found none in time
   */
  <T> T in(Supplier<T> work) {
    boolean mine;
    try {
      mine = free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      mine = false;
    }
    if (!mine)
      throw new Problem(
              503,
              "busy",
              "The server is busy",
              "It reads other policies for others: try again in a moment.")
          .withHeader("Retry-After", "5")
          .raised();
    try {
      return work.get();
    } finally {
      free.release();
    }
  }
}
