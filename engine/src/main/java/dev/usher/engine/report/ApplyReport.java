package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.plan.Outcome;
import java.util.List;

/** What became of each realm's plan. */
public record ApplyReport(
    List<Diagnostic> diagnostics, List<Realm> realms, List<Failure> failures) {

  /**
   * @param outcomes one for each step that was begun, and one NotDone for each that was not
   */
  public record Realm(String realm, List<Outcome> outcomes) {
    public long done() {
      return outcomes.stream().filter(Outcome.Done.class::isInstance).count();
    }
  }

  public boolean isWhole() {
    return failures.isEmpty()
        && diagnostics.stream().noneMatch(Diagnostic::isError)
        && realms.stream().allMatch(realm -> realm.done() == realm.outcomes().size());
  }
}
