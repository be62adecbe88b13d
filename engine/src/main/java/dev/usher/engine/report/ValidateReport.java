package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.util.List;
import java.util.Map;

/**
 * @param counts how many of each section: people, teams, roles, grants, …
 */
public record ValidateReport(List<Diagnostic> diagnostics, Map<String, Integer> counts) {
  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(Diagnostic::isError);
  }
}
