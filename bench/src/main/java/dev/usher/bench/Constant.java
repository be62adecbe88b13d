package dev.usher.bench;

import dev.usher.engine.token.Scope;
import dev.usher.server.UsherServer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Limits;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import dev.usher.server.token.RememberedCheckers;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * usher's server with nothing behind its door: each request is read, and answered with the same.
 */
final class Constant {
  private static final byte[] YES =
      "{\"decision\":true,\"context\":{\"revision\":\"0123456789abcdef.1\"}}"
          .getBytes(StandardCharsets.UTF_8);

  private Constant() {}

  /** Says its port, and goes on until it is ended. */
  public static void main(String[] args) throws InterruptedException {
    Route route =
        Route.post(
            "/access/v1/evaluation",
            Right.CHECKING,
            (_, request, response) -> {
              request.content().as(byte[].class);
              response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
              response.send(YES);
            });
    try (UsherServer server =
        UsherServer.start(
            "127.0.0.1",
            0,
            Optional.empty(),
            Limits.USUAL,
            List.of(route),
            new RememberedCheckers(_ -> Optional.of(new Caller("somebody", Set.of(Scope.CHECK)))),
            Map.of(),
            RequestWatch.NOBODY,
            new EventLog(System.err, InstantSource.system()))) {
      System.out.println(server.port());
      Thread.currentThread().join();
    }
  }
}
