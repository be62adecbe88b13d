package dev.usher.core.diagnostic;

import dev.usher.core.model.Source;
import dev.usher.core.model.Visible;
import java.util.Optional;

/**
 * Something the user should know of their policy or their systems.
 *
 * @param code stable, for documentation and tests: {@code unknown-role}
 * @param message one sentence: what is wrong
 * @param hint what to write or do instead
 * @param snippet the line it stands in, for the caret
 */
public record Diagnostic(
    Severity severity,
    String code,
    String message,
    Optional<String> hint,
    Optional<Source> at,
    Optional<Snippet> snippet) {

  public Diagnostic {
    message = Visible.line(message);
    hint = hint.map(Visible::line);
  }

  public enum Severity {
    ERROR,
    WARNING,
    /** True and worth saying, but nothing to mend: what is not carried out yet, what is over. */
    NOTE
  }

  /**
   * @param line the text of the line
   * @param column where the caret begins, from 1, in code points
   * @param length of the caret in code points, at least 1
   */
  public record Snippet(String line, int column, int length) {}

  /** An error that has no place in the text. */
  public static Diagnostic error(String code, String message, String hint) {
    return new Diagnostic(
        Severity.ERROR, code, message, Optional.of(hint), Optional.empty(), Optional.empty());
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
