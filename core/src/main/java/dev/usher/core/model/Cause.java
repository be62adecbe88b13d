package dev.usher.core.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * Why something is so.
 *
 * @param text one clause: {@code analyst for team:backend: On-call reads dashboards}
 * @param at the policy line it comes from
 */
public record Cause(String text, Optional<Source> at) implements Comparable<Cause> {
  private static final Source NOWHERE = new Source("", 0, 0);
  private static final Comparator<Cause> ORDER =
      Comparator.comparing((Cause cause) -> cause.at.orElse(NOWHERE)).thenComparing(Cause::text);

  public Cause {
    text = Visible.line(text);
  }

  public static Cause of(String text) {
    return new Cause(text, Optional.empty());
  }

  public static Cause of(String text, Source at) {
    return new Cause(text, Optional.of(at));
  }

  @Override
  public int compareTo(Cause other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text + at.map(place -> " (" + place + ")").orElse("");
  }
}
