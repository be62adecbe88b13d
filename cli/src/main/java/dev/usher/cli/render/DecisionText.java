package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.decide.Decision;
import dev.usher.engine.report.CanReport;
import dev.usher.engine.report.WhoCanReport;
import java.util.List;

/** All, part or none, with the reason. */
public record DecisionText(Ink ink) {

  public String render(CanReport report) {
    StringBuilder out = new StringBuilder();
    report
        .decision()
        .ifPresent(
            decision -> {
              out.append(word(decision))
                  .append(
                      "  %s %s %s\n"
                          .formatted(report.subject(), report.action(), report.address()));
              out.append("      ").append(reason(decision)).append('\n');
            });
    report.live().ifPresent(live -> live(out, live));
    return out.toString();
  }

  public String render(WhoCanReport report) {
    StringBuilder out = new StringBuilder();
    if (report.who().isEmpty()) {
      out.append("By the policy nobody can %s %s.\n".formatted(report.action(), report.address()));
    } else {
      out.append(table("", report.who()));
    }
    report.live().forEach(live -> live(out, live));
    return out.toString();
  }

  Table table(String indent, List<WhoCanReport.One> who) {
    Table table = new Table(indent);
    for (WhoCanReport.One one : who)
      table.row(word(one.decision()), ink.strong(one.subject()), reason(one.decision()));
    return table;
  }

  private void live(StringBuilder out, CanReport.Live live) {
    out.append(ink.strong("live")).append("  %s: %s\n".formatted(live.account(), live.answer()));
    live.paths().forEach(path -> out.append("      by ").append(path).append('\n'));
  }

  private String word(Decision decision) {
    return switch (decision) {
      case Decision.All _ -> ink.good("all");
      case Decision.Part _ -> ink.changed("part");
      case Decision.None _ -> ink.bad("none");
    };
  }

  private static String reason(Decision decision) {
    return switch (decision) {
      case Decision.All all -> all.why() + (all.implied() ? "; comes with what else is given" : "");
      case Decision.Part part -> part.why() + "; without " + String.join(", ", part.missing());
      case Decision.None none -> none.nearest();
    };
  }
}
