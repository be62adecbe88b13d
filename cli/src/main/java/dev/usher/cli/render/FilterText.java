package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.model.Visible;
import dev.usher.engine.report.FilterReport;
import dev.usher.engine.report.FilterReport.Every;
import dev.usher.engine.report.FilterReport.None;
import dev.usher.engine.report.FilterReport.Parameter;
import dev.usher.engine.report.FilterReport.Rows;
import dev.usher.engine.report.FilterReport.Some;

/** Every, some or no row, and the condition. */
public record FilterText(Ink ink) {

  public String render(FilterReport report) {
    StringBuilder out = new StringBuilder();
    report
        .rows()
        .ifPresent(
            rows -> {
              out.append(word(rows))
                  .append(
                      "  %s %s %s\n"
                          .formatted(report.subject(), report.action(), report.address()));
              if (!report.columns().isEmpty())
                out.append("columns    ")
                    .append(Visible.line(String.join(", ", report.columns())))
                    .append('\n');
              out.append("where      ").append(Visible.line(rows.where())).append('\n');
              int number = 0;
              for (Parameter one : rows.parameters())
                out.append(
                    "%-10s %s %s\n"
                        .formatted(
                            "value " + ++number, one.type(), Visible.line(one.value().toString())));
              if (rows instanceof None none)
                out.append("nearest    ").append(Visible.line(none.nearest())).append('\n');
            });
    return out.toString();
  }

  private String word(Rows rows) {
    return switch (rows) {
      case Every _ -> ink.good("every row");
      case Some _ -> ink.changed("some rows");
      case None _ -> ink.bad("no row");
    };
  }
}
