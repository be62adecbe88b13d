package dev.usher.server.scim;

import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimStore;
import dev.usher.server.http.Endpoint;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Limits;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The lines of the table of routes that are SCIM's. */
public final class ScimRoutes {
  /** Problems below it are {@link ScimProblems}'. */
  public static final String BASE = "/scim/v2";

  private ScimRoutes() {}

  /**
   * @param broughtBy the directory that a person of the policy in force comes by
   */
  public static List<Route> of(
      ScimStore store, Function<String, Optional<String>> broughtBy, Limits limits) {
    JsonBody bodies = new JsonBody(limits, Set.of(ScimJson.MEDIA_TYPE, "application/json"));
    UserHandlers users = new UserHandlers(store, bodies);
    GroupHandlers groups = new GroupHandlers(store, bodies);
    MeHandler me = new MeHandler(store, broughtBy);
    BulkHandler bulk = new BulkHandler(store, bodies);
    AboutHandlers about = new AboutHandlers(limits);
    List<Route> routes =
        new ArrayList<>(
            List.of(
                route(Method.POST, "/Users", users::create),
                route(Method.GET, "/Users", users::list),
                route(Method.POST, "/Users/.search", users::search),
                route(Method.GET, "/Users/{id}", users::read),
                route(Method.PUT, "/Users/{id}", users::replace),
                route(Method.PATCH, "/Users/{id}", users::patch),
                route(Method.DELETE, "/Users/{id}", users::delete),
                route(Method.POST, "/Groups", groups::create),
                route(Method.GET, "/Groups", groups::list),
                route(Method.POST, "/Groups/.search", groups::search),
                route(Method.GET, "/Groups/{id}", groups::read),
                route(Method.PUT, "/Groups/{id}", groups::replace),
                route(Method.PATCH, "/Groups/{id}", groups::patch),
                route(Method.DELETE, "/Groups/{id}", groups::delete),
                route(Method.POST, "/Bulk", bulk::handle),
                route(Method.GET, "/ServiceProviderConfig", about::config),
                route(Method.GET, "/ResourceTypes", about::resourceTypes),
                route(Method.GET, "/ResourceTypes/{id}", about::resourceType),
                route(Method.GET, "/Schemas", about::schemas),
                route(Method.GET, "/Schemas/{id}", about::schema)));
    routes.add(route(Method.GET, "/Me", Right.KNOWN, me::read));
    for (Method method : List.of(Method.POST, Method.PUT, Method.PATCH, Method.DELETE))
      routes.add(route(method, "/Me", Right.KNOWN, me::refuse));
    return routes;
  }

  private static Route route(Method method, String path, Endpoint endpoint) {
    return route(method, path, Right.DIRECTORY, endpoint);
  }

  private static Route route(Method method, String path, Right right, Endpoint endpoint) {
    return new Route(
        method,
        BASE + path,
        right,
        (caller, request, response) -> {
          try {
            endpoint.handle(caller, request, response);
          } catch (ScimRefused refused) {
            throw ScimProblems.of(refused).raised();
          }
        });
  }
}
