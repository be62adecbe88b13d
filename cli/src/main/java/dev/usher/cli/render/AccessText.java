package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.model.Cause;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.AccessReport.Held;
import java.util.List;
import java.util.TreeSet;

/** Everything one subject can do: a table for each target. */
public record AccessText(Ink ink) {

  public String render(AccessReport report) {
    if (report.targets().isEmpty()) return report.subject() + " can do nothing anywhere.\n";
    StringBuilder out = new StringBuilder();
    for (AccessReport.There there : report.targets()) {
      out.append(ink.strong(there.target())).append(ink.faint("  account " + there.account()));
      out.append('\n').append(table(there.held()));
      if (!there.live().isEmpty()) {
        out.append(ink.faint("  live, by the system's own answer")).append('\n');
        out.append(table(there.live()));
      }
      out.append('\n');
    }
    return out.toString();
  }

  Table table(List<Held> held) {
    Table table = new Table("  ");
    if (held.isEmpty()) return table.row("nothing");
    for (Held one : held) {
      String but = one.but().isEmpty() ? "" : "  (" + String.join("; ", one.but()) + ")";
      table.row(
          String.join(", ", new TreeSet<>(one.actions())),
          one.on() + but,
          ink.faint(
              String.join("; ", new TreeSet<>(one.why()).stream().map(Cause::toString).toList())));
    }
    return table;
  }
}
