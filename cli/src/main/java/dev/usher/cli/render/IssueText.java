package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.engine.report.IssueReport;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A password and how to use it.
 *
 * @param file where the password was written instead of being shown
 */
public record IssueText(Ink ink, Optional<Path> file) {

  public String render(IssueReport report) {
    Table table = new Table("");
    table.row("target", report.target());
    table.row("url", report.url());
    table.row("account", ink.strong(report.account()));
    report.secret().ifPresent(secret -> table.row("password", ink.strong(secret)));
    file.ifPresent(path -> table.row("password", "in " + path));
    String how = report.endsByItself() ? "" : ": it ends with the first apply after that";
    report.end().ifPresent(end -> table.row("until", end + how));
    return table.toString();
  }
}
