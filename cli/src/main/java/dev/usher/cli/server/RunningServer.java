package dev.usher.cli.server;

import dev.usher.server.http.Route;
import java.net.URI;
import java.util.List;

/**
 * A server that listens.
 *
 * @param address where it is asked
 * @param routes all that it answers over HTTP
 */
public record RunningServer(URI address, List<Route> routes, Opened opened)
    implements AutoCloseable {
  public RunningServer {
    routes = List.copyOf(routes);
  }

  /** Requests that run may finish; then all is closed, the store last. */
  @Override
  public void close() {
    opened.close();
  }
}
