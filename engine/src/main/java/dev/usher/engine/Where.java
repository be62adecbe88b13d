package dev.usher.engine;

import dev.usher.core.diff.Change;
import dev.usher.core.diff.Native;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where it is planned for.
 *
 * @param environments those; empty: all
 * @param held those of them where nothing may be given yet: what takes people out of roles is in
 *     the plan all the same
 */
record Where(Set<String> environments, Set<String> held) {
  static final Where EVERYWHERE = new Where(Set.of(), Set.of());

  Where {
    environments = Set.copyOf(environments);
    held = Set.copyOf(held);
  }

  static Where but(Set<String> held) {
    return new Where(Set.of(), held);
  }

  /**
   * The changes of the targets that are asked for. Every fact belongs to one target, so what the
   * others need stays as it is: an account leaves the realm with the last of its targets.
   *
   * @param takes whether it only takes people out of roles
   */
  <N extends Native> List<Change<N>> asked(List<Change<N>> changes, Predicate<Change<N>> takes) {
    return changes.stream()
        .filter(change -> Site.isAsked(Planning.fact(change).target(), environments))
        .filter(
            change ->
                !held.contains(Planning.fact(change).target().environment()) || takes.test(change))
        .toList();
  }
}
