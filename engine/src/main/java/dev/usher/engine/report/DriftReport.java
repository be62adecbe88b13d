package dev.usher.engine.report;

import java.time.Instant;
import java.util.Optional;

/**
 * What has moved in the systems since the policy was applied.
 *
 * @param since when all of a policy was last applied; absent where no ledger tells
 * @param by who applied it
 * @param samePolicy whether that was the policy as it is now: else what the plan does is the
 *     policy's own change as well
 * @param plan what brings everything back
 */
public record DriftReport(
    Optional<Instant> since, Optional<String> by, boolean samePolicy, PlanReport plan) {
  /** The same, had it been found at another time. */
  public DriftReport at(Instant when) {
    return new DriftReport(since, by, samePolicy, plan.at(when));
  }
}
