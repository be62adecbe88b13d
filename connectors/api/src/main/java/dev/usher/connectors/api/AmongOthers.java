package dev.usher.connectors.api;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a few people ought to have among others who stay as they are: for systems where a look at
 * all costs so little that {@link Session#alone} is one.
 */
public final class AmongOthers {
  private AmongOthers() {}

  /**
   * @param isTheirs whether a fact is one of these people's own
   * @param compile for these people, from what is seen without the others' accounts
   * @return empty where something other than what is theirs would change, or is refused
   */
  public static <N extends Native> Optional<DesiredState<N>> compile(
      ObservedState<N> observed,
      Predicate<N> isTheirs,
      Function<ObservedState<N>, DesiredState<N>> compile) {
    Map<N, Origin> seen = new LinkedHashMap<>();
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              boolean isAnothers = origin == Origin.FOREIGN || !fact.account().isEmpty();
              if (!isAnothers || isTheirs.test(fact)) seen.put(fact, origin);
            });
    DesiredState<N> few =
        compile.apply(
            new ObservedState<>(observed.catalogues(), seen, observed.heads(), observed.holds()));
    // Whoever is refused something is told by the look at all.
    if (few.diagnostics().stream().anyMatch(Diagnostic::isError)) return Optional.empty();
    Map<N, Set<Cause>> facts = new LinkedHashMap<>(few.facts());
    for (N fact : few.facts().keySet())
      if (!isTheirs.test(fact) && observed.facts().get(fact) != Origin.OURS)
        return Optional.empty();
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.OURS && !isTheirs.test(fact)) facts.putIfAbsent(fact, Set.of());
            });
    return Optional.of(new DesiredState<>(facts, few.diagnostics()));
  }
}
