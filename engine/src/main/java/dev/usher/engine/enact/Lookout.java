package dev.usher.engine.enact;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks now and then, and at once when somebody says that there is something to be seen. */
public final class Lookout implements AutoCloseable {
  private final Runnable look;
  private final Duration pause;
  private final Consumer<RuntimeException> fault;

  /** However often it is said while a look goes on: one more sees all of it. */
  private final BlockingQueue<Boolean> said = new ArrayBlockingQueue<>(1);

  private final Thread thread;
  private volatile boolean closed;

  /**
   * Looks for the first time at once.
   *
   * @param pause between two looks when nobody says anything
   * @param fault told what a look threw; the next one comes all the same
   */
  public Lookout(Runnable look, Duration pause, Consumer<RuntimeException> fault) {
    this.look = look;
    this.pause = pause;
    this.fault = fault;
    this.thread = Thread.ofVirtual().name("lookout").start(this::run);
  }

  /** Does not wait for it. */
  public void now() {
    // Where one is said already, that one will do.
    boolean _ = said.offer(Boolean.TRUE);
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        look.run();
      } catch (RuntimeException thrown) {
        if (!closed) fault.accept(thrown);
      }
      try {
        said.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A look that goes on is broken off, and what comes of that is no fault. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
