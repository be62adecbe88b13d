package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a change of rows would wait for, said beforehand: it locks the table for everybody, and
 * everybody else then waits behind it (manual, CREATE POLICY and ALTER TABLE). And by what one of a
 * view would be stopped.
 */
public final class CompileWaits {
  private record Place(Object target, Thing on) {}

  private CompileWaits() {}

  static void of(
      Set<PostgresFact> desired,
      ObservedState<PostgresFact> observed,
      List<Diagnostic> diagnostics) {
    Map<PostgresFact, Origin> there = observed.facts();
    Set<Place> changed = new HashSet<>();
    for (PostgresFact fact : desired) {
      if (fact instanceof RowFact && !there.containsKey(fact)) changed(fact, changed);
    }
    there.forEach(
        (fact, origin) -> {
          if (origin == Origin.OURS && fact instanceof RowFact && !desired.contains(fact))
            changed(fact, changed);
        });
    for (PostgresFact fact : there.keySet()) {
      if (fact instanceof RowFact.Leans one && changed.contains(new Place(one.target(), one.on())))
        leans(one, diagnostics);
      if (!(fact instanceof RowFact.Busy one)) continue;
      if (!changed.contains(new Place(one.target(), one.on()))) continue;
      diagnostics.add(
          new Diagnostic(
              Severity.WARNING,
              "would-wait",
              one.who()
                  + " is at work on "
                  + one.on().prose()
                  + " in "
                  + one.target()
                  + ": a change of its rows waits for that, and all others behind it, until the"
                  + " limit is over and it is not done",
              Optional.of("apply when it has ended"),
              Optional.empty(),
              Optional.empty()));
    }
  }

  private static void leans(RowFact.Leans one, List<Diagnostic> diagnostics) {
    diagnostics.add(
        new Diagnostic(
            Severity.WARNING,
            "view-in-use",
            one.by()
                + " is built on "
                + one.on().prose()
                + " in "
                + one.target()
                + ", which is usher's and is to change or to go: without some of its columns that"
                + " cannot be done, and nobody reads by it from then on",
            Optional.of("drop " + one.by() + " first"),
            Optional.empty(),
            Optional.empty()));
  }

  private static void changed(PostgresFact fact, Set<Place> changed) {
    if (fact instanceof RowFact.Switch one) changed.add(new Place(one.target(), one.on()));
    if (fact instanceof RowFact.Rule one) changed.add(new Place(one.target(), one.on()));
    if (fact instanceof RowFact.View one) changed.add(new Place(one.target(), one.on()));
  }
}
