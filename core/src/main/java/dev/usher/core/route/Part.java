package dev.usher.core.route;

import java.util.Map;

/** A segment of a route's path, or the name of what it is about. */
public sealed interface Part {
  /** That text. */
  record Literal(String text) implements Part {
    @Override
    public String toString() {
      return text;
    }
  }

  /** Whatever stands there, unless it is empty: {@code {id}}. */
  record Placeholder(String name) implements Part {
    @Override
    public String toString() {
      return "{" + name + "}";
    }
  }

  /** Whether a segment may be meant by it, to somebody who does not mind case. */
  default boolean fits(String segment) {
    return switch (this) {
      case Literal(String text) -> text.equalsIgnoreCase(segment);
      case Placeholder _ -> !segment.isEmpty();
    };
  }

  /**
   * The name that it gives a thing.
   *
   * @param taken what stands where the placeholders are
   */
  default String name(Map<String, String> taken) {
    return switch (this) {
      case Literal(String text) -> text;
      case Placeholder(String name) -> taken.getOrDefault(name, "");
    };
  }
}
