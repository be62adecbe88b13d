package dev.usher.core.diff;

import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has to change so that what is becomes what ought to be. */
public final class Diff {
  /** Why something is taken away: whatever the policy gives has reasons of its own. */
  public static final Cause NOT_IN_POLICY = Cause.of("nothing in the policy gives it");

  private Diff() {}

  /**
   * The changes in the order of the desired facts, then what is taken in the order of the observed
   * ones. Facts of others are never changed and never taken: one that is just as desired is left to
   * do its work, and one that is in the way is for the connector's {@code compile} to refuse.
   *
   * @throws IllegalArgumentException when two facts of one side that are ours have one key
   */
  public static <N extends Native> List<Change<N>> between(
      DesiredState<N> desired, ObservedState<N> observed) {
    Map<Object, N> ours = oursByKey(observed);
    Set<Object> wanted = HashSet.newHashSet(desired.facts().size());
    List<Change<N>> changes = new ArrayList<>();
    desired
        .facts()
        .forEach(
            (after, causes) -> {
              if (!wanted.add(after.key())) throw twice(after);
              if (observed.facts().containsKey(after)) return;
              N before = ours.get(after.key());
              changes.add(
                  before == null
                      ? new Change.Add<>(after, causes)
                      : new Change.Replace<>(before, after, causes));
            });
    ours.forEach(
        (key, before) -> {
          if (!wanted.contains(key))
            changes.add(new Change.Remove<>(before, Set.of(NOT_IN_POLICY)));
        });
    return changes;
  }

  private static <N extends Native> Map<Object, N> oursByKey(ObservedState<N> observed) {
    Map<Object, N> ours = LinkedHashMap.newLinkedHashMap(observed.facts().size());
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.OURS && ours.put(fact.key(), fact) != null) throw twice(fact);
            });
    return ours;
  }

  private static IllegalArgumentException twice(Native fact) {
    return new IllegalArgumentException("two facts have the key of: " + fact.prose());
  }
}
