package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.LedgerProofReport;

/** Whether an exported ledger is what was sealed. */
public record LedgerProofText(Ink ink) {

  public String render(LedgerProofReport report) {
    if (report.isProved())
      return ink.good("proved:")
          + " %s entries, each as it was when it was sealed, the last at %s.\n"
              .formatted(
                  PlanText.count(report.entries()),
                  report.sealed().map(LedgerText.TIME::format).orElse("no time"));
    StringBuilder out = new StringBuilder();
    report.problems().forEach(problem -> out.append(ink.bad("✗ ")).append(problem).append('\n'));
    report.altered().ifPresent(altered -> out.append(altered).append(".\n"));
    return out.append(ink.bad("NOT proved:"))
        .append(
            " of %s entries, %s are as they were when they were sealed.\n"
                .formatted(PlanText.count(report.entries()), PlanText.count(report.proved())))
        .toString();
  }
}
