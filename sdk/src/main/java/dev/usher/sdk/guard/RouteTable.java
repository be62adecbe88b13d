package dev.usher.sdk.guard;

import dev.usher.core.model.Target;
import dev.usher.core.route.Part;
import dev.usher.core.route.RequestPath;
import dev.usher.core.route.Route;
import dev.usher.core.route.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the requests to an application do, by their method and path: of the routes that fit, the
 * narrowest. A path that can be read in two ways is none ({@link RequestPath}).
 */
public final class RouteTable {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_-]*)}");

  private final Target application;
  private final Routes routes;

  private RouteTable(Target application, Routes routes) {
    this.application = application;
    this.routes = routes;
  }

  /** Without a route; nothing is let through by it. */
  public static RouteTable of(Target application) {
    return new RouteTable(application, Routes.NONE);
  }

  /**
   * One route more, as the policy's {@code routes} are written: {@code GET}, {@code /orders/{id}},
   * {@code read}, {@code order:{id}}.
   *
   * @param on the kind, and a placeholder of the path or a name
   * @throws IllegalArgumentException when it cannot be read, or a request could be its and
   *     another's with neither the narrower
   */
  public RouteTable with(String method, String path, String action, String on) {
    List<Part> parts = parts(path);
    int colon = on.indexOf(':');
    if (colon <= 0)
      throw new IllegalArgumentException(
          "a resource is written with its kind in front, as order:{id}: " + on);
    Part name = part(on.substring(colon + 1));
    if (name instanceof Part.Placeholder && !parts.contains(name))
      throw new IllegalArgumentException("the path " + path + " has no " + name);
    Route added = new Route(method, parts, action, on.substring(0, colon), name);
    for (Route other : routes.all())
      if (added.to(other) == Route.Relation.CLASHING)
        throw new IllegalArgumentException(
            "a request could be that of " + added + " and that of " + other);
    return new RouteTable(
        application, new Routes(Stream.concat(routes.all().stream(), Stream.of(added)).toList()));
  }

  private static List<Part> parts(String path) {
    if (!path.startsWith("/"))
      throw new IllegalArgumentException("a path begins with a slash: " + path);
    List<Part> parts = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      Part part = part(segment);
      if (part instanceof Part.Placeholder && parts.contains(part))
        throw new IllegalArgumentException(part + " is twice in " + path);
      parts.add(part);
    }
    return parts;
  }

  private static Part part(String text) {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    if (placeholder.matches()) return new Part.Placeholder(placeholder.group(1));
    if (text.matches(".*[{}].*"))
      throw new IllegalArgumentException(
          "a placeholder is a whole segment, or a whole name: " + text);
    return new Part.Literal(text);
  }

  /**
   * What a request does; empty when no route fits it.
   *
   * @param path as the request has it, not decoded
   */
  public Optional<Operation> operation(String method, String path) {
    return switch (RequestPath.read(path)) {
      case RequestPath.Read.Refused _ -> Optional.empty();
      case RequestPath.Read.Ok(RequestPath read) ->
          switch (routes.find(method, read)) {
            case Routes.Sought.Nothing _ -> Optional.empty();
            case Routes.Sought.Found(Route route, String name) ->
                Optional.of(new Operation(application, route.action(), route.kind(), name));
          };
    };
  }
}
