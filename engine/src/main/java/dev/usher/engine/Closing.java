package dev.usher.engine;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.plan.Plan;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Closes the intents that a run left open because it was killed or lost its server. Nothing is
 * replayed or undone: the new plan was made from what is there, and so tells what is still to do.
 */
final class Closing {
  private Closing() {}

  /** Those of a realm that has a plan; its lock is held, so nobody is at work there. */
  static void with(Plan plan, Extent extent, Journal journal) {
    Set<String> left = new HashSet<>();
    plan.stages().forEach(stage -> stage.steps().forEach(step -> left.add(step.statement())));
    for (Entry intent : journal.open()) {
      if (!intent.where().equals(plan.realm()) || intent.statements().isEmpty()) continue;
      long again = intent.statements().stream().filter(left::contains).count();
      if (again == intent.statements().size())
        journal.answer(intent, What.CLOSED, "not carried out: the new plan has all of it again");
      else if (extent.isAllThere())
        journal.answer(
            intent,
            What.CLOSED,
            again == 0
                ? "carried out or overtaken: the new plan has none of it"
                : "carried out in part: the new plan has %d of its %d statements again"
                    .formatted(again, intent.statements().size()));
    }
  }

  /**
   * Those of realms that were looked at and have nothing to do.
   *
   * @return the realms at which some are left
   */
  static Set<String> withoutPlan(
      Collection<Site<?>> sites, PlanReport planned, Extent extent, Journal journal) {
    Set<String> idle = extent.isAllThere() ? idle(sites, planned) : Set.of();
    Set<String> left = new HashSet<>();
    for (Entry intent : journal.open()) {
      if (idle.contains(intent.where()) && !intent.statements().isEmpty())
        journal.answer(
            intent, What.CLOSED, "carried out or overtaken: nothing of it is left to do");
      else left.add(intent.where());
    }
    return left;
  }

  private static Set<String> idle(Collection<Site<?>> sites, PlanReport planned) {
    Set<String> idle = new HashSet<>();
    Set<String> failed = new HashSet<>();
    planned.failures().stream().map(Failure::where).forEach(failed::add);
    for (Site<?> site : sites) {
      boolean hasFailed =
          failed.contains(site.realm().key())
              || site.targets().anyMatch(target -> failed.contains(target.toString()));
      if (!hasFailed) idle.add(site.realm().key());
    }
    planned.plans().forEach(plan -> idle.remove(plan.realm()));
    return idle;
  }
}
