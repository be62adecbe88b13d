package dev.usher.engine.event;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Goes round as long as the server runs: several at once, for one may have to wait at a door. */
public final class Postman implements AutoCloseable {
  private final ExecutorService rounds = Executors.newVirtualThreadPerTaskExecutor();
  private final Delivering delivering;
  private final Duration pause;
  private final Consumer<RuntimeException> fault;

  /**
   * @param most deliveries at once; each holds a connection of the store as long as it takes
   * @param pause when nothing is due
   * @param fault is told what went wrong with the store, or with usher itself
   */
  public Postman(
      Delivering delivering, int most, Duration pause, Consumer<RuntimeException> fault) {
    this.delivering = delivering;
    this.pause = pause;
    this.fault = fault;
    for (int i = 0; i < most; i++) rounds.execute(this::round);
  }

  private void round() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (!delivering.one()) Thread.sleep(pause);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException failure) {
        if (!rounds.isShutdown()) fault.accept(failure);
        afterFault();
      }
    }
  }

  private void afterFault() {
    try {
      Thread.sleep(pause.multipliedBy(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is under way is broken off, and comes again. */
  @Override
  public void close() {
    rounds.shutdownNow();
    rounds.close();
  }
}
