package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.OrphanReport;
import dev.usher.engine.report.OrphanReport.Orphan;
import dev.usher.engine.report.OrphanReport.Owned;
import java.util.ArrayList;
import java.util.List;

/** Accounts that nobody answers for, what they can and own, and what to do. */
public record OrphanText(Ink ink) {

  /**
   * @param isWhole whether every system has answered
   */
  public String render(OrphanReport report, boolean isWhole) {
    if (report.orphans().isEmpty()) return isWhole ? "Somebody answers for every account.\n" : "";
    StringBuilder out = new StringBuilder();
    report.orphans().forEach(one -> render(one, out));
    return out.toString();
  }

  private void render(Orphan one, StringBuilder out) {
    out.append(ink.strong(one.account()))
        .append(ink.faint(" at " + one.realm()))
        .append("  ")
        .append(one.opens() ? ink.bad("can log in") : ink.changed("is closed"))
        .append(state(one))
        .append('\n');
    for (Owned owned : one.owns())
      out.append("  owns ")
          .append(owned.kind())
          .append(' ')
          .append(owned.name())
          .append(owned.where().map(where -> ink.faint(" in " + where)).orElse(""))
          .append('\n');
    long more = one.owned() - one.owns().size();
    if (more > 0) out.append("  and %s more%n".formatted(PlanText.count(more)));
    one.next().ifPresent(next -> out.append("  ").append(next).append('\n'));
  }

  private static String state(Orphan one) {
    List<String> all = new ArrayList<>();
    if (one.ours()) all.add("made by usher" + one.subject().map(who -> " for " + who).orElse(""));
    if (!one.powers().isEmpty()) all.add(String.join(", ", one.powers()));
    if (!one.holds().isEmpty()) all.add("has " + String.join(", ", one.holds()));
    if (one.things() > 0) all.add("can do something with " + PlanText.count(one.things()));
    return all.isEmpty() ? "" : "; " + String.join("; ", all);
  }
}
