package dev.usher.engine.report;

import dev.usher.core.model.Visible;

/**
 * A realm or target at which something could not be done.
 *
 * @param where the realm's key or the target
 * @param code stable: unreachable, credentials, read-only, locked, …
 * @param message what happened, and what to do next
 */
public record Failure(String where, String code, String message) {
  public Failure {
    message = Visible.line(message);
  }
}
