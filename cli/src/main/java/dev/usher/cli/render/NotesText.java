package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.PlanReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is worth knowing and nothing to do: what usher did not make, when dates will change things.
 */
final class NotesText {
  private static final int SHOWN = 12;

  private NotesText() {}

  static String render(List<PlanReport.Note> notes, Ink ink) {
    if (notes.isEmpty()) return "";
    Map<String, List<PlanReport.Note>> byPlace = new TreeMap<>();
    notes.forEach(note -> byPlace.computeIfAbsent(note.where(), _ -> new ArrayList<>()).add(note));
    StringBuilder out = new StringBuilder();
    byPlace.forEach(
        (where, there) -> {
          out.append(ink.strong("Notes on " + where)).append('\n');
          for (PlanReport.Note note : there.subList(0, Math.min(SHOWN, there.size()))) {
            out.append("  ").append(ink.faint(note.kind() + ":")).append(' ').append(note.text());
            out.append('\n');
          }
          if (there.size() > SHOWN) {
            int hidden = there.size() - SHOWN;
            out.append("  ")
                .append(ink.faint("… " + PlanText.count(hidden) + " more; --json has all"));
            out.append('\n');
          }
          out.append('\n');
        });
    return out.toString();
  }
}
