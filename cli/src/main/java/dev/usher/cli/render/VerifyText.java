package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.VerifyReport;
import dev.usher.engine.report.VerifyReport.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether live access is what the policy says, and where it is not, by which ways. */
public record VerifyText(Ink ink) {

  public String render(VerifyReport report) {
    Map<String, List<Difference>> byPlace = new TreeMap<>();
    for (Difference difference : report.differences()) {
      byPlace.computeIfAbsent(difference.where(), _ -> new ArrayList<>()).add(difference);
    }
    StringBuilder out = new StringBuilder();
    byPlace.forEach(
        (where, there) -> {
          out.append(ink.strong(where)).append('\n');
          for (int i = 0; i < there.size(); i++) {
            difference(out, there.get(i));
            if (i + 1 == there.size() || !isLike(there.get(i), there.get(i + 1)))
              paths(out, there.get(i));
          }
          out.append('\n');
        });
    out.append(NotesText.render(report.notes(), ink));
    return out.append(verdict(report)).append('\n').toString();
  }

  private void difference(StringBuilder out, Difference difference) {
    out.append("  ")
        .append(ink.bad("✗ " + difference.kind()))
        .append("  ")
        .append(difference.text())
        .append('\n');
  }

  /** Whether both come about the same way, which is then told once. */
  private static boolean isLike(Difference one, Difference next) {
    return one.account().equals(next.account()) && one.paths().equals(next.paths());
  }

  private void paths(StringBuilder out, Difference difference) {
    for (String path : difference.paths()) {
      out.append("      ").append(ink.faint("by " + path)).append('\n');
    }
  }

  private String verdict(VerifyReport report) {
    String asked =
        "%s answers of %s account%s"
            .formatted(
                PlanText.count(report.checked()),
                PlanText.count(report.accounts()),
                report.accounts() == 1 ? "" : "s");
    if (report.isProved()) return ink.good("proved:") + " " + asked + " are what the policy says.";
    int wrong = report.differences().size();
    if (wrong == 0)
      return ink.bad("NOT proved:") + " not everything could be asked; see the errors.";
    return ink.bad("NOT proved:")
        + " %s difference%s in %s. `usher apply` mends what usher manages."
            .formatted(PlanText.count(wrong), wrong == 1 ? "" : "s", asked);
  }
}
