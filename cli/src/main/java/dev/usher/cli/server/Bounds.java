package dev.usher.cli.server;

import dev.usher.engine.operator.Reach;
import java.util.Set;

/**
 * What a policy cannot have a server do.
 *
 * @param reach where it goes, and as whom
 * @param hidden variables that are not there for the policy: they hold secrets of the server's own
 */
public record Bounds(Reach reach, Set<String> hidden) {
  public Bounds {
    hidden = Set.copyOf(hidden);
  }

  /** Whether the policy may name the variable. */
  public boolean isHidden(String variable) {
    return hidden.contains(variable) || variable.startsWith("USHER_SERVER");
  }
}
