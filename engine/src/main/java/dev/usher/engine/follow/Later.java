package dev.usher.engine.follow;

import dev.usher.core.model.Hold.Kind;
import java.util.Optional;

/**
 * What is asked for on a date.
 *
 * @param kind how they are to be kept out; empty: let in again
 * @param on as it was written: an instant; a bare date, which is the last day of one who leaves for
 *     good, and else the first day on which it is so; {@value #NEVER}: no date any more
 * @param successor who gets what they own, of one who leaves for good
 */
public record Later(String subject, Optional<Kind> kind, String on, Optional<String> successor) {
  private static final String NEVER = "never";

  /** Whether what was said before is taken back. */
  public boolean isNever() {
    return on.equals(NEVER);
  }
}
