package dev.usher.connectors.mariadb;

import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SHA-256 over the sorted lines of what a plan is computed from: our facts, what those hold who
 * were there before and carry roles, who defines things, columns and their types, what hands rows
 * on, and the managed catalogue. What others hold may change under a plan without harm.
 */
final class MariaDbFingerprint {
  private MariaDbFingerprint() {}

  static String of(ObservedState<MariaDbFact> observed) {
    Set<Grantee> carriers = new HashSet<>();
    for (MariaDbFact fact : observed.facts().keySet())
      if (fact instanceof MariaDbFact.Carrier one) carriers.add(one.who());
    Stream<String> ours =
        observed.facts().entrySet().stream()
            .filter(
                one ->
                    one.getValue() == Origin.OURS
                        || one.getKey() instanceof MariaDbFact.Definer
                        || one.getKey() instanceof RowFact
                        || one.getKey() instanceof MariaDbFact.Carrier
                        || one.getKey() instanceof MariaDbFact.Held held
                            && carriers.contains(held.by()))
            .map(one -> one.getKey().toString());
    Stream<String> there =
        observed.catalogues().values().stream()
            .flatMap(catalogue -> catalogue.entries().entrySet().stream())
            .map(one -> one.getKey() + " " + one.getValue().columns());
    return MariaDbNames.sha256(
        Stream.concat(ours, there).sorted().collect(Collectors.joining("\n")));
  }
}
