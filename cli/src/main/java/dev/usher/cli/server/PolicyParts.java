package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.PolicyPlace;
import dev.usher.engine.enact.Drafts;
import dev.usher.engine.enact.Enacting;
import dev.usher.engine.enact.FolderSource;
import dev.usher.engine.enact.KeptInForce;
import dev.usher.engine.enact.Lookout;
import dev.usher.engine.enact.PolicyCheck;
import dev.usher.engine.enact.PolicySource;
import dev.usher.engine.enact.Revisions;
import dev.usher.engine.enact.Shelf;
import dev.usher.engine.enact.State;
import dev.usher.engine.follow.InForce;
import dev.usher.server.hook.PolicyHook;
import dev.usher.server.http.Limits;
import dev.usher.server.http.Once;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import dev.usher.server.policy.PolicyNews;
import dev.usher.server.policy.PolicyRoutes;
import dev.usher.store.git.GitSource;
import dev.usher.store.git.Remote;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The parts that bring a policy into force.
 *
 * @param drafts others that are looked at
 * @param lookout looks at where it is written
 * @param state what became of what stands there
 * @param routes what is said of it over HTTP
 */
record PolicyParts(
    InForce inForce, Drafts drafts, Lookout lookout, Supplier<State> state, List<Route> routes) {
  /** Longest silence of a repository's host. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /**
   * @param home for copies, this server's alone
   * @param server its name among those that share the store
   */
  static PolicyParts start(
      ServerConfig config,
      PolicyCheck check,
      Revisions revisions,
      Path home,
      String server,
      InstantSource clock,
      EventLog log,
      Limits limits,
      Once once) {
    Shelf shelf = new Shelf(home.resolve("policies"));
    PolicySource source = source(config.policy(), home.resolve("repository"));
    Enacting enacting =
        new Enacting(source, check, revisions, shelf, clock, server, new PolicyNews(log));
    // A server that has one in force need not wait for what comes after it.
    if (revisions.latest().isEmpty()) enacting.look();
    Lookout lookout =
        new Lookout(
            enacting::look,
            pause(config.policy()),
            fault -> log.fault("policy-look", fault, Map.of("source", source.name())));
    List<Route> routes = new ArrayList<>();
    routes.addAll(new PolicyRoutes(enacting, once).routes());
    config
        .policyHook()
        .map(secret -> new PolicyHook(secret.text(), limits, lookout::now))
        .ifPresent(hook -> routes.addAll(hook.routes()));
    return new PolicyParts(
        new KeptInForce(revisions, shelf),
        new Drafts(revisions, shelf),
        lookout,
        enacting::state,
        routes);
  }

  private static PolicySource source(PolicyPlace place, Path clone) {
    return switch (place) {
      case PolicyPlace.Folder(Path folder) -> new FolderSource(folder);
      case PolicyPlace.Repository(Remote remote, Optional<Secret> login) ->
          new GitSource(remote, () -> login.map(Secret::text), clone, LIMIT);
    };
  }

  /** A folder costs little to look at; a repository's host is told by its webhook to speak up. */
  private static Duration pause(PolicyPlace place) {
    return switch (place) {
      case PolicyPlace.Folder _ -> Duration.ofSeconds(2);
      case PolicyPlace.Repository _ -> Duration.ofSeconds(30);
    };
  }
}
