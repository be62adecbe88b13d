package dev.usher.testkit;

import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Randomness that can be had again: {@code -Dusher.seed=N} replays. A failure under {@link #with}
 * says which seed it was. A build takes the same seeds as the one before, so that it fails for what
 * was changed and not by chance; {@code -Dusher.seed=random} draws others.
 */
public final class Seeds {
  private static final String GIVEN = System.getProperty("usher.seed", "");

  private Seeds() {}

  /** The seed to begin with. */
  public static long first() {
    return switch (GIVEN) {
      case "" -> 1;
      case "random" -> new Random().nextInt(Integer.MAX_VALUE);
      default -> Long.parseLong(GIVEN);
    };
  }

  /** Whether one seed is to be replayed and no other. */
  public static boolean isReplay() {
    return !GIVEN.isEmpty() && !GIVEN.equals("random");
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

  /** As many trials, with seeds one after another; only the one when a seed is given. */
  public static void each(int trials, Trial trial) {
    long seed = first();
    for (int i = 0; i < (isReplay() ? 1 : trials); i++) with(seed + i, trial);
  }
}
