package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * @param secret the password, to be shown once; its text form leaves it out
 */
public record IssueReport(
    List<Diagnostic> diagnostics,
    String subject,
    String target,
    String account,
    String url,
    Optional<String> secret,
    Optional<Instant> end,
    List<Failure> failures) {
  @Override
  public String toString() {
    return "IssueReport[" + account + " at " + target + "]";
  }
}
