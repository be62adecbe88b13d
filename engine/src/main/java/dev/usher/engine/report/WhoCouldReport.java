package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who could do something at a time that is past.
 *
 * @param at which
 * @param decided as it was decided by then
 * @param live as it had been carried out by then, as the ledger tells
 */
public record WhoCouldReport(
    List<Diagnostic> diagnostics,
    String action,
    String address,
    Instant at,
    Side decided,
    Side live) {

  /**
   * @param policy whose roles they are; absent where none is known of that time
   * @param who sorted by name; those with None are left out
   */
  public record Side(Optional<String> policy, List<WhoCanReport.One> who) {
    public static final Side NOTHING = new Side(Optional.empty(), List.of());
  }
}
