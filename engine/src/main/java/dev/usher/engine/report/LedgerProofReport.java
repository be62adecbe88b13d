package dev.usher.engine.report;

import dev.usher.core.ledger.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What checkpoints prove of an exported ledger.
 *
 * @param entries of the export
 * @param checkpoints with a right signature
 * @param proved number of the last entry up to which all is as it was when it was sealed
 * @param sealed when the last checkpoint was made
 * @param altered between which entries the first lies that was altered or removed
 * @param problems what is not proved; empty where all is
 */
public record LedgerProofReport(
    long entries,
    int checkpoints,
    long proved,
    Optional<Instant> sealed,
    Optional<Proof.Altered> altered,
    List<String> problems) {

  public boolean isProved() {
    return problems.isEmpty();
  }
}
