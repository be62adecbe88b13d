package dev.usher.engine.ports;

import dev.usher.engine.report.PlanReport;
import java.time.Duration;
import java.util.Optional;

/**
 * Plans that were shown, kept so that they can be carried out exactly as they were: who says yes
 * says it to a plan by its {@link dev.usher.engine.json.PlanFile#digest}, and brings none along.
 */
public interface KeptPlans {
  /** So long is a plan known, at least. */
  Duration LIFE = Duration.ofDays(1);

  /** What a plan is for. */
  enum Purpose {
    POLICY,
    SUSPEND,
    RESUME,
    OFFBOARD
  }

  /** A plan that was shown. */
  record Kept(PlanReport plan, Purpose purpose) {}

  /** It is known by its digest from then on. */
  void keep(Kept shown);

  /**
   * @return nothing when there is none of that digest, or it was shown too long ago
   */
  Optional<Kept> find(String digest);
}
