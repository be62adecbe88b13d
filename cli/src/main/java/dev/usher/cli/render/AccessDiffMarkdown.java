package dev.usher.cli.render;

import dev.usher.core.model.Visible;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.engine.report.AccessDiffReport.Crowd;
import dev.usher.engine.report.AccessDiffReport.Part;
import dev.usher.engine.report.AccessDiffReport.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * The same for a comment on a pull request: one block of a diff for each target. Within a block
 * nothing is taken for Markdown, and nobody is called by a name that happens to be theirs.
 */
public record AccessDiffMarkdown() {
  /** Less than a comment may have where most are written. */
  private static final int LONGEST = 60_000;

  public String render(AccessDiffReport report) {
    StringBuilder out = new StringBuilder();
    out.append("### Access: ").append(AccessDiffLines.summary(report)).append('\n');
    List<String> left = new ArrayList<>();
    for (Place place : report.places()) {
      List<String> lines = new ArrayList<>();
      for (Crowd crowd : place.crowds()) {
        lines.add("@@ " + AccessDiffLines.who(crowd.who()) + " @@");
        AccessDiffLines.lines(crowd)
            .forEach(line -> lines.add(sign(line.getKey()) + " " + line.getValue()));
      }
      block(out, place.target(), lines, left);
    }
    List<String> parts = new ArrayList<>();
    for (Part part : report.parts())
      parts.add(sign(part.sign()) + " " + AccessDiffLines.who(part.who()) + ": " + part.part());
    block(out, "usher itself", parts, left);
    block(out, "What else is otherwise", signed("changes", report.carried()), left);
    block(out, "Guards that fall", signed("loses", report.loosened()), left);
    block(out, "Guards that are new", signed("gains", report.tightened()), left);
    block(out, "Examples that go", signed("loses", report.forgotten()), left);
    block(out, "Examples that are new", signed("gains", report.expected()), left);
    if (!left.isEmpty())
      out.append("\nToo long for a comment; left out: ")
          .append(String.join(", ", left.stream().map(AccessDiffMarkdown::code).toList()))
          .append(". `usher access-diff` shows all of it.\n");
    return out.toString();
  }

  /** GitHub's and GitLab's colours of a diff know these two signs, and {@code !} for others. */
  private static String sign(String sign) {
    String text = AccessDiffLines.sign(sign);
    return text.equals("~") ? "!" : text;
  }

  private static List<String> signed(String sign, List<String> lines) {
    return lines.stream().map(line -> sign(sign) + " " + Visible.line(line)).toList();
  }

  private static void block(StringBuilder out, String name, List<String> lines, List<String> left) {
    if (lines.isEmpty()) return;
    String text = String.join("\n", lines);
    if (out.length() + text.length() > LONGEST) {
      left.add(name);
      return;
    }
    String fence = fence(text, "```");
    out.append("\n**").append(code(name)).append("**\n\n");
    out.append(fence).append("diff\n").append(text).append('\n').append(fence).append('\n');
  }

  private static String code(String name) {
    String fence = fence(name, "`");
    String space = name.startsWith("`") || name.endsWith("`") ? " " : "";
    return fence + space + Visible.line(name) + space + fence;
  }

  /** Longer than any row of such signs in what it goes around. */
  private static String fence(String text, String least) {
    String fence = least;
    while (text.contains(fence)) fence += "`";
    return fence;
  }
}
