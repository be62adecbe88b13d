package dev.usher.connectors.api;

import dev.usher.core.model.Target;
import java.util.Optional;

/**
 * Judges whether whoever left a mark may be followed, and by what. It is asked within the
 * transaction that changes the target, where the system has them, with the mark locked; so it
 * answers from what it knows, at once.
 */
@FunctionalInterface
public interface Claim {
  /**
   * @param found what stands in the target's mark
   * @return what is to stand there; empty where somebody else has gone on there, and nothing may be
   *     done
   */
  Optional<String> over(Target target, Optional<String> found);

  /** What is told of a step that was not done for that. */
  static String overtaken(Target target) {
    return "another usher has gone on in " + target + " since: plan again";
  }
}
