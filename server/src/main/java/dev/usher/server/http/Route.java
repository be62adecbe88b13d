package dev.usher.server.http;

import io.helidon.http.Method;

/**
 * A line of the table of routes.
 *
 * @param path with Helidon's placeholders: {@code /api/v1/tokens/{id}}
 */
public record Route(Method method, String path, Right right, Endpoint endpoint) {
  public static Route get(String path, Right right, Endpoint endpoint) {
    return new Route(Method.GET, path, right, endpoint);
  }

  public static Route post(String path, Right right, Endpoint endpoint) {
    return new Route(Method.POST, path, right, endpoint);
  }

  public static Route put(String path, Right right, Endpoint endpoint) {
    return new Route(Method.PUT, path, right, endpoint);
  }

  public static Route patch(String path, Right right, Endpoint endpoint) {
    return new Route(Method.PATCH, path, right, endpoint);
  }

  public static Route delete(String path, Right right, Endpoint endpoint) {
    return new Route(Method.DELETE, path, right, endpoint);
  }
}
