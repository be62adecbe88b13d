package dev.usher.core.compare;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.ConditionText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which rows of one cell somebody has: those of whom all conditions of one of these sets are true.
 * A set that another is part of says nothing more and is left out.
 */
public final class Rows {
  public static final Rows NONE = new Rows(Set.of());
  public static final Rows ALL = new Rows(Set.of(Set.of()));

  private final Set<Set<Condition>> any;

  /** Asked for very often, and much to add up. */
  private final int hash;

  private Rows(Set<Set<Condition>> any) {
    this.any = Set.copyOf(any);
    this.hash = this.any.hashCode();
  }

  static Rows of(Collection<Set<Condition>> sets) {
    if (sets.isEmpty()) return NONE;
    if (sets.stream().anyMatch(Set::isEmpty)) return ALL;
    Set<Set<Condition>> least = new HashSet<>();
    for (Set<Condition> one : Set.copyOf(sets)) {
      if (sets.stream().noneMatch(other -> other.size() < one.size() && one.containsAll(other)))
        least.add(one);
    }
    return new Rows(least);
  }

  /** The conditions that must all be true where this one is. */
  static Set<Condition> parts(Condition condition) {
    if (!(condition instanceof Condition.And(List<Condition> all))) return Set.of(condition);
    Set<Condition> parts = new HashSet<>();
    all.forEach(one -> parts.addAll(parts(one)));
    return parts;
  }

  public boolean isNone() {
    return any.isEmpty();
  }

  public boolean isAll() {
    return any.contains(Set.<Condition>of());
  }

  /** Whether every row of the other is one of these, as far as one sees at a glance. */
  boolean includes(Rows other) {
    return other.any.stream().allMatch(one -> any.stream().anyMatch(one::containsAll));
  }

  /** As one condition, in an order that does not change. */
  public Condition condition() {
    List<Condition> all = new ArrayList<>();
    for (Set<Condition> one : any) {
      List<Condition> parts = one.stream().sorted(Comparator.comparing(ConditionText::of)).toList();
      all.add(parts.size() == 1 ? parts.getFirst() : new Condition.And(parts));
    }
    all.sort(Comparator.comparing(ConditionText::of));
    return all.size() == 1 ? all.getFirst() : new Condition.Or(all);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Rows rows && hash == rows.hash && any.equals(rows.any);
  }

  @Override
  public String toString() {
    return isNone() ? "no rows" : isAll() ? "all rows" : ConditionText.of(condition());
  }
}
