package dev.usher.server.http;

import io.helidon.http.Method;

/**
 * A line of the table of routes. Under {@code /api/v1} it is a {@link #read}, a {@link #list}, a
 * {@link #replacing}, a {@link #question} or a {@link #stream}, or {@link Once} makes it: so each
 * keeps what is promised of all.
 *
 * @param path with Helidon's placeholders: {@code /api/v1/tokens/{id}}
 */
public record Route(Method method, String path, Right right, Manner manner, Endpoint endpoint) {
  private static final String PROMISED = "/api/v1/";

  public Route {
    if (manner == Manner.OTHER && path.startsWith(PROMISED))
      throw new IllegalArgumentException(
          method.text() + " " + path + " says nothing of its manner: see the class Route");
  }

  /** Beside {@code /api/v1}: as another protocol wants it. */
  public Route(Method method, String path, Right right, Endpoint endpoint) {
    this(method, path, right, Manner.OTHER, endpoint);
  }

  /** One thing. */
  public static Route read(String path, Right right, Handler handler) {
    return new Route(
        Method.GET,
        path,
        right,
        Manner.READ,
        (caller, request, response) ->
            Etag.send(handler.answer(caller, request), request, response));
  }

  /** A page of what grows with people, accounts, changes or time. */
  public static Route list(String path, Right right, Listing listing) {
    return new Route(
        Method.GET,
        path,
        right,
        Manner.LIST,
        (caller, request, response) ->
            Etag.send(listing.answer(caller, request, Page.of(request)), request, response));
  }

  /** PUT or DELETE, which the handler does only to what the caller has seen. */
  public static Route replacing(Method method, String path, Right right, Replacing handler) {
    return new Route(
        method,
        path,
        right,
        Manner.REPLACE,
        (caller, request, response) ->
            handler
                .answer(caller, request, there -> Etag.mustBeMeant(there, request))
                .send(response));
  }

  /** POST for the sake of its body, which changes nothing. */
  public static Route question(String path, Right right, Endpoint endpoint) {
    return new Route(Method.POST, path, right, Manner.QUESTION, endpoint);
  }

  /** What does not end. */
  public static Route stream(String path, Right right, Endpoint endpoint) {
    return new Route(Method.GET, path, right, Manner.STREAM, endpoint);
  }

  public static Route get(String path, Right right, Endpoint endpoint) {
    return new Route(Method.GET, path, right, endpoint);
  }

  public static Route post(String path, Right right, Endpoint endpoint) {
    return new Route(Method.POST, path, right, endpoint);
  }

  /** The same with something around it. */
  Route with(Endpoint around) {
    return new Route(method, path, right, manner, around);
  }
}
