package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of somebody who was offboarded, as looked at again behind it. The ledger holds each
 * statement that was run for it.
 *
 * @param began when the first of it was done; the times of each place count from then
 * @param places one for each realm that could be looked at
 * @param failures of realms where it is not finished: the next run does the rest
 */
public record ReceiptReport(
    String subject,
    Instant began,
    List<Diagnostic> diagnostics,
    List<Place> places,
    List<Failure> failures) {

  /**
   * @param accounts as they were called there
   * @param statements how many were run
   * @param shut after how long nobody could come in and all that was theirs and at work had been
   *     ended; absent where there was nothing to end
   * @param gone after how long the last statement was done
   * @param residue what is left of the person there; empty is how it should be
   */
  public record Place(
      String realm,
      Set<String> accounts,
      long statements,
      Optional<Duration> shut,
      Optional<Duration> gone,
      List<String> residue) {}

  /** Whether nothing is left anywhere. */
  public boolean isWhole() {
    return failures.isEmpty()
        && diagnostics.stream().noneMatch(Diagnostic::isError)
        && places.stream().allMatch(place -> place.residue().isEmpty());
  }
}
