package dev.usher.connectors.postgres.compile;

import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with the rows of one target, each said once, whoever it is about. */
final class RowRefusals {
  private final List<Diagnostic> diagnostics;

  /** What has been said, for roles held by many. */
  private final Set<List<Object>> said = new HashSet<>();

  RowRefusals(List<Diagnostic> diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Whether this is the first time that it is to be said. */
  boolean isNew(Object... what) {
    return said.add(List.of(what));
  }

  void refuse(Right right, String code, String message, String hint) {
    tell(right, Severity.ERROR, code, message, Optional.of(hint));
  }

  void warn(Right right, String code, String message, String hint) {
    tell(right, Severity.WARNING, code, message, Optional.of(hint));
  }

  void note(Right right, String code, String message) {
    tell(right, Severity.NOTE, code, message, Optional.empty());
  }

  private void tell(
      Right right, Severity severity, String code, String message, Optional<String> hint) {
    diagnostics.add(
        new Diagnostic(severity, code, message, hint, right.cause().at(), Optional.empty()));
  }
}
