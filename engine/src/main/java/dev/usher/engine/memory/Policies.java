package dev.usher.engine.memory;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The policies that were in force before. */
public interface Policies {

  /**
   * @param number no other policy's
   * @param revision as people know it
   * @param since when it came into force
   */
  record One(long number, String revision, Instant since) {}

  /** Which was in force then. */
  Optional<One> at(Instant then);

  /** Lets somebody read it in a folder, which is gone afterwards. */
  <T> T read(One policy, Function<Path, T> reader);
}
