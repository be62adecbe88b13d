package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.ImportReport.Unsaid;
import java.nio.file.Path;
import java.util.Objects;

/** What was imported, what was left out, and what to do next. */
public record ImportText(Ink ink) {
  private static final int SHOWN = 12;

  public String render(ImportReport report) {
    StringBuilder text = new StringBuilder();
    report.files().forEach(file -> line(text, "wrote " + file));
    line(
        text,
        ink.strong(report.target())
            + ": "
            + counted(report.roles(), "role", "roles")
            + ", "
            + counted(report.people(), "person", "people")
            + ", "
            + counted(report.services(), "service", "services"));
    if (!report.unsaid().isEmpty()) {
      line(text, "");
      line(
          text,
          "Left as it is, for no policy can say it ("
              + report.unsaid().size()
              + ", all at the end of roles.yaml):");
      for (Unsaid one : report.unsaid().subList(0, Math.min(SHOWN, report.unsaid().size()))) {
        line(text, "  " + one.row() + ": " + one.text());
      }
      int more = report.unsaid().size() - SHOWN;
      if (more > 0) line(text, "  … and " + more + " more");
    }
    line(text, "");
    if (report.changes().isEmpty()) {
      line(text, "The plan with it is empty.");
    } else {
      line(text, ink.strong("The plan with it is not empty; look at it before you apply:"));
      report.changes().stream().limit(SHOWN).forEach(change -> line(text, "  " + change));
    }
    Path folder =
        report.files().stream()
            .findFirst()
            .map(Path::getParent)
            .map(Objects::requireNonNull)
            .orElse(Path.of("access"));
    line(text, "Next: usher plan" + (folder.equals(Path.of("access")) ? "" : " -p " + folder));
    return text.toString();
  }

  private static String counted(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
