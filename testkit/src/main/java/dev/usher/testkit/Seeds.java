package dev.usher.testkit;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Randomness that can be had again: {@code -Dusher.seed=N} replays. A failure under {@link #with}
 * says which seed it was. A build takes the same seeds as the one before, so that it fails for what
 * was changed and not by chance; {@code -Dusher.seed=random} draws others, and {@code N+} goes on
 * from that one.
 */
public final class Seeds {
  /** After so many trials, how far it is. */
  private static final int TOLD = 500;

  private static final String GIVEN = System.getProperty("usher.seed", "");

  private Seeds() {}

  /** The seed to begin with. */
  public static long first() {
    return switch (GIVEN) {
      case "" -> 1;
      case "random" -> new Random().nextInt(Integer.MAX_VALUE);
      default -> Long.parseLong(GIVEN.replace("+", ""));
    };
  }

  /** Whether one seed is to be replayed and no other. */
  public static boolean isReplay() {
    return !GIVEN.isEmpty() && !GIVEN.equals("random") && !GIVEN.endsWith("+");
  }

  /** The generator of a seed: the same numbers on every machine. */
  public static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** What a test does with randomness. */
  @FunctionalInterface
  public interface Trial {
    void run(RandomGenerator random) throws Exception;
  }

  /**
   * Runs the trial with that seed.
   *
   * @throws AssertionError when it fails, with the seed and how to replay it
   */
  public static void with(long seed, Trial trial) {
    try {
      trial.run(generator(seed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(
          "seed " + seed + " (replay with -Dusher.seed=" + seed + "): " + failure.getMessage(),
          failure);
    }
  }

  /**
   * As many trials, with seeds one after another; only the one when a seed is given. {@code
   * -Dusher.minutes=N} goes on for so long instead, and tells now and then how far it is.
   */
  public static void each(int trials, Trial trial) {
    long seed = first();
    long minutes = Long.getLong("usher.minutes", 0);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    int most = isReplay() ? 1 : minutes > 0 ? Integer.MAX_VALUE : trials;
    int done = 0;
    while (done < most && (minutes == 0 || System.nanoTime() < end)) {
      with(seed + done++, trial);
      if (done % TOLD == 0) System.out.printf("%d cases, seeds from %d on%n", done, seed);
    }
  }
}
