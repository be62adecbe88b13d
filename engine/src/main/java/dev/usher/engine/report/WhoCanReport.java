package dev.usher.engine.report;

import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import java.util.List;

/**
 * @param who sorted by name; those with None are left out
 * @param live accounts that really can, where asked for
 */
public record WhoCanReport(
    List<Diagnostic> diagnostics,
    String action,
    String address,
    List<One> who,
    List<CanReport.Live> live) {
  public record One(String subject, Decision decision) {}
}
