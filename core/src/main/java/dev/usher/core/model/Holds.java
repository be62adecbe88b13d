package dev.usher.core.model;

import dev.usher.core.model.Hold.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who is kept out, and in which targets' marks that stands.
 *
 * @param recorded by target; never an empty set
 */
public record Holds(Map<Target, Set<Hold>> recorded) {
  public static final Holds NONE = new Holds(Map.of());

  public Holds {
    Map<Target, Set<Hold>> all = new TreeMap<>();
    recorded.forEach(
        (target, holds) -> {
          if (!holds.isEmpty()) all.put(target, Set.copyOf(holds));
        });
    recorded = Map.copyOf(all);
  }

  /** What is recorded in that target. */
  public Set<Hold> at(Target target) {
    return recorded.getOrDefault(target, Set.of());
  }

  /** How that subject is kept out, wherever it is recorded; of two ways the one for good. */
  public Optional<Kind> of(String subject) {
    return all()
        .filter(hold -> hold.subject().equals(subject))
        .map(Hold::kind)
        .max(Comparator.naturalOrder());
  }

  /** Everybody who is kept out. */
  public Set<String> subjects() {
    Set<String> subjects = new TreeSet<>();
    all().forEach(hold -> subjects.add(hold.subject()));
    return subjects;
  }

  /** That hold is what is recorded of its subject, in that target. */
  public Holds with(Target target, Hold hold) {
    Map<Target, Set<Hold>> all = new TreeMap<>(without(hold.subject()).recorded);
    Set<Hold> here = new TreeSet<>(all.getOrDefault(target, Set.of()));
    here.add(hold);
    all.put(target, here);
    return new Holds(all);
  }

  /** Nothing is recorded of the subject. */
  public Holds without(String subject) {
    Set<String> others = subjects();
    others.remove(subject);
    return among(others);
  }

  /** Only what is recorded of these subjects. */
  public Holds among(Collection<String> subjects) {
    Map<Target, Set<Hold>> some = new TreeMap<>();
    recorded.forEach(
        (target, holds) -> {
          Set<Hold> kept = new TreeSet<>(holds);
          kept.removeIf(hold -> !subjects.contains(hold.subject()));
          some.put(target, kept);
        });
    return new Holds(some);
  }

  /** What is recorded in either. */
  public Holds and(Holds other) {
    Map<Target, Set<Hold>> all = new TreeMap<>(recorded);
    other.recorded.forEach(
        (target, holds) -> {
          Set<Hold> both = new TreeSet<>(at(target));
          both.addAll(holds);
          all.put(target, both);
        });
    return new Holds(all);
  }

  private Stream<Hold> all() {
    return recorded.values().stream().flatMap(Set::stream);
  }
}
