package dev.usher.cli.server;

import dev.usher.cli.render.AccessDiffMarkdown;
import dev.usher.engine.Usher;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.operator.Reach.Place;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Route;
import dev.usher.server.policy.DraftRoutes;
import dev.usher.server.policy.ImportRoutes;
import dev.usher.server.policy.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Policies that are read beside the one in force; they wait for the same turns. */
final class AsideWiring {
  private AsideWiring() {}

  /**
   * @param usher by the name of who asks
   * @param text reads the policy in force
   * @param there goes to one place alone
   */
  static List<Route> routes(
      PolicyParts policy,
      Function<String, Usher> usher,
      PolicyText text,
      BiFunction<Place, String, Usher> there,
      JsonBody json) {
    Turns turns = Turns.usual();
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new DraftRoutes(
                policy.drafts(),
                usher,
                report -> new AccessDiffMarkdown().render(report),
                turns,
                json)
            .routes());
    routes.addAll(new ImportRoutes(policy.inForce(), text, there, turns, json).routes());
    return routes;
  }
}
