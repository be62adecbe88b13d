package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.ReceiptReport.Place;
import java.util.ArrayList;
import java.util.List;

/** What became of somebody who was offboarded: a line for each realm. */
public record ReceiptText(Ink ink) {

  public String render(ReceiptReport report) {
    Table table = new Table("");
    for (Place place : report.places()) {
      boolean clean = place.residue().isEmpty();
      table.row(
          (clean ? ink.good("✓ ") : ink.bad("✗ ")) + ink.strong(place.realm()),
          String.join(", ", place.accounts()),
          told(place));
    }
    StringBuilder out = new StringBuilder("\n").append(table);
    if (report.isWhole()) {
      String what = report.subject() + " is out everywhere, and nothing of theirs is left.";
      return out.append(ink.good(what)).append('\n').toString();
    }
    return out.append(ink.bad(report.subject() + " is not out everywhere."))
        .append(" Mend what is said above and run `usher offboard ")
        .append(report.subject())
        .append("` again: it does what is left.\n")
        .toString();
  }

  private static String told(Place place) {
    List<String> told = new ArrayList<>();
    place.shut().ifPresent(time -> told.add("shut out after " + time.toMillis() + " ms"));
    place.gone().ifPresent(time -> told.add("done after " + time.toMillis() + " ms"));
    if (place.statements() > 0) told.add(statements(place.statements()));
    if (told.isEmpty()) told.add("nothing to do");
    told.addAll(place.residue());
    if (place.residue().isEmpty()) told.add("nothing left");
    return String.join("; ", told);
  }

  private static String statements(long count) {
    return PlanText.count(count) + (count == 1 ? " statement" : " statements");
  }
}
