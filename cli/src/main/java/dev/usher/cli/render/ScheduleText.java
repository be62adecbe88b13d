package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.ScheduleReport;
import dev.usher.engine.report.ScheduleReport.Line;

/** What is to become of people, the next first. Times are UTC. */
public record ScheduleText(Ink ink) {

  public String render(ScheduleReport report) {
    if (report.schedule().isEmpty()) return "Nothing is to become of anybody on a date.\n";
    Table table = new Table("");
    for (Line line : report.schedule())
      table.row(
          ink.strong(LedgerText.TIME.format(line.on())),
          line.subject(),
          will(line) + line.successor().map(one -> "; what they own goes to " + one).orElse(""),
          ink.faint("said by %s, %s".formatted(line.by(), LedgerText.TIME.format(line.said()))));
    return table.toString();
  }

  private String will(Line line) {
    return switch (line.does()) {
      case "offboard" -> ink.bad("leaves");
      case "suspend" -> ink.changed("is suspended");
      default -> ink.good("comes back");
    };
  }
}
