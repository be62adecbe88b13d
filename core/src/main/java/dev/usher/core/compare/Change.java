package dev.usher.core.compare;

import dev.usher.core.model.Policy.OnRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a cell for somebody.
 *
 * @param sign whether they have more of it than before, less, or something else
 * @param onRequest the terms on which it is to be had; absent: without asking
 * @param from since when; absent: at once
 * @param until how long; absent: for good
 * @param before which rows they had
 * @param after which they have
 * @param implied whether it comes with something below, and goes with it
 * @param certain whether it is shown; else nobody can tell the two conditions apart, and they may
 *     mean the same
 * @param attributes of the subject that are others than before, and that the conditions speak of
 */
public record Change(
    Sign sign,
    Optional<OnRequest> onRequest,
    Optional<Instant> from,
    Optional<Instant> until,
    Rows before,
    Rows after,
    boolean implied,
    boolean certain,
    Set<String> attributes) {

  /** Which way. */
  public enum Sign {
    GAINS,
    LOSES,
    /** Some rows come and others go. */
    CHANGES
  }

  public Change {
    attributes = Set.copyOf(attributes);
  }
}
