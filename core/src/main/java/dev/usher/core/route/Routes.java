package dev.usher.core.route;

import java.util.Comparator;
import java.util.List;

/**
 * An application's routes, no two of which clash: of those that a request fits, one is the
 * narrowest.
 *
 * @param all the narrowest first
 */
public record Routes(List<Route> all) {
  public static final Routes NONE = new Routes(List.of());

  public Routes {
    all = all.stream().sorted(Comparator.comparing(Route::literals).reversed()).toList();
  }

  /** What a request is. */
  public sealed interface Sought {
    /**
     * @param name of the resource, as it stands in the path
     */
    record Found(Route route, String name) implements Sought {}

    /**
     * @param why for a log
     */
    record Nothing(String why) implements Sought {}
  }

  /**
   * The narrowest that fits, by the letter. A path that differs from it in case alone is nothing,
   * and not a wider one's: the application may not mind case.
   */
  public Sought find(String method, RequestPath path) {
    for (Route route : all) {
      if (!route.fits(method, path)) continue;
      return route.isExactly(path)
          ? new Sought.Found(route, route.name(path))
          : new Sought.Nothing("the path differs in case from " + route);
    }
    return new Sought.Nothing("no route matches");
  }
}
