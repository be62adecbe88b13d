package dev.usher.testkit.random;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Choices of one generator, which is the only source of chance here. */
record Pick(RandomGenerator random) {
  /** From low to high, both included. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  /** True once in that many times. */
  boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  @SafeVarargs
  final <T> T one(T... of) {
    return of[random.nextInt(of.length)];
  }

  /** At most that many, at least one where there is one. */
  <T> Set<T> some(Collection<T> of, int atMost) {
    List<T> all = new ArrayList<>(of);
    Set<T> chosen = new LinkedHashSet<>();
    int wanted = between(1, Math.max(1, atMost));
    while (!all.isEmpty() && chosen.size() < wanted) {
      chosen.add(all.remove(random.nextInt(all.size())));
    }
    return chosen;
  }
}
