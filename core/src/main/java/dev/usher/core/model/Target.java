package dev.usher.core.model;

import java.util.Comparator;

/** One system in one environment: the place where access holds. Written {@code prod/shop-db}. */
public record Target(String environment, String system) implements Comparable<Target> {
  private static final Comparator<Target> ORDER =
      Comparator.comparing(Target::environment).thenComparing(Target::system);

  @Override
  public int compareTo(Target other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return environment + "/" + system;
  }
}
