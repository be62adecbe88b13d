package dev.usher.engine.gateway;

import dev.usher.engine.decision.Decision.Entity;
import java.util.Optional;

/**
 * What becomes of a request, and why, for the log.
 *
 * @param subject who made it, where that is known
 * @param action what it would do, likewise
 * @param resource to what, likewise
 * @param why not; empty where it is allowed
 * @param revision by which it was decided, where it came to that
 */
public record Verdict(
    boolean allowed,
    Optional<Entity> subject,
    Optional<String> action,
    Optional<Entity> resource,
    String why,
    Optional<String> revision) {

  /** Before anybody was asked by a policy. */
  public static Verdict denied(String why) {
    return denied(Optional.empty(), why, Optional.empty());
  }

  static Verdict denied(Optional<Entity> subject, String why, Optional<String> revision) {
    return new Verdict(false, subject, Optional.empty(), Optional.empty(), why, revision);
  }
}
