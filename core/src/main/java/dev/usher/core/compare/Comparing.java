package dev.usher.core.compare;

import dev.usher.core.access.Derivation;
import dev.usher.core.access.Right;
import dev.usher.core.compare.AccessDiff.Example;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.meaning.Guards;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.OnRequest;
import dev.usher.core.model.Policy.Role;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Holds one policy against another: not their texts but what they mean, for everybody, for whatever
 * may exist in the targets, and at each instant that their dates will reach. People who hold the
 * same are looked at once.
 */
public final class Comparing {
  private final Side old;
  private final Side changed;
  private final Instant now;
  private final Set<String> strangers;
  private final Map<Target, Map<Line, SortedSet<String>>> lines = new TreeMap<>();
  private final Map<Line, Example> examples = new HashMap<>();

  private Comparing(Side old, Side changed, Instant now, Set<String> strangers) {
    this.old = old;
    this.changed = changed;
    this.now = now;
    this.strangers = strangers;
  }

  /**
   * @param derived what a policy means in its targets
   * @param guards of both policies
   */
  public static AccessDiff between(
      Policy old,
      Policy changed,
      Function<Policy, Derivation> derived,
      Guards guards,
      Instant now) {
    Strangers strangers = Strangers.of(old, changed);
    Comparing comparing =
        new Comparing(
            Side.of(strangers.in(old), derived),
            Side.of(strangers.in(changed), derived),
            now,
            strangers.names());
    return comparing.diff(GuardDiff.of(old, changed, guards));
  }

  private AccessDiff diff(GuardDiff guards) {
    Set<Target> targets = new TreeSet<>(old.policy().targets());
    targets.addAll(changed.policy().targets());
    targets.forEach(this::target);
    return new AccessDiff(
        lines, examples, Parts.between(old, changed), carried(), guards, strangers);
  }

  private void target(Target target) {
    Set<Instant> instants = new TreeSet<>(Timeline.instants(old, target, now));
    instants.addAll(Timeline.instants(changed, target, now));
    Set<Optional<OnRequest>> terms = new LinkedHashSet<>(Set.of(Optional.empty()));
    Timeline.terms(old, target).forEach(one -> terms.add(Optional.of(one)));
    Timeline.terms(changed, target).forEach(one -> terms.add(Optional.of(one)));
    Timeline.Same same = new Timeline.Same();
    Span span = new Span(target, List.copyOf(instants), List.copyOf(terms), same);
    Timeline was = Timeline.of(old, target, span.instants(), span.terms(), same);
    Timeline is = Timeline.of(changed, target, span.instants(), span.terms(), same);
    if (was.type().isPresent() && is.type().isPresent() && !was.type().equals(is.type())) {
      // Nothing of the one kind of system is anything of the other.
      compare(span, was, new Timeline(Optional.empty(), Map.of()));
      compare(span, new Timeline(Optional.empty(), Map.of()), is);
    } else compare(span, was, is);
  }

  private record Span(
      Target target, List<Instant> instants, List<Optional<OnRequest>> terms, Timeline.Same same) {}

  private void compare(Span span, Timeline was, Timeline is) {
    Optional<SystemType> type = was.type().or(is::type);
    if (type.isEmpty()) return;
    Set<String> subjects = new TreeSet<>(was.held().keySet());
    subjects.addAll(is.held().keySet());
    List<List<Set<Right>>> nothing =
        span.same().nothing(span.instants().size(), span.terms().size());
    Things things = new Things(type.get(), span.target(), span.same().rights());
    Numbers numbers = new Numbers();
    Map<List<Object>, Crowd> crowds = new LinkedHashMap<>();
    for (String subject : subjects) {
      List<List<Set<Right>>> before = was.held().getOrDefault(subject, nothing);
      List<List<Set<Right>>> after = is.held().getOrDefault(subject, nothing);
      Set<String> names = numbers.attributes(before, after);
      Optional<Map<String, Value>> described = attributes(old, subject, names);
      Optional<Map<String, Value>> since = attributes(changed, subject, names);
      List<Integer> first = numbers.of(before);
      List<Integer> second = numbers.of(after);
      if (first.equals(second) && described.equals(since)) continue;
      crowds
          .computeIfAbsent(
              List.of(first, second, described, since),
              _ ->
                  new Crowd(
                      new Alike(
                          things, span.instants(), span.terms(), before, after, described, since),
                      new TreeSet<>()))
          .who()
          .add(subject);
    }
    crowds.values().forEach(crowd -> tell(span.target(), crowd));
  }

  /** Those who hold the same. */
  private record Crowd(Alike alike, Set<String> who) {}

  /** Sets of rights by number: to look at them all again takes longer than all else. */
  private static final class Numbers {
    private final Map<Set<Right>, Integer> numbers = new IdentityHashMap<>();
    private final Map<Set<Right>, Set<String>> attributes = new IdentityHashMap<>();

    List<Integer> of(List<List<Set<Right>>> held) {
      List<Integer> all = new ArrayList<>();
      for (List<Set<Right>> at : held)
        for (Set<Right> rights : at) all.add(numbers.computeIfAbsent(rights, _ -> numbers.size()));
      return all;
    }

    /** What the conditions of the rights speak of. */
    Set<String> attributes(List<List<Set<Right>>> before, List<List<Set<Right>>> after) {
      Set<String> names = new HashSet<>();
      for (List<List<Set<Right>>> side : List.of(before, after))
        for (List<Set<Right>> at : side)
          for (Set<Right> rights : at)
            names.addAll(attributes.computeIfAbsent(rights, Numbers::mentioned));
      return names;
    }

    private static Set<String> mentioned(Set<Right> rights) {
      Set<String> names = new HashSet<>();
      rights.forEach(
          right -> right.rows().ifPresent(rows -> names.addAll(Mentions.attributes(rows))));
      return names;
    }
  }

  private void tell(Target target, Crowd crowd) {
    crowd
        .alike()
        .lines()
        .forEach(
            (line, told) -> {
              lines
                  .computeIfAbsent(target, _ -> new HashMap<>())
                  .computeIfAbsent(line, _ -> new TreeSet<>())
                  .addAll(crowd.who());
              if (told.gained().isPresent() || told.lost().isPresent())
                examples.putIfAbsent(
                    line, new Example(crowd.who().iterator().next(), told.gained(), told.lost()));
            });
  }

  private Optional<Map<String, Value>> attributes(Side side, String subject, Set<String> names) {
    if (strangers.contains(subject)) return Optional.empty();
    Subject known = side.policy().subjects().get(subject);
    if (known == null) return Optional.of(Map.of());
    Map<String, Value> some = new TreeMap<>(known.attributes());
    some.keySet().retainAll(names);
    return Optional.of(some);
  }

  /**
   * Roles of one name that are put on by themselves, or read by views, and were not; or no more.
   */
  private List<String> carried() {
    List<String> all = new ArrayList<>();
    for (Role role : new TreeMap<>(changed.policy().roles()).values()) {
      Role was = old.policy().roles().get(role.name());
      Carry before = was == null ? Carry.TOGETHER : was.carry();
      if (before == role.carry()) continue;
      all.add(
          "the role "
              + role.name()
              + switch (role.carry()) {
                case TOGETHER -> " is there beside all others that somebody has";
                case SWITCH -> " is put on by itself (carry: switch)";
                case VIEW -> " reads by views what it reads in part (carry: view)";
              });
    }
    all.addAll(Beside.between(old.policy(), changed.policy()));
    return all;
  }
}
