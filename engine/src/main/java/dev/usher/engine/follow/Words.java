package dev.usher.engine.follow;

import java.time.Instant;
import java.util.Set;

/** What directories have said and nobody has turned into work yet: a queue in the store. */
public interface Words {

  /**
   * Takes words off the queue and opens work for whom they are about, both or neither.
   *
   * @param realms where they are to be followed
   * @param most so many words at a time
   * @return how many were taken
   */
  int open(Set<String> realms, int most, Instant now);
}
