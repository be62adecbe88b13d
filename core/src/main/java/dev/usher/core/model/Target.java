package dev.usher.core.model;

import java.util.Comparator;

/** One system in one environment: the place where access holds. Written {@code prod/shop-db}. */
public record Target(String environment, String system) implements Comparable<Target> {
  private static final Comparator<Target> ORDER =
      Comparator.comparing(Target::environment).thenComparing(Target::system);

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Target one
            && environment.equals(one.environment)
            && system.equals(one.system);
  }

  @Override
  public int hashCode() {
    return 31 * environment.hashCode() + system.hashCode();
  }

  @Override
  public int compareTo(Target other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return environment + "/" + system;
  }
}
