package dev.usher.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Randomness that can be had again: {@code -Dusher.seed=N} replays. A failure under {@link #with}
 * says which seed it was. A build takes the same seeds as the one before, so that it fails for what
 * was changed and not by chance; {@code -Dusher.seed=random} draws others, and {@code N+} goes on
 * from that one.
 */
public final class Seeds {
  private static final String GIVEN = System.getProperty("usher.seed", "");

  private static final long FIRST =
      switch (GIVEN) {
        case "" -> 1;
        case "random" -> new Random().nextInt(Integer.MAX_VALUE);
        default -> Long.parseLong(GIVEN.replace("+", ""));
      };

  private Seeds() {}

  /** The seed to begin with. */
  public static long first() {
    return FIRST;
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
   * -Dusher.minutes=N} goes on for so long instead.
   */
  public static void each(int trials, Trial trial) {
    long seed = first();
    Duration length = Duration.ofMinutes(Long.getLong("usher.minutes", 0));
    Instant end = Instant.now().plus(length);
    int most = isReplay() ? 1 : length.isZero() ? trials : Integer.MAX_VALUE;
    for (int i = 0; i < most && (length.isZero() || Instant.now().isBefore(end)); i++)
      with(seed + i, trial);
  }

  /**
   * The same; tells every minute how far it is, and at the end, also when a trial failed, what was
   * done: in one line that begins with the name and holds the seeds.
   *
   * @param count says what the trials have done so far
   */
  public static void each(String name, int trials, Object count, Trial trial) {
    Progress progress = new Progress(name, count);
    try {
      each(
          trials,
          random -> {
            trial.run(random);
            progress.oneMore();
          });
    } finally {
      System.out.println(progress);
    }
  }
}
