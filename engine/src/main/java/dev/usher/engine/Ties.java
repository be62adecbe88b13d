package dev.usher.engine;

import dev.usher.core.diff.Change;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.Native.Tie;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Who is in which role, and which role in which, as a system has it. */
record Ties(Map<Object, Set<Object>> roles, Map<Object, Set<Object>> members) {

  static Ties of(Collection<? extends Native> facts) {
    Map<Object, Set<Object>> roles = new HashMap<>();
    Map<Object, Set<Object>> members = new HashMap<>();
    for (Native fact : facts)
      fact.tie()
          .ifPresent(
              tie -> {
                roles.computeIfAbsent(tie.member(), _ -> new HashSet<>()).add(tie.role());
                members.computeIfAbsent(tie.role(), _ -> new HashSet<>()).add(tie.member());
              });
    return new Ties(roles, members);
  }

  /** Those accounts, and each role that is theirs alone, such as the one that carries the rest. */
  static Set<Object> ofPeople(Collection<? extends Native> facts, Set<String> accounts) {
    Ties ties = of(facts);
    Set<Object> people = new HashSet<>();
    for (Native fact : facts)
      if (!Collections.disjoint(fact.about(), accounts))
        fact.tie().map(Tie::member).ifPresent(people::add);
    return reached(
        people, ties.roles, role -> ties.members.getOrDefault(role, Set.of()).size() == 1);
  }

  /** These and all roles that they are in, however far. */
  Set<Object> down(Set<Object> from) {
    return reached(from, roles, _ -> true);
  }

  /** These and all that are in them, however far. */
  Set<Object> up(Set<Object> from) {
    return reached(from, members, _ -> true);
  }

  private static Set<Object> reached(
      Set<Object> from, Map<Object, Set<Object>> next, Predicate<Object> goesOn) {
    Set<Object> reached = new HashSet<>(from);
    Deque<Object> open = new ArrayDeque<>(from);
    while (!open.isEmpty())
      next.getOrDefault(open.pop(), Set.of()).stream()
          .filter(goesOn)
          .filter(reached::add)
          .forEach(open::push);
    return reached;
  }

  /** Whether it takes one of these out of a role, and does nothing else. */
  static boolean isOut(Change<? extends Native> change, Predicate<Tie> which) {
    return change instanceof Change.Remove<? extends Native>(var before, _)
        && before.tie().filter(which).isPresent();
  }
}
