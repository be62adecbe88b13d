package dev.usher.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work that goes on beside what its command does next, on a platform thread (decision 15). Closed
 * it has come to its end, well or not: nothing of it goes on behind.
 */
final class Meanwhile<T> implements AutoCloseable {
  private final FutureTask<T> work;

  private Meanwhile(FutureTask<T> work) {
    this.work = work;
  }

  static <T> Meanwhile<T> of(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return new Meanwhile<>(task);
  }

  /** Waits for it; what went wrong there goes on here. */
  T result() {
    try {
      return work.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) throw cause;
      throw new IllegalStateException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    try {
      result();
    } catch (RuntimeException alreadyTold) {
      // Whoever asks for the result is told.
    }
  }
}
