package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.nio.file.Path;
import java.util.List;

/**
 * @param target the name that the policy gives to what was imported
 * @param url where that is; holds no user and no password
 * @param files that were written
 * @param roles how many; likewise people and services
 * @param unsaid what is granted there, is in no policy and stays as it is
 * @param changes what plan would do with the policy there: nothing, as it should be
 */
public record ImportReport(
    List<Diagnostic> diagnostics,
    String target,
    String url,
    List<Path> files,
    int roles,
    int people,
    int services,
    List<Unsaid> unsaid,
    List<String> changes,
    List<Failure> failures) {
  /**
   * @param row of the system's catalogue
   */
  public record Unsaid(String row, String text) {}

  public boolean hasErrors() {
    return !failures.isEmpty() || diagnostics.stream().anyMatch(Diagnostic::isError);
  }
}
