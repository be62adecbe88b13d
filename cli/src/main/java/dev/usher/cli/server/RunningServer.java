package dev.usher.cli.server;

import java.net.URI;

/**
 * A server that listens.
 *
 * @param address where it is asked
 */
public record RunningServer(URI address, Opened opened) implements AutoCloseable {
  /** Requests that run may finish; then all is closed, the store last. */
  @Override
  public void close() {
    opened.close();
  }
}
