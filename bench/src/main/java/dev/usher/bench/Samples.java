package dev.usher.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How long each of many questions took: the clock is read before and after it, and what two
 * readings take by themselves is taken off.
 *
 * @param sorted in nanoseconds, the clock's share included
 * @param clock the clock's share
 * @param yes how many were answered so
 */
record Samples(int[] sorted, int clock, int yes) {
  private static final int READINGS = 200_000;
  private static final int READS = 1_000_000;

  /** Asks each once, by its number. */
  static Samples of(int count, IntPredicate ask) {
    return of(count, _ -> {}, ask);
  }

  /**
   * @param before looks at what is asked, as whoever asks has
   */
  static Samples of(int count, IntConsumer before, IntPredicate ask) {
    int clock = readings();
    int[] took = new int[count];
    int yes = 0;
    for (int i = 0; i < count; i++) {
      before.accept(i);
      long start = System.nanoTime();
      boolean answer = ask.test(i);
      took[i] = (int) Math.min(Integer.MAX_VALUE, System.nanoTime() - start);
      if (answer) yes++;
    }
    Arrays.sort(took);
    return new Samples(took, clock, yes);
  }

  /** What one takes of a processor on average: others may run in between, and do not count. */
  static double cpu(int count, IntPredicate ask) {
    long start = cpu();
    int yes = 0;
    for (int i = 0; i < count; i++) if (ask.test(i)) yes++;
    if (yes == 0) throw new IllegalStateException("some of them are to be allowed");
    return (double) (cpu() - start) / count;
  }

  /**
   * @param share of all questions that took at most that many nanoseconds
   */
  double at(double share) {
    return Math.max(0, sorted[(int) Math.ceil(sorted.length * share) - 1] - clock);
  }

  double median() {
    return at(0.5);
  }

  private static int readings() {
    return IntStream.range(0, READINGS)
        .map(
            _ -> {
              long before = System.nanoTime();
              return (int) (System.nanoTime() - before);
            })
        .sorted()
        .toArray()[READINGS / 2];
  }

  /** What this thread has had of a processor, in nanoseconds. */
  static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** One read of memory that nobody could foresee, among so many MiB; what each waits for. */
  static double memory(int mib) {
    int[] all = new int[mib << 18];
    Arrays.fill(all, 1);
    int at = 0;
    long start = System.nanoTime();
    for (int i = 0; i < READS; i++)
      at = Math.floorMod(at * 1_664_525 + 1_013_904_222 + all[at], all.length);
    return at < 0 ? 0 : (double) (System.nanoTime() - start) / READS;
  }
}
