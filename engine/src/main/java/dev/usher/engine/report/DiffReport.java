package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who gained and who lost what between two times. What came and went in between is in neither.
 *
 * @param before the policy that was in force at the first time
 * @param after the one at the second
 * @param roles what roles gave at the one time and not at the other
 * @param decided as it was decided
 * @param live as it was carried out
 */
public record DiffReport(
    List<Diagnostic> diagnostics,
    Instant from,
    Instant to,
    Optional<String> before,
    Optional<String> after,
    List<RoleChange> roles,
    Moved decided,
    Moved live) {

  /** Each sorted by subject, target and role. */
  public record Moved(List<Line> gained, List<Line> lost) {}

  /**
   * @param at when that came to be so
   */
  public record Line(String subject, String role, String target, String why, Instant at) {}

  /**
   * @param gives what it gives since, one line each
   * @param takes what it gave before
   */
  public record RoleChange(String role, String target, List<String> gives, List<String> takes) {}
}
