package dev.usher.core.meaning;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Derivation;
import dev.usher.core.access.Right;
import dev.usher.core.decide.Decision;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What must never be. A never breaks on any of its actions, on any column and any row, at any
 * instant that the policy's dates will reach from now on.
 */
public final class Nevers {
  private final Policy policy;
  private final Derivation derivation;
  private final Instant now;
  private final Set<String> subjects;

  /** Of everybody whom the policy knows. */
  public Nevers(Policy policy, Derivation derivation, Instant now) {
    this(policy, derivation, now, policy.subjects().keySet());
  }

  private Nevers(Policy policy, Derivation derivation, Instant now, Set<String> subjects) {
    this.policy = policy;
    this.derivation = derivation;
    this.now = now;
    this.subjects = subjects;
  }

  /** The same of these subjects alone, whoever else breaks one. */
  public Nevers among(Set<String> some) {
    return new Nevers(policy, derivation, now, Set.copyOf(some));
  }

  /** A never that is broken, by whom and why. */
  public record Broken(Never never, String subject, String word, Resource on, Cause why) {}

  /** Those that the policy's text breaks, whatever exists in its targets: one each at most. */
  public List<Broken> brokenByText() {
    return brokenByText(policy.nevers());
  }

  /**
   * By each never that may speak of the target: the sets of roles that those can have of whom it
   * speaks. Whoever can have the same ones breaks it, or does not.
   */
  public Map<Never, Set<Set<String>>> classesIn(Target target) {
    Map<Never, Set<Set<String>>> all = new HashMap<>();
    for (Never never : policy.nevers()) {
      if (never.on().stream().noneMatch(on -> on.mayReach(target))) continue;
      Set<Set<String>> classes = new HashSet<>();
      reachable(never, target).members().values().forEach(one -> classes.add(one.roles().keySet()));
      all.put(never, classes);
    }
    return all;
  }

  /** The same of nevers that need not be the policy's own. */
  public List<Broken> brokenByText(List<Never> nevers) {
    List<Broken> broken = new ArrayList<>();
    for (Never never : nevers) {
      policy.targets().stream()
          .filter(target -> never.on().stream().anyMatch(on -> on.mayReach(target)))
          .map(target -> byText(never, reachable(never, target)))
          .flatMap(Optional::stream)
          .findFirst()
          .ifPresent(broken::add);
    }
    return broken;
  }

  /** Whether all of them are kept in one target: by the text as in all that exists there. */
  public boolean areKeptIn(Target target, Catalogue catalogue) {
    return brokenIn(target, catalogue).isEmpty()
        && policy.nevers().stream()
            .filter(never -> never.on().stream().anyMatch(on -> on.mayReach(target)))
            .allMatch(never -> byText(never, reachable(never, target)).isEmpty());
  }

  /** Those that are broken in one target, in all that exists there: one each at most. */
  public List<Broken> brokenIn(Target target, Catalogue catalogue) {
    List<Broken> broken = new ArrayList<>();
    for (Never never : policy.nevers()) {
      if (never.on().stream().noneMatch(on -> on.mayReach(target))) continue;
      Access access = reachable(never, target);
      Map<Set<String>, Member> classes = new HashMap<>();
      access.members().values().forEach(m -> classes.putIfAbsent(m.roles().keySet(), m));
      Meaning meaning = new Meaning(access, catalogue);
      classes.values().stream()
          .map(member -> first(never, meaning, member.subject(), catalogue))
          .flatMap(Optional::stream)
          .findFirst()
          .ifPresent(broken::add);
    }
    return broken;
  }

  /** Patterns of nevers that speak of the target and match nothing of all that exists there. */
  public List<Map.Entry<Never, Pattern>> unmatchedIn(Target target, Catalogue catalogue) {
    List<Map.Entry<Never, Pattern>> unmatched = new ArrayList<>();
    for (Never never : policy.nevers()) {
      for (Pattern on : never.on()) {
        if (!on.mayReach(target)) continue;
        if (!catalogue.has(on)) unmatched.add(Map.entry(never, on));
      }
    }
    return unmatched;
  }

  /** Whether the never forbids that action on that thing, whoever does it. */
  public static boolean forbids(Never never, SystemType type, Resource on, String action) {
    return never.words().stream()
            .anyMatch(word -> type.expand(word, type.kindOf(on)).contains(action))
        && never.on().stream().anyMatch(pattern -> pattern.covers(on));
  }

  /** The same, or whether it forbids that of a column of the thing. */
  public static boolean speaksOf(Never never, SystemType type, Resource on, String action) {
    if (forbids(never, type, on, action)) return true;
    return on.column().isEmpty()
        && never.words().stream()
            .anyMatch(word -> type.expand(word, type.kindOf(on)).contains(action))
        && never.on().stream()
            .anyMatch(
                pattern ->
                    pattern.column().isPresent()
                        && new Pattern(pattern.steps(), Optional.empty()).covers(on));
  }

  /** What those whom it speaks of have, or will have by the dates, or may get on request. */
  private Access reachable(Never never, Target target) {
    Set<String> who = new HashSet<>(derivation.population().perhaps(never.who()));
    who.retainAll(subjects);
    return derivation.of(
        target,
        now,
        grant ->
            grant.until().map(now::isBefore).orElse(true)
                && (!never.standing() || grant.onRequest().isEmpty()),
        who);
  }

  private static Optional<Broken> byText(Never never, Access access) {
    Universe universe = new Universe(access.type(), access.target());
    for (Access.Role role : access.roles().values()) {
      for (Right right : role.rights()) {
        List<Access> holding =
            right.rows().isPresent()
                ? together(access, role.name())
                : List.of(alone(access, role.name(), right));
        for (Pattern on : never.on()) {
          Catalogue samples = universe.samples(right, on);
          for (Access one : holding) {
            Optional<Broken> found = first(never, new Meaning(one, samples), "", samples);
            if (found.isPresent()) return found.map(broken -> named(broken, access, role.name()));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** An access in which a nameless member holds that right and nothing else. */
  private static Access alone(Access access, String role, Right right) {
    Member member = new Member("", "", false, Map.of(), Map.of(role, Set.of(right.cause())));
    return new Access(
        access.target(),
        access.type(),
        access.at(),
        Map.of(role, new Access.Role(role, List.of(right), Map.of())),
        Map.of("", member));
  }

  /**
   * The same with all that those have who have the role, each set of roles once: some rows may be
   * written by one right because another lets them be read.
   */
  private static List<Access> together(Access access, String role) {
    Map<Set<String>, Access> classes = new LinkedHashMap<>();
    for (Member one : access.members().values())
      if (access.closure(one.roles().keySet()).contains(role))
        classes.computeIfAbsent(
            one.roles().keySet(),
            _ ->
                new Access(
                    access.target(),
                    access.type(),
                    access.at(),
                    access.roles(),
                    Map.of("", new Member("", "", false, Map.of(), one.roles()))));
    return List.copyOf(classes.values());
  }

  private static Broken named(Broken broken, Access access, String role) {
    for (Member member : access.members().values()) {
      for (Map.Entry<String, Set<Cause>> granted : member.roles().entrySet()) {
        if (access.closure(Set.of(granted.getKey())).contains(role)) {
          Cause why = granted.getValue().iterator().next();
          return new Broken(broken.never(), member.subject(), broken.word(), broken.on(), why);
        }
      }
    }
    throw new IllegalStateException("a role without a member: " + role);
  }

  private static Optional<Broken> first(
      Never never, Meaning meaning, String subject, Catalogue catalogue) {
    for (Map.Entry<Resource, Entry> entry : catalogue.entries().entrySet()) {
      for (Pattern on : never.on()) {
        for (Resource part : Catalogue.parts(on, entry.getKey(), entry.getValue())) {
          for (String word : never.words()) {
            switch (meaning.decide(subject, word, part, Optional.empty())) {
              case Decision.All(Cause why, _) -> {
                return Optional.of(new Broken(never, subject, word, part, why));
              }
              case Decision.Part(_, Cause why) -> {
                return Optional.of(new Broken(never, subject, word, part, why));
              }
              case Decision.None _ -> {}
            }
          }
        }
      }
    }
    return Optional.empty();
  }
}
