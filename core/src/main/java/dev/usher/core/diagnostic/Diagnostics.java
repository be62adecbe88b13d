package dev.usher.core.diagnostic;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Diagnostics as plain text, without colour. */
public final class Diagnostics {
  private Diagnostics() {}

  /** All of them, with an empty line between any two; ends with a line break unless empty. */
  public static String render(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostics::render).collect(Collectors.joining("\n"));
  }

  /**
   * One of them:
   *
   * <pre>
   * access/roles.yaml:12:11: error: nobody defines the role `analist`
   *     role: analist
   *           ^^^^^^^
   *   write `analyst`
   * </pre>
   */
  public static String render(Diagnostic diagnostic) {
    StringBuilder text = new StringBuilder();
    diagnostic
        .at()
        .ifPresent(
            at ->
                text.append(at.file())
                    .append(':')
                    .append(at.line())
                    .append(':')
                    .append(at.column())
                    .append(": "));
    text.append(diagnostic.severity().name().toLowerCase(Locale.ROOT))
        .append(": ")
        .append(diagnostic.message())
        .append('\n');
    diagnostic
        .snippet()
        .ifPresent(
            snippet ->
                text.append("    ")
                    .append(snippet.line())
                    .append("\n    ")
                    .append(caret(snippet))
                    .append('\n'));
    diagnostic.hint().ifPresent(hint -> text.append("  ").append(hint).append('\n'));
    return text.toString();
  }

  /** The line under the snippet's line; tabs stay tabs, so that the caret stands below its text. */
  public static String caret(Diagnostic.Snippet snippet) {
    StringBuilder text = new StringBuilder();
    snippet
        .line()
        .codePoints()
        .limit(snippet.column() - 1L)
        .forEach(point -> text.append(point == '\t' ? '\t' : ' '));
    return text.append("^".repeat(snippet.length())).toString();
  }
}
