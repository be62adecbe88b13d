package dev.usher.bench;

import dev.usher.engine.Progress;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.VerifyReport;
import java.nio.file.Path;
import java.util.Set;

/** Usher's use cases, each with a look at whether it did what a figure may be taken of. */
record Work(Usher usher) {

  PlanReport plan(Path policy) {
    PlanReport plan = usher.plan(policy, Set.of(), Progress.silent());
    if (plan.hasErrors())
      throw new IllegalStateException(plan.diagnostics() + " " + plan.failures());
    return plan;
  }

  void nothingToDo(Path policy) {
    PlanReport plan = plan(policy);
    if (plan.hasChanges())
      throw new IllegalStateException("there is something to do: " + plan.plans());
  }

  void apply(Path policy, PlanReport plan) {
    ApplyReport done = usher.apply(policy, plan, Progress.silent());
    if (!done.isWhole()) throw new IllegalStateException(done.toString());
  }

  void verify(Path policy) {
    VerifyReport proof = usher.verify(policy, Set.of(), Progress.silent());
    if (!proof.isProved()) {
      throw new IllegalStateException(proof.diagnostics() + " " + proof.differences());
    }
  }
}
