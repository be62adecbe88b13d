package dev.usher.sdk.examples;

import dev.usher.sdk.guard.Guard;
import dev.usher.sdk.helidon.UsherFilter;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.Handler;
import java.security.Principal;

/** Helidon SE's routes behind two filters: the one knows who it is, the other what they may. */
record HelidonShop(WebServer server) implements Running {
  static Running start(Guard guard, int port) {
    UsherFilter usher =
        new UsherFilter(
            guard,
            Shop.CHALLENGE,
            UsherFilter.by(Shop.ROUTES).andThen(operation -> operation.map(Shop::told)));
    Handler done =
        (request, response) ->
            response.send(
                "done: " + request.prologue().method().text() + " " + request.path().path() + "\n");
    return new HelidonShop(
        WebServer.builder()
            .host("127.0.0.1")
            .port(port)
            .routing(
                routing ->
                    routing
                        .addFilter(authenticating())
                        .addFilter(usher)
                        .get("/orders/{id}", done)
                        .post("/orders/{id}/refund", done)
                        .delete("/orders/{id}", done)
                        // Which no route of the policy leads to.
                        .get("/open", done))
            .build()
            .start());
  }

  private static Filter authenticating() {
    return (chain, request, _) -> {
      String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse(null);
      Shop.login(header).ifPresent((Principal known) -> request.context().register(known));
      chain.proceed();
    };
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
