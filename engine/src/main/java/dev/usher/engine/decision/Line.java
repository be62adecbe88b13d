package dev.usher.engine.decision;

import java.time.Instant;

/** A line of the log. */
public sealed interface Line {
  /** When it was written into the queue, or noticed. */
  Instant at();

  /** Of which process of a server, by a random name. */
  String run();

  /**
   * @param number how many that process had decided by then: where all are logged, none is missing
   *     in between
   */
  record Decided(Instant at, String run, long number, Decision decision) implements Line {}

  /**
   * Decisions that were given and are not in the log, about then.
   *
   * @param count 1 or more
   */
  record Dropped(Instant at, String run, long count) implements Line {}
}
