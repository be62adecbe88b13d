package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.DriftReport;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What has moved, as the plan that brings it back, and since when.
 *
 * @param mends whether it is going to be carried out
 */
public record DriftText(Ink ink, PlanText text, boolean mends) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  public String render(DriftReport report) {
    String since =
        report.since().map(TIME::format).orElse("")
            + report.by().map(who -> ", when " + who + " applied the policy").orElse("");
    if (!report.plan().hasChanges()) {
      return report.plan().hasErrors()
          ? ""
          : ink.good(since.isEmpty() ? "Nothing is otherwise than written." : "Nothing has moved")
              + (since.isEmpty() ? "\n" : " since " + since + ".\n");
    }
    StringBuilder out = new StringBuilder(text.render(report.plan()));
    if (report.samePolicy()) {
      out.append(ink.bad("Moved")).append(" since ").append(since).append('.');
      if (!mends) out.append(" What is above brings it back: usher drift --mend");
      return out.append('\n').toString();
    }
    out.append(
        report.since().isEmpty()
            ? "No ledger here tells of an apply of all of the policy"
            : "The policy has changed since " + since);
    return out.append(": what is above is its own change as well. usher apply carries it out.\n")
        .toString();
  }
}
