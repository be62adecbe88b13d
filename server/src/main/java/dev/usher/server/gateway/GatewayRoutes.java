package dev.usher.server.gateway;

import dev.usher.core.model.Target;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/**
 * {@code /gateway/auth/{environment}/{system}}: nginx's {@code auth_request} and Traefik's
 * ForwardAuth. 200 lets a request go on, 401 and 403 do not.
 */
public final class GatewayRoutes {
  private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-ID");

  private final Gates gates;

  public GatewayRoutes(Gates gates) {
    this.gates = gates;
  }

  public List<Route> routes() {
    return List.of(Route.get("/gateway/auth/{environment}/{system}", Right.OPEN, this::ask));
  }

  private void ask(Caller caller, ServerRequest request, ServerResponse response) {
    Target target =
        new Target(
            request.path().pathParameters().get("environment"),
            request.path().pathParameters().get("system"));
    Status status =
        gates.ask(
            target.toString(),
            request.remotePeer().address(),
            request.headers().first(REQUEST_ID),
            Forwarded.of(request.headers()));
    if (status.equals(Status.UNAUTHORIZED_401))
      response.headers().set(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    response.status(status).send();
  }
}
