package dev.usher.core.model;

import java.util.Comparator;

/**
 * One step of a concrete address below its target.
 *
 * @param kind the kind as it must be written, or "" for the default kind of that level (a schema,
 *     then a table, for databases)
 * @param name the name exactly as the system has it, unquoted
 */
public record Segment(String kind, String name) implements Comparable<Segment> {
  private static final Comparator<Segment> ORDER =
      Comparator.comparing(Segment::kind).thenComparing(Segment::name);

  /** A segment of its level's default kind. */
  public static Segment plain(String name) {
    return new Segment("", name);
  }

  @Override
  public int hashCode() {
    int hash = 0x9E3779B1 * (31 * kind.hashCode() + name.hashCode());
    return hash ^ hash >>> 15;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Segment one && name.equals(one.name) && kind.equals(one.kind);
  }

  @Override
  public int compareTo(Segment other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind.isEmpty() ? Names.quote(name) : kind + ":" + Names.quote(name);
  }
}
