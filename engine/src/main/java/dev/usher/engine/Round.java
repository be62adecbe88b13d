package dev.usher.engine;

import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Phase;

/**
 * The order of things over all realms: nowhere is anything changed before everywhere is closed what
 * is to be closed, and nobody is let in anywhere before all else is done everywhere.
 */
enum Round {
  CLOSING(Phase.END_SESSIONS),
  CHANGING(Phase.GRANT),
  OPENING(Phase.OPEN);

  private final Phase last;

  Round(Phase last) {
    this.last = last;
  }

  /** Whether the stage is due in this round, if it was not in one before. */
  boolean has(Plan.Stage stage) {
    return stage.phase().compareTo(last) <= 0;
  }
}
