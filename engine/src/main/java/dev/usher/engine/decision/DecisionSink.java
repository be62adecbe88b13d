package dev.usher.engine.decision;

import java.io.IOException;
import java.util.List;

/** Where lines are kept. Asked by one thread at a time. */
public interface DecisionSink extends AutoCloseable {
  /**
   * Keeps them in their order. After a failure the same lines come again, and those that were kept
   * before it may be there twice.
   *
   * @throws IOException when they cannot be kept; RuntimeExceptions are taken alike
   */
  void write(List<Line> lines) throws IOException;

  /** Forgets some of what was kept long enough. Asked for every second or so. */
  default void tidy() {}

  @Override
  default void close() {}
}
