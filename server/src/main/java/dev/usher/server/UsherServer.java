package dev.usher.server;

import dev.usher.server.http.Authenticator;
import dev.usher.server.http.ErrorAnswers;
import dev.usher.server.http.Limits;
import dev.usher.server.http.ProblemRenderer;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.http.Route;
import dev.usher.server.http.Routing;
import dev.usher.server.log.EventLog;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server on its port: routes, limits, and an answer for whatever goes wrong. */
public final class UsherServer implements AutoCloseable {
  private final WebServer web;

  private UsherServer(WebServer web) {
    this.web = web;
  }

  /**
   * Listens when it returns.
   *
   * @param host a name or an address of this machine
   * @param port 0 for any that is free
   * @param renderers of problems, by the beginning of the path
   * @param watch told of every request that a route answered
   * @throws RuntimeException when the port cannot be had
   */
  public static UsherServer start(
      String host,
      int port,
      Optional<Tls> tls,
      Limits limits,
      List<Route> routes,
      Authenticator authenticator,
      Map<String, ProblemRenderer> renderers,
      RequestWatch watch,
      EventLog log) {
    ErrorAnswers errors = new ErrorAnswers(renderers, log);
    var builder =
        WebServer.builder()
            .host(host)
            .port(port)
            .shutdownHook(false)
            .shutdownGracePeriod(limits.grace())
            .maxTcpConnections(limits.connections())
            .maxPayloadSize(limits.body())
            .idleConnectionTimeout(limits.idle())
            .backlog(4096)
            // Without it HTTP/2 waits 40 ms for each answer's acknowledgement.
            .connectionOptions(socket -> socket.tcpNoDelay(true).readTimeout(limits.patience()))
            .directHandlers(direct(errors))
            .addProtocol(Http1Config.builder().maxHeadersSize(16 << 10).build())
            .routing(routing -> new Routing(routes, authenticator, errors, watch).into(routing));
    tls.ifPresent(builder::tls);
    return new UsherServer(builder.build().start());
  }

  private static DirectHandlers direct(ErrorAnswers errors) {
    var handlers = DirectHandlers.builder();
    for (DirectHandler.EventType event : DirectHandler.EventType.values())
      handlers.addHandler(event, errors);
    return handlers.build();
  }

  /** On which it listens. */
  public int port() {
    return web.port();
  }

  /** Takes no more connections, and lets the requests that run finish within the grace. */
  @Override
  public void close() {
    web.stop();
  }
}
