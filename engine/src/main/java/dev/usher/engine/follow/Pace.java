package dev.usher.engine.follow;

import java.time.Duration;

/**
 * How often things are looked at.
 *
 * @param sweep between two looks at a whole realm
 * @param listen longest time until a word is seen that another server took down
 * @param retry after the first failure; each further one doubles it
 * @param longest between two tries, however many have failed
 */
public record Pace(Duration sweep, Duration listen, Duration retry, Duration longest) {
  public static final Pace USUAL =
      new Pace(
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));

  /**
   * How long to wait after so many failures.
   *
   * @param attempts at least 1
   */
  Duration after(int attempts) {
    Duration wait = retry.multipliedBy(1L << Math.min(attempts - 1, 16));
    return wait.compareTo(longest) < 0 ? wait : longest;
  }
}
