package dev.usher.cli.server;

import dev.usher.core.model.Target;
import dev.usher.engine.check.Changes;
import dev.usher.engine.check.Indexing;
import dev.usher.engine.check.LiveIndex;
import dev.usher.engine.decision.DecisionLog;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.gateway.Gateway;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.operator.Gate;
import dev.usher.server.authzen.AuthZenRoutes;
import dev.usher.server.feed.FeedRoutes;
import dev.usher.server.gateway.Gates;
import dev.usher.server.gateway.GatewayRoutes;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import dev.usher.store.Store;
import dev.usher.store.check.PostgresChanges;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What answers checks, put together: one index, asked over AuthZEN and by gateways, and fed to
 * whoever keeps one of their own.
 *
 * @param feed to be closed before the server, which waits for whoever listens
 */
record CheckWiring(List<Route> routes, FeedRoutes feed, Gates gates) {

  /**
   * The index follows the store from now on.
   *
   * @param policies reads them without the people of their directories
   */
  static CheckWiring start(
      InForce inForce,
      Indexing indexing,
      PolicyText policies,
      Store store,
      Recognising recognising,
      DecisionLog decisions,
      Map<Target, Gate> gates,
      JsonBody json,
      InstantSource clock,
      EventLog log,
      Opened opened) {
    Changes changes = new PostgresChanges(store.jdbi(), store.source());
    LiveIndex index =
        opened.keep(
            new LiveIndex(
                inForce,
                indexing,
                changes,
                clock,
                failure -> log.fault("store-away", failure, Map.of())));
    index.start();
    FeedRoutes feed = new FeedRoutes(index, changes, clock);
    Gates its =
        opened.keep(
            new Gates(
                gates,
                DoorWiring.FLOOR,
                clock,
                new Gateway(inForce, policies, recognising, index),
                decisions,
                log));
    List<Route> routes =
        Stream.of(
                new AuthZenRoutes(index, decisions, json).routes(),
                feed.routes(),
                new GatewayRoutes(its).routes())
            .flatMap(List::stream)
            .toList();
    return new CheckWiring(routes, feed, its);
  }
}
