package dev.usher.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The table of routes as Helidon wants it: door before handler, an answer for everything else. */
public final class Routing {
  private final List<Route> routes;
  private final Door door;
  private final ErrorAnswers errors;

  public Routing(List<Route> routes, Authenticator authenticator, ErrorAnswers errors) {
    this.routes = List.copyOf(routes);
    this.door = new Door(authenticator);
    this.errors = errors;
  }

  public void into(HttpRouting.Builder routing) {
    record Seen(PathMatcher path, String method) {}
    List<Seen> seen = new ArrayList<>();
    for (Route route : routes) {
      PathMatcher path = PathMatchers.create(route.path());
      seen.add(new Seen(path, route.method().text()));
      routing.route(route.method(), path, (request, response) -> enter(route, request, response));
    }
    routing.any(
        (request, _) -> {
          TreeSet<String> allowed = new TreeSet<>();
          for (Seen one : seen)
            if (one.path().match(request.prologue().uriPath()).accepted())
              allowed.add(one.method());
          throw nothingThere(String.join(", ", allowed));
        });
    routing.error(Throwable.class, errors::answer);
  }

  private void enter(Route route, ServerRequest request, ServerResponse response) throws Exception {
    Caller caller = door.enter(request, route.right());
    // What is said to who has shown a token is nobody else's.
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    route.endpoint().handle(caller, request, response);
  }

  private static ProblemException nothingThere(String allowed) {
    if (allowed.isEmpty()) return Problem.notFound("No such path: see how it is written.").raised();
    return new Problem(
            405, "wrong-method", "That cannot be done here", "This path takes " + allowed + ".")
        .withHeader("Allow", allowed)
        .raised();
  }
}
