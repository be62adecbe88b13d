package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.ledger.Entry;
import dev.usher.engine.report.LedgerReport;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What was done, newest last, and whether the chain is whole. Times are UTC. */
public record LedgerText(Ink ink) {
  /** So many reasons of an entry are told; all of them with --json. */
  private static final int SHOWN = 2;

  private static final String CONTINUED = Entry.What.CONTINUED.word();
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  public String render(LedgerReport report) {
    if (report.lines().isEmpty()) return "The ledger is empty: nothing was applied yet.\n";
    Table table = new Table("");
    for (LedgerReport.Line line : report.lines()) {
      table.row(
          String.valueOf(line.number()),
          ink.faint(TIME.format(line.at())),
          line.by(),
          ink.strong(line.what()),
          line.where(),
          line.text() + ink.faint(why(line.why())));
    }
    return table.toString();
  }

  private static String why(List<String> causes) {
    return causes.isEmpty() ? "" : "  (" + shortened(causes) + ")";
  }

  /** Two of many. */
  static String shortened(List<String> causes) {
    int shown = causes.size() <= SHOWN + 1 ? causes.size() : SHOWN;
    String more = shown < causes.size() ? "; … %d more".formatted(causes.size() - shown) : "";
    return String.join("; ", causes.subList(0, shown)) + more;
  }

  public String verdict(LedgerReport report) {
    StringBuilder out = new StringBuilder();
    report.lines().stream()
        .filter(line -> line.what().equals(CONTINUED))
        .forEach(line -> out.append(gap(line.number())));
    if (report.isWhole()) {
      return out.append(ink.good("whole:"))
          .append(
              " %s entries, each chained to the one before; the targets' marks agree with the head %s.\n"
                  .formatted(PlanText.count(report.lines().size()), shortened(report.head())))
          .toString();
    }
    report.problems().forEach(problem -> out.append(ink.bad("✗ ")).append(problem).append('\n'));
    String verdict =
        report.problems().isEmpty()
            ? ink.bad("NOT known:") + " not every target's mark could be read; see the errors.\n"
            : ink.bad("NOT whole:") + " the ledger is not what usher wrote.\n";
    return out.append(verdict).toString();
  }

  /** No error, for files get lost; but nobody is to take what is left for all there was. */
  private String gap(long goesOn) {
    return "%s entries before %d are not in this file, which goes on from a target's mark; USHER_LEDGER=FILE keeps one for all runs\n"
        .formatted(ink.changed("!"), goesOn);
  }

  private static String shortened(String head) {
    return head.length() <= 12 ? head : head.substring(0, 12) + "…";
  }
}
