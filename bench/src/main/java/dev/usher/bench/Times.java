package dev.usher.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Wall times of the rounds of one contestant, in milliseconds. */
final class Times {
  private final List<Double> all = new ArrayList<>();

  /** What is timed. */
  interface Work {
    void run() throws Exception;
  }

  void measure(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    all.add((System.nanoTime() - start) / 1e6);
  }

  /**
   * @param ms what was measured otherwise
   */
  void add(double ms) {
    all.add(ms);
  }

  double sum() {
    return all.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The middle one; of an even number the upper of the two. */
  double median() {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  /**
   * @param percent of all rounds that took at most that long
   */
  double at(int percent) {
    List<Double> sorted = all.stream().sorted().toList();
    return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
  }

  /** The middle of what each round's time is to the other's in the same round. */
  double medianRatio(Times other) {
    return IntStream.range(0, all.size())
        .mapToDouble(i -> all.get(i) / other.all.get(i))
        .sorted()
        .skip(all.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  double best() {
    return all.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}
