package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.model.Visible;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.engine.report.AccessDiffReport.Crowd;
import dev.usher.engine.report.AccessDiffReport.Part;
import dev.usher.engine.report.AccessDiffReport.Place;
import java.util.List;

/** Who gains and who loses what: first how many, then target by target. */
public record AccessDiffText(Ink ink) {

  public String render(AccessDiffReport report) {
    StringBuilder out = new StringBuilder();
    out.append(AccessDiffLines.summary(report)).append('\n');
    for (Place place : report.places()) {
      out.append('\n').append(ink.strong(place.target())).append('\n');
      for (Crowd crowd : place.crowds()) {
        out.append("  ").append(AccessDiffLines.who(crowd.who())).append('\n');
        AccessDiffLines.lines(crowd)
            .forEach(
                line -> out.append("    " + sign(line.getKey()) + " " + line.getValue() + "\n"));
      }
    }
    if (!report.parts().isEmpty()) {
      out.append('\n').append(ink.strong("usher itself")).append('\n');
      for (Part part : report.parts())
        out.append(
            "  %s %s: %s\n"
                .formatted(
                    sign(part.sign()), AccessDiffLines.who(part.who()), Visible.line(part.part())));
    }
    section(out, "what else is otherwise", "changes", report.carried());
    section(out, "guards that fall", "loses", report.loosened());
    section(out, "guards that are new", "gains", report.tightened());
    section(out, "examples that go", "loses", report.forgotten());
    section(out, "examples that are new", "gains", report.expected());
    return out.toString();
  }

  private void section(StringBuilder out, String name, String sign, List<String> lines) {
    if (lines.isEmpty()) return;
    out.append('\n').append(ink.strong(name)).append('\n');
    lines.forEach(line -> out.append("  " + sign(sign) + " " + Visible.line(line) + "\n"));
  }

  private String sign(String sign) {
    String text = AccessDiffLines.sign(sign);
    return switch (sign) {
      case "gains" -> ink.added(text);
      case "loses" -> ink.taken(text);
      default -> ink.changed(text);
    };
  }
}
