package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.engine.report.ValidateReport;
import java.util.ArrayList;
import java.util.List;

/** One line: whether the policy is valid, and what is in it. */
public record ValidateText(Ink ink) {

  public String render(ValidateReport report) {
    List<String> parts = new ArrayList<>();
    if (report.hasErrors()) {
      for (Severity severity : Severity.values()) {
        long count =
            report.diagnostics().stream()
                .map(Diagnostic::severity)
                .filter(severity::equals)
                .count();
        if (count > 0) parts.add(count + " " + word(severity) + (count == 1 ? "" : "s"));
      }
      return ink.bad("invalid:") + " " + String.join(", ", parts) + "\n";
    }
    report.counts().forEach((what, count) -> parts.add(counted(count, what)));
    return ink.good("valid:") + " " + String.join(", ", parts) + "\n";
  }

  private static String counted(int count, String what) {
    if (count != 1) return PlanText.count(count) + " " + what;
    return "1 " + (what.equals("people") ? "person" : what.replaceFirst("s$", ""));
  }

  private static String word(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }
}
