package dev.usher.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The table of routes as Helidon wants it: door before handler, an answer for everything else. */
public final class Routing {
  private final List<Route> routes;
  private final Door door;
  private final ErrorAnswers errors;
  private final RequestWatch watch;

  /**
   * @param watch told of every request that a route of the table answered
   */
  public Routing(
      List<Route> routes, Authenticator authenticator, ErrorAnswers errors, RequestWatch watch) {
    // Helidon looks at one after the other, and checks come more often than all else.
    this.routes =
        routes.stream()
            .sorted(Comparator.comparing(route -> !(route.right() instanceof Right.Checking)))
            .toList();
    this.door = new Door(authenticator);
    this.errors = errors;
    this.watch = watch;
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
    long begun = System.nanoTime();
    response.whenSent(
        () -> watch.answered(route, response.status().code(), System.nanoTime() - begun));
    watch.around(
        route,
        request,
        response,
        () -> {
          Caller caller = door.enter(request, route.right());
          // What is said to who has shown a token is nobody else's.
          response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
          route.endpoint().handle(caller, request, response);
        });
  }

  private static ProblemException nothingThere(String allowed) {
    if (allowed.isEmpty()) return Problem.notFound("No such path: see how it is written.").raised();
    return new Problem(
            405, "wrong-method", "That cannot be done here", "This path takes " + allowed + ".")
        .withHeader("Allow", allowed)
        .raised();
  }
}
