package dev.usher.engine.decision;

/** Is told of every decision; nobody waits for it. */
@FunctionalInterface
public interface DecisionLog {
  DecisionLog NONE = _ -> {};

  /** Comes back at once and never throws. */
  void told(Decision decision);
}
