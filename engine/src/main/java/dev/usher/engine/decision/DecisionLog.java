package dev.usher.engine.decision;

import java.util.List;

/** Is told of every decision; nobody waits for it. */
@FunctionalInterface
public interface DecisionLog {
  DecisionLog NONE = _ -> {};

  /**
   * Comes back at once and never throws.
   *
   * @param decisions of one request, in the order in which they were asked for
   */
  void told(List<Decision> decisions);
}
