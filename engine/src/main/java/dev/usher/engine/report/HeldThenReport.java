package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.report.AccessReport.Held;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything one subject could do at a time that is past.
 *
 * @param at which
 * @param policy that was in force then
 */
public record HeldThenReport(
    List<Diagnostic> diagnostics,
    String subject,
    Instant at,
    Optional<String> policy,
    List<There> targets) {

  /**
   * @param decided what they were meant to have there by then
   * @param live what had been carried out there by then
   */
  public record There(String target, List<Held> decided, List<Held> live) {}
}
