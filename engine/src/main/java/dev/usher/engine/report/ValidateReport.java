package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * @param counts how many of each section: people, teams, roles, grants, …; and targets
 * @param digest of the policy's text, by which plans name it; absent with errors
 */
public record ValidateReport(
    List<Diagnostic> diagnostics, Map<String, Integer> counts, Optional<String> digest) {
  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(Diagnostic::isError);
  }
}
