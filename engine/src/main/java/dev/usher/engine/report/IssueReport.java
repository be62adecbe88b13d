package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * @param secret the password, to be shown once; its text form leaves it out
 * @param endsByItself whether it stops at its end; else at the first apply after that
 */
public record IssueReport(
    List<Diagnostic> diagnostics,
    String subject,
    String target,
    String account,
    String url,
    Optional<String> secret,
    Optional<Instant> end,
    boolean endsByItself,
    List<Failure> failures) {
  @Override
  public String toString() {
    return "IssueReport[" + account + " at " + target + "]";
  }
}
