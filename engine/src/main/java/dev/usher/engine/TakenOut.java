package dev.usher.engine;

import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.Native.Tie;
import dev.usher.core.diff.ObservedState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is still in roles that some people are to have, and is to be in them no more: they would have
 * what such a role gets for these.
 */
final class TakenOut {
  private TakenOut() {}

  /**
   * Those of the changes that take them out, whatever roles they are in by.
   *
   * @param accounts of those people
   */
  static <N extends Native> List<Change<N>> of(
      List<Change<N>> changes,
      DesiredState<N> desired,
      ObservedState<N> observed,
      Set<String> accounts) {
    Set<Object> theirs =
        desired.facts().keySet().stream()
            .filter(fact -> !Collections.disjoint(fact.about(), accounts))
            .flatMap(fact -> fact.tie().stream())
            .map(Tie::role)
            .collect(Collectors.toSet());
    Set<Object> roles = reached(theirs, desired.facts().keySet(), Tie::member, Tie::role);
    Set<Object> ways = reached(roles, observed.facts().keySet(), Tie::role, Tie::member);
    return changes.stream().filter(change -> isOutOf(ways, change)).toList();
  }

  private static boolean isOutOf(Set<Object> roles, Change<? extends Native> change) {
    return change instanceof Change.Remove<? extends Native>(var before, _)
        && before.tie().filter(tie -> roles.contains(tie.role())).isPresent();
  }

  /** These, and whatever is tied to one of them in that direction, however far. */
  private static Set<Object> reached(
      Set<Object> from,
      Collection<? extends Native> facts,
      Function<Tie, Object> near,
      Function<Tie, Object> far) {
    Map<Object, List<Object>> next =
        facts.stream()
            .flatMap(fact -> fact.tie().stream())
            .collect(Collectors.groupingBy(near, Collectors.mapping(far, Collectors.toList())));
    Set<Object> reached = new HashSet<>(from);
    Deque<Object> open = new ArrayDeque<>(from);
    while (!open.isEmpty())
      Stream.ofNullable(next.get(open.pop()))
          .flatMap(List::stream)
          .filter(reached::add)
          .forEach(open::push);
    return reached;
  }
}
