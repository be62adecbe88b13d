package dev.usher.cli.server;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been opened, to be closed the other way round. It may be told to stop while somebody
 * still opens things: what comes then is closed at once.
 */
final class Opened implements AutoCloseable {
  private final Deque<AutoCloseable> all = new ArrayDeque<>();
  private boolean closed;

  synchronized <T extends AutoCloseable> T keep(T one) {
    if (closed) {
      close(one);
      throw new IllegalStateException("the server is told to stop");
    }
    all.push(one);
    return one;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!all.isEmpty()) close(all.pop());
  }

  /** That one cannot be closed must not keep the others open. */
  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception failure) {
      System.Logger log = System.getLogger(Opened.class.getName());
      log.log(System.Logger.Level.DEBUG, "not closed", failure);
    }
  }
}
