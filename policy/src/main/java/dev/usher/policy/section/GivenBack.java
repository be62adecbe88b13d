package dev.usher.policy.section;

import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Role;
import dev.usher.core.model.SystemType;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Warns when a permission gives back what another one of the same role, or in it, took out. */
final class GivenBack {
  /** Pairs looked at; beyond that the warning is left away rather than the reader kept waiting. */
  private static final int MOST = 2_000_000;

  private final Map<String, Role> roles;
  private final Map<String, List<Permissions.Read>> excepts;
  private final Set<SystemType> types;
  private final Map<String, Set<String>> byWord = new HashMap<>();
  private final Problems problems;
  private final Set<List<Object>> told = new HashSet<>();
  private int looked;

  /**
   * @param excepts the permissions with an except, by the role that they stand in
   */
  GivenBack(
      Map<String, Role> roles,
      Map<String, List<Permissions.Read>> excepts,
      Set<SystemType> types,
      Problems problems) {
    this.types = types;
    this.roles = roles;
    this.excepts = excepts;
    this.problems = problems;
  }

  void report() {
    if (excepts.isEmpty()) return;
    for (Role role : roles.values()) {
      Set<String> closure = Closure.of(role.name(), roles);
      if (closure.stream().noneMatch(excepts::containsKey)) continue;
      List<Permission> all =
          closure.stream()
              .map(roles::get)
              .filter(Objects::nonNull)
              .flatMap(each -> each.can().stream())
              .toList();
      for (String name : closure) {
        for (Permissions.Read narrowed : excepts.getOrDefault(name, List.of())) {
          all.forEach(other -> check(role, narrowed, other));
        }
      }
    }
  }

  private void check(Role role, Permissions.Read narrowed, Permission other) {
    if (other == narrowed.permission() || looked++ > MOST) return;
    if (!sharesAction(narrowed.permission(), other)) return;
    for (Permissions.Except except : narrowed.excepts()) {
      for (Pattern taken : except.patterns()) {
        boolean back =
            other.on().stream().anyMatch(on -> Overlap.of(on, taken))
                && other.except().stream().noneMatch(also -> Overlap.covers(also, taken))
                && hasColumn(other, taken);
        if (back && told.add(List.of(except.written().at(), other.at()))) {
          problems.warning(
              "given-back",
              except.written().at(),
              "role `"
                  + Words.shown(role.name())
                  + "` gives this back by the permission in "
                  + other.at(),
              "add the same `except` there, or drop it here");
        }
      }
    }
  }

  private static boolean hasColumn(Permission other, Pattern taken) {
    return other.columns().isEmpty()
        || taken.column().isEmpty()
        || other.columns().get().stream().anyMatch(taken.column().get()::matches);
  }

  /** Whether some action of some system is meant by a word of each. */
  private boolean sharesAction(Permission a, Permission b) {
    Set<String> actions = new HashSet<>();
    a.words().forEach(word -> actions.addAll(actions(word)));
    return b.words().stream().anyMatch(word -> actions(word).stream().anyMatch(actions::contains));
  }

  private Set<String> actions(String word) {
    return byWord.computeIfAbsent(
        word,
        _ -> {
          Set<String> actions = new HashSet<>();
          for (SystemType type : types) {
            type.kinds().keySet().forEach(kind -> actions.addAll(type.expand(word, kind)));
          }
          return actions;
        });
  }
}
