package dev.usher.engine.check;

import java.nio.file.Path;
import java.util.Set;

/** Answers by the policy in force, whatever can be asked: what it does not know it denies. */
public interface Checks {
  /**
   * Answers of one moment.
   *
   * @param policy the folder of the policy in force
   * @param subjects those of whom it will be asked
   */
  Check now(Path policy, Set<String> subjects);

  /** Never fails for what is asked: what makes no sense is denied, and said why. */
  interface Check {
    Answered of(Asked asked);
  }
}
