package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.DiffReport;
import dev.usher.engine.report.DiffReport.Line;
import dev.usher.engine.report.DiffReport.Moved;
import dev.usher.engine.report.DiffReport.RoleChange;
import dev.usher.engine.report.HeldThenReport;
import dev.usher.engine.report.WhoCouldReport;
import java.util.List;
import java.util.Optional;

/** What was decided then and what was carried out, one below the other. Times are UTC. */
public record ThenText(Ink ink) {

  public String render(WhoCouldReport report) {
    StringBuilder out = new StringBuilder();
    side(out, "decided", report.decided(), report);
    side(out, "live", report.live(), report);
    return out.toString();
  }

  private void side(
      StringBuilder out, String name, WhoCouldReport.Side side, WhoCouldReport report) {
    out.append(ink.strong(name))
        .append(" by " + LedgerText.TIME.format(report.at()))
        .append(policy(side.policy()))
        .append('\n');
    if (side.who().isEmpty())
      out.append("  Nobody could %s %s.\n".formatted(report.action(), report.address()));
    else out.append(new DecisionText(ink).table("  ", side.who()));
  }

  private String policy(Optional<String> name) {
    return ink.faint(
        name.map(one -> "  by the policy " + shown(one))
            .orElse("  no policy is known to have been"));
  }

  private static String shown(String revision) {
    return revision.matches("[0-9a-f]{40,}") ? revision.substring(0, 12) : revision;
  }

  public String render(HeldThenReport report) {
    String time = LedgerText.TIME.format(report.at());
    if (report.targets().isEmpty())
      return report.subject() + " could do nothing anywhere at " + time + ".\n";
    StringBuilder out = new StringBuilder();
    AccessText access = new AccessText(ink);
    for (HeldThenReport.There there : report.targets()) {
      out.append(ink.strong(there.target())).append(ink.faint("  at " + time)).append('\n');
      out.append(ink.faint("  decided")).append('\n').append(access.table(there.decided()));
      out.append(ink.faint("  live")).append('\n').append(access.table(there.live())).append('\n');
    }
    return out.toString();
  }

  public String render(DiffReport report) {
    StringBuilder out = new StringBuilder();
    out.append(LedgerText.TIME.format(report.from()))
        .append(policy(report.before()))
        .append('\n')
        .append(LedgerText.TIME.format(report.to()))
        .append(policy(report.after()))
        .append('\n');
    if (!report.roles().isEmpty()) out.append(ink.strong("roles")).append('\n');
    report.roles().forEach(role -> role(out, role));
    moved(out, "decided", report.decided());
    moved(out, "live", report.live());
    return out.toString();
  }

  private void role(StringBuilder out, RoleChange role) {
    out.append("  ").append(role.role()).append(ink.faint(" in " + role.target())).append('\n');
    role.gives().forEach(line -> out.append("    " + ink.good("+") + " " + line + "\n"));
    role.takes().forEach(line -> out.append("    " + ink.bad("-") + " " + line + "\n"));
  }

  private void moved(StringBuilder out, String name, Moved moved) {
    out.append(ink.strong(name)).append('\n');
    if (moved.gained().isEmpty() && moved.lost().isEmpty()) out.append("  nothing\n");
    lines(out, ink.good("+"), moved.gained());
    lines(out, ink.bad("-"), moved.lost());
  }

  private void lines(StringBuilder out, String sign, List<Line> lines) {
    Table table = new Table("  ");
    for (Line line : lines)
      table.row(
          sign + " " + ink.strong(line.subject()),
          line.role() + " in " + line.target(),
          LedgerText.TIME.format(line.at()),
          ink.faint(line.why()));
    if (!lines.isEmpty()) out.append(table);
  }
}
