package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.ledger.Deed;
import dev.usher.engine.report.HistoryReport;
import dev.usher.engine.report.HistoryReport.Event;

/** What was decided and done about somebody or something, newest last. Times are UTC. */
public record HistoryText(Ink ink) {

  public String render(HistoryReport report) {
    if (report.events().isEmpty())
      return "Nothing of %s is in the ledger in that time.\n".formatted(report.about());
    StringBuilder out = new StringBuilder();
    report.events().forEach(event -> event(event, out));
    return out.toString();
  }

  private void event(Event event, StringBuilder out) {
    out.append(ink.strong(LedgerText.TIME.format(event.begun())))
        .append("  ")
        .append(
            event
                .outcome()
                .map(one -> one.text().equals("done") ? ink.good("done") : ink.changed(one.text()))
                .orElse(ink.changed("begun; what became of it is not known")))
        .append(ink.faint("  (entry %d, %s)".formatted(event.number(), whose(event))))
        .append('\n');
    for (Deed deed : event.deeds())
      out.append("  ")
          .append(sign(deed.kind()))
          .append(' ')
          .append(deed.text())
          .append(deed.before().map(was -> ink.faint("; was " + was)).orElse(""))
          .append('\n');
    event.word().ifPresent(word -> out.append(decided(event, word)));
    if (!event.why().isEmpty())
      out.append(ink.faint("    because " + LedgerText.shortened(event.why()))).append('\n');
  }

  private static String whose(Event event) {
    return event.by() + event.server().map(server -> " at " + server).orElse("");
  }

  private String decided(Event event, String word) {
    String at = event.decided().map(when -> ", " + LedgerText.TIME.format(when)).orElse("");
    return ink.faint("    on the word of " + word + at) + "\n";
  }

  private String sign(String kind) {
    return switch (kind) {
      case "add" -> ink.good("+");
      case "take" -> ink.bad("-");
      default -> ink.changed("~");
    };
  }
}
