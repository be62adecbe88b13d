package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.plan.Outcome;
import dev.usher.engine.report.ApplyReport;

/** What became of a plan: each realm in one line, and each step that was not done. */
public record ApplyText(Ink ink) {
  private static final int SHOWN = 20;

  public String render(ApplyReport report) {
    StringBuilder out = new StringBuilder();
    long done = 0;
    long undone = 0;
    for (ApplyReport.Realm realm : report.realms()) {
      long here = realm.done();
      done += here;
      undone += realm.outcomes().size() - here;
      realm(out, realm, here);
    }
    if (report.isWhole()) {
      String what = done == 0 ? "Nothing to do." : "Applied: " + statements(done) + " carried out.";
      return out.append(ink.good(what)).append('\n').toString();
    }
    out.append(ink.bad("Not all was applied:"))
        .append(" %s carried out, %s not.".formatted(statements(done), PlanText.count(undone)))
        .append(" Mend what is said above and run `usher plan` again: it plans what is left.\n");
    return out.toString();
  }

  private void realm(StringBuilder out, ApplyReport.Realm realm, long done) {
    boolean whole = done == realm.outcomes().size();
    out.append(whole ? ink.good("✓ ") : ink.bad("✗ "))
        .append(ink.strong(realm.realm()))
        .append("  ")
        .append(PlanText.count(done))
        .append(" of ")
        .append(statements(realm.outcomes().size()))
        .append('\n');
    int shown = 0;
    for (Outcome outcome : realm.outcomes()) {
      String line =
          switch (outcome) {
            case Outcome.Done _ -> "";
            case Outcome.NotDone not ->
                ink.bad("not done") + " step " + not.step() + ": " + not.why();
            case Outcome.Unknown lost ->
                ink.bad("unknown")
                    + " step "
                    + lost.step()
                    + ": "
                    + lost.why()
                    + " (the next plan looks what became of it)";
          };
      if (line.isEmpty() || ++shown > SHOWN) continue;
      out.append("    ").append(line).append('\n');
    }
    if (shown > SHOWN) {
      out.append("    ")
          .append(ink.faint("… " + (shown - SHOWN) + " more; --json has all"))
          .append('\n');
    }
  }

  private static String statements(long count) {
    return PlanText.count(count) + (count == 1 ? " statement" : " statements");
  }
}
