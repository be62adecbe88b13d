package dev.usher.core.model;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a pattern says of one name: any, or one of those listed. */
public sealed interface Name {
  boolean matches(String name);

  /** Whether it matches every name that the other matches. */
  default boolean includes(Name other) {
    return switch (this) {
      case Any _ -> true;
      case OneOf(Set<String> mine) ->
          other instanceof OneOf(Set<String> theirs) && mine.containsAll(theirs);
    };
  }

  /** {@code *}. */
  record Any() implements Name {
    @Override
    public boolean matches(String name) {
      return true;
    }

    @Override
    public String toString() {
      return "*";
    }
  }

  /** A literal name, or a choice {@code {a,b}}. */
  record OneOf(Set<String> names) implements Name {
    public OneOf {
      names = Set.copyOf(names);
    }

    @Override
    public boolean matches(String name) {
      return names.contains(name);
    }

    /** Whether it is one literal name and no choice. */
    public boolean isLiteral() {
      return names.size() == 1;
    }

    @Override
    public String toString() {
      String text =
          new TreeSet<>(names).stream().map(Names::quote).collect(Collectors.joining(","));
      return isLiteral() ? text : "{" + text + "}";
    }
  }

  static Name of(String... names) {
    return new OneOf(Set.copyOf(Arrays.asList(names)));
  }
}
