package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Visible;
import java.util.List;

/**
 * @param checked how many questions were put to live systems
 * @param differences where the answer was not what the policy says
 */
public record VerifyReport(
    List<Diagnostic> diagnostics,
    long checked,
    int accounts,
    List<Difference> differences,
    List<PlanReport.Note> notes,
    List<Failure> failures) {

  /**
   * @param kind excess (can, and should not), missing (should, and cannot), account (is there and
   *     should not be, or the reverse), power (superuser and its like)
   * @param subject the person or service; the account's name where none is known
   * @param paths how an excess comes about
   */
  public record Difference(
      String kind,
      String where,
      String subject,
      String account,
      String action,
      String on,
      String text,
      List<String> paths) {
    public Difference {
      subject = Visible.line(subject);
      account = Visible.line(account);
      on = Visible.line(on);
      text = Visible.line(text);
      paths = paths.stream().map(Visible::line).toList();
    }
  }

  public boolean hasErrors() {
    return !failures.isEmpty() || diagnostics.stream().anyMatch(Diagnostic::isError);
  }

  public boolean isProved() {
    return !hasErrors() && differences.isEmpty();
  }
}
