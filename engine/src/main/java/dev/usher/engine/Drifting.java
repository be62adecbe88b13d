package dev.usher.engine;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.report.DriftReport;
import dev.usher.engine.report.PlanReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What has moved since the policy was applied: what a plan of the same policy would do. */
final class Drifting {
  private final Planning planning;
  private final Function<Path, LedgerStore> ledgers;

  Drifting(Planning planning, Function<Path, LedgerStore> ledgers) {
    this.planning = planning;
    this.ledgers = ledgers;
  }

  DriftReport drift(Path folder, Progress progress) {
    PlanReport plan = planning.plan(folder, Set.of(), new Aim.Everything(), progress);
    Optional<Entry> last =
        ledgers.apply(folder).read().entries().stream()
            .filter(entry -> entry.what() == What.APPLIED)
            .reduce((_, later) -> later);
    return new DriftReport(
        last.map(Entry::at),
        last.map(Entry::by),
        last.map(Entry::text)
            .map(Stamp::text)
            .filter(Stamp.text(plan.policy())::equals)
            .isPresent(),
        plan);
  }
}
