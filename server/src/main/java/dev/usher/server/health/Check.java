package dev.usher.server.health;

import java.util.Optional;

/**
 * One thing that the server cannot do without.
 *
 * @param name what it is: {@code store}
 * @param look may wait and may throw: then it is not well
 */
public record Check(String name, Look look) {

  /** Looks once. */
  @FunctionalInterface
  public interface Look {
    /**
     * @return what is wrong, and what to do; nothing where all is well
     */
    Optional<String> wrong() throws Exception;
  }
}
