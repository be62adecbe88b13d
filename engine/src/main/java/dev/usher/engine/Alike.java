package dev.usher.engine;

import dev.usher.core.access.Access;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody has at a target that whoever has the same may have too.
 *
 * @param together sets of roles that somebody has, where rows are narrowed; else nothing
 * @param forbidden by each never: sets of roles that those can have of whom it speaks
 */
record Alike(Set<Set<String>> together, Map<Never, Set<Set<String>>> forbidden) {
  static final Alike NOBODY = new Alike(Set.of(), Map.of());

  static Alike of(Ground ground, Target target, Set<String> subjects) {
    Set<Set<String>> sets = new HashSet<>();
    if (isAnyNarrowed(ground.policy())) {
      Access access = ground.derivation().at(target, ground.now(), subjects);
      if (isGivenNarrowed(ground, access))
        access.members().values().forEach(one -> sets.add(one.roles().keySet()));
    }
    return new Alike(sets, ground.nevers().among(subjects).classesIn(target));
  }

  boolean isEmpty() {
    return together.isEmpty() && forbidden.values().stream().allMatch(Set::isEmpty);
  }

  boolean keeps(Alike few) {
    return few.forbidden.entrySet().stream()
        .allMatch(
            one -> forbidden.getOrDefault(one.getKey(), Set.of()).containsAll(one.getValue()));
  }

  Alike and(Alike few) {
    Map<Never, Set<Set<String>>> all = new HashMap<>(forbidden);
    few.forbidden.forEach((never, some) -> all.merge(never, some, Alike::both));
    return new Alike(both(together, few.together), all);
  }

  private static <T> Set<T> both(Set<T> one, Set<T> other) {
    return Stream.of(one, other).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }

  Alike ofNevers() {
    return new Alike(Set.of(), forbidden);
  }

  Alike ofRows() {
    return new Alike(together, Map.of());
  }

  static boolean isNarrowed(Ground ground, Target target) {
    return isAnyNarrowed(ground.policy())
        && ground.derivation().roles(target).values().stream().anyMatch(Alike::isNarrowed);
  }

  private static boolean isNarrowed(Access.Role role) {
    return role.rights().stream().anyMatch(right -> right.rows().isPresent());
  }

  /** Whether some grant there, to whomever, gives some rows: else no table is narrowed. */
  static boolean isGivenNarrowed(Ground ground, Access access) {
    Target target = access.target();
    Access all =
        new Access(target, access.type(), access.at(), ground.derivation().roles(target), Map.of());
    Set<String> given =
        ground.policy().grants().stream()
            .filter(grant -> grant.in().contains(target.environment()))
            .map(Policy.Grant::role)
            .collect(Collectors.toSet());
    return all.closure(given).stream()
        .flatMap(role -> Stream.ofNullable(all.roles().get(role)))
        .anyMatch(Alike::isNarrowed);
  }

  private static boolean isAnyNarrowed(Policy policy) {
    return policy.roles().values().stream()
        .flatMap(role -> role.can().stream())
        .anyMatch(can -> can.rows().isPresent());
  }
}
