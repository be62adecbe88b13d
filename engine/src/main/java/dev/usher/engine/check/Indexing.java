package dev.usher.engine.check;

import dev.usher.core.check.Index;
import java.nio.file.Path;
import java.util.Set;

/** Makes the index of a policy, with the people of its directories and who is kept out. */
public interface Indexing {
  /** What came of it. */
  sealed interface Made {
    record Whole(Index index) implements Made {}

    /** Nothing may be granted. */
    record Nothing(String why) implements Made {}
  }

  /**
   * @param policy a folder that does not change
   * @param revision comes back with every answer
   */
  Made all(Path policy, String revision);

  /**
   * These people as they are now, at a cost that does not grow with the others.
   *
   * @param before of the same policy
   */
  Made some(Index before, Path policy, Set<String> subjects, String revision);
}
