package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Target;
import dev.usher.core.model.Visible;
import dev.usher.core.plan.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * @param made when, and so which grants were in force
 * @param policy digest of the policy's text, and of what its directories say of people
 * @param environments for which it was asked; empty: all
 * @param subject whose going or coming alone it is; empty: the whole policy's
 * @param successor who gets what they own
 * @param plans one for each realm with something to do
 * @param heads of the ledger, as each target was marked at its last apply
 * @param notes what usher did not make and leaves alone, when a date will change things, …
 */
public record PlanReport(
    Instant made,
    String policy,
    Set<String> environments,
    Optional<String> subject,
    Optional<String> successor,
    List<Diagnostic> diagnostics,
    List<Plan> plans,
    Map<Target, String> heads,
    List<Note> notes,
    List<Failure> failures) {

  /**
   * @param kind foreign, dates, sessions
   * @param where the target it is told under
   */
  public record Note(String kind, String where, String text) {
    public Note {
      text = Visible.line(text);
    }
  }

  /** The same, had it been made at another time. */
  PlanReport at(Instant when) {
    return new PlanReport(
        when, policy, environments, subject, successor, diagnostics, plans, heads, notes, failures);
  }

  /** Whether every realm was planned, and all that there is to do in it. */
  public boolean isOfEverything() {
    return environments.isEmpty() && subject.isEmpty();
  }

  public boolean hasErrors() {
    return !failures.isEmpty() || diagnostics.stream().anyMatch(Diagnostic::isError);
  }

  public boolean hasChanges() {
    return plans.stream().anyMatch(plan -> !plan.isEmpty());
  }
}
