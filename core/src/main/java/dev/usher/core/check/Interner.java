package dev.usher.core.check;

import java.util.HashMap;
import java.util.Map;

/** Finds equal ones once: among a million people few differ from all others. */
final class Interner<T> {
  /** Beyond so many that differ it is not worth the room to look for more. */
  private static final int MOST = 100_000;

  private final Map<T, T> known = new HashMap<>();

  T of(T one) {
    if (known.size() >= MOST) return known.getOrDefault(one, one);
    T other = known.putIfAbsent(one, one);
    return other == null ? one : other;
  }
}
