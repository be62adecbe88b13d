package dev.usher.engine.ports;

import java.util.Optional;
import java.util.function.Function;

/**
 * As what somebody has seen the thing that they replace or end. It is held against what is there in
 * the transaction that does it, so that of two who have seen the same only one does.
 */
@FunctionalInterface
public interface Precondition<T> {
  /**
   * @param there what is there now, and stays so until the transaction ends; absent where nothing
   *     is
   * @throws RuntimeException when it is another; then nothing is done
   */
  void hold(Optional<T> there);

  /** Whatever is there. */
  static <T> Precondition<T> none() {
    return _ -> {};
  }

  /** The same of what is seen otherwise. */
  default <U> Precondition<U> seenAs(Function<U, T> sight) {
    return there -> hold(there.map(sight));
  }
}
