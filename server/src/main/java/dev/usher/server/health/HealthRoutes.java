package dev.usher.server.health;

import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonAnswer;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;

/**
 * {@code /healthz}: the process lives. {@code /readyz}: it can do its work; 503 and what is wrong
 * where it cannot.
 */
public final class HealthRoutes {
  private final Readiness readiness;
  private final Readiness remarks;

  /**
   * @param remarks what is to be looked at though requests are answered all the same
   */
  public HealthRoutes(Readiness readiness, Readiness remarks) {
    this.readiness = readiness;
    this.remarks = remarks;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/healthz", Right.OPEN, (_, _, response) -> alive(response)),
        Route.get("/readyz", Right.OPEN, this::ready));
  }

  record Health(boolean alive) {}

  /**
   * @param wrong by the name of what is not well
   * @param remarks the same of what holds up no request
   */
  record Ready(boolean ready, Map<String, String> wrong, Map<String, String> remarks) {}

  private static void alive(ServerResponse response) {
    JsonAnswer.send(response, Status.OK_200, new Health(true));
  }

  private void ready(Caller caller, ServerRequest request, ServerResponse response) {
    Map<String, String> wrong = readiness.wrong();
    JsonAnswer.send(
        response,
        wrong.isEmpty() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
        new Ready(wrong.isEmpty(), wrong, remarks.wrong()));
  }
}
