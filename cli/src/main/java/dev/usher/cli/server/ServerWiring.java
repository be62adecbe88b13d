package dev.usher.cli.server;

import dev.usher.engine.LocalUsher;
import dev.usher.engine.Progress;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.enact.KeptPolicies;
import dev.usher.engine.enact.Revisions;
import dev.usher.engine.enact.Shelf;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.office.Officers;
import dev.usher.engine.operator.Operator;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.scim.DeclaredInForce;
import dev.usher.engine.scim.DirectoryRules;
import dev.usher.engine.token.Scope;
import dev.usher.server.UsherServer;
import dev.usher.server.api.Api;
import dev.usher.server.gateway.EnvoyServer;
import dev.usher.server.health.Check;
import dev.usher.server.health.HealthRoutes;
import dev.usher.server.health.Readiness;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Limits;
import dev.usher.server.http.Once;
import dev.usher.server.http.ProblemRenderer;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import dev.usher.server.http.StoreAway;
import dev.usher.server.log.EventLog;
import dev.usher.server.metrics.Metrics;
import dev.usher.server.metrics.MetricsRoutes;
import dev.usher.server.past.PastRoutes;
import dev.usher.server.scim.ScimProblems;
import dev.usher.server.scim.ScimRoutes;
import dev.usher.server.trace.Traces;
import dev.usher.store.Store;
import dev.usher.store.api.PostgresGivenAnswers;
import dev.usher.store.api.PostgresKeptPlans;
import dev.usher.store.decision.PostgresDecisionPages;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.store.ledger.PostgresLedgerPages;
import dev.usher.store.policy.PostgresRevisions;
import dev.usher.store.scim.PostgresScim;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** The server's parts, put together from top to bottom: what is used stands above who uses it. */
public final class ServerWiring {
  private final ServerConfig config;
  private final SecureRandom random = new SecureRandom();
  private final Ushers ushers;
  private final EventLog log;
  private final Progress progress;
  private final Opened opened;

  /** Of this server among those that share its store. */
  private final String name = "server " + host() + " " + ProcessHandle.current().pid();

  private final Optional<Traces> traces;

  private ServerWiring(
      ServerConfig config, Ushers ushers, EventLog log, Progress progress, Opened opened) {
    this.config = config;
    this.ushers = ushers;
    this.progress = progress;
    this.opened = opened;
    this.traces = config.traces().map(address -> opened.keep(Traces.to(address, name, log)));
    this.log = traces.map(it -> log.within(it::current)).orElse(log);
  }

  /**
   * Listens when it returns.
   *
   * @param opened holds all that has to be closed; closed already where this throws
   * @throws dev.usher.store.StoreFailure when the store cannot be opened
   * @throws Refused when the address or a file cannot be had
   */
  public static RunningServer start(
      ServerConfig config, Ushers ushers, EventLog log, Progress progress, Opened opened) {
    try {
      return new ServerWiring(config, ushers, log, progress, opened).start();
    } catch (RuntimeException failure) {
      opened.close();
      throw failure;
    }
  }

  private RunningServer start() {
    OpenStore kept = OpenStore.open(config.store(), random, progress, opened);
    Jdbi jdbi = kept.store().jdbi();
    InstantSource clock = opened.keep(kept.store().clock());
    LedgerStore ledger = new PostgresLedger(jdbi, host());
    ServerUshers atWork = new ServerUshers(config, ushers, traces, clock, ledger);
    LocalUsher reader = atWork.of(name, Heard.NOTHING);
    PolicyText text = reader.policyText();
    Limits limits = Limits.USUAL;
    JsonBody json = new JsonBody(limits);
    Once once = new Once(json, new PostgresGivenAnswers(jdbi, clock));
    progress.told("policy", "looking at it", 0, 0);
    Path home = kept.home();
    Revisions revisions = new PostgresRevisions(jdbi);
    PolicyParts policy =
        PolicyParts.start(
            config, reader.policyCheck(), revisions, home, name, clock, log, limits, once);
    opened.keep(policy.lookout());
    InForce inForce = policy.inForce();
    DirectoryRules declared = new DeclaredInForce(inForce, text);
    FollowWiring follows =
        FollowWiring.of(
            kept.store(),
            policy,
            text,
            declared,
            new KeptPolicies(revisions, new Shelf(home.resolve("before"))),
            atWork,
            turn -> traces.map(it -> it.turns(turn)).orElse(turn),
            name,
            clock,
            log);
    Heard heard = follows.heard();
    Follower follower = follows.follower();
    Function<String, Usher> usher = who -> atWork.of(who, heard);

    Officers officers = new Officers(inForce, text, heard.directories(), heard.holds());
    DoorWiring door = DoorWiring.start(config, jdbi, officers, once, clock, random, log, opened);
    DecisionWiring decisions =
        DecisionWiring.start(config.decisions(), jdbi, name, clock, random, log, opened);
    Metrics metrics =
        new Metrics(
            Stream.concat(follows.gauges().stream(), decisions.gauges().stream()).toList(), log);
    List<Check> checks =
        List.of(
            new Check("store", () -> answers(jdbi)), new Check("policy", () -> isInForce(inForce)));

    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new HealthRoutes(
                new Readiness(checks, Duration.ofSeconds(2)),
                new Readiness(follows.remarks(), Duration.ofSeconds(2)))
            .routes());
    routes.addAll(new PastRoutes(follower.recovering(), once).routes());
    routes.addAll(new MetricsRoutes(metrics, rightToNumbers()).routes());
    routes.addAll(door.routes());
    routes.addAll(policy.routes());
    routes.addAll(AsideWiring.routes(policy, usher, text, atWork::only, json));
    routes.addAll(
        new Api(
                inForce,
                usher,
                new PostgresLedgerPages(jdbi),
                follower.follow(),
                new PostgresKeptPlans(jdbi, clock),
                follower::told,
                follows.heldBack(),
                new PostgresDecisionPages(jdbi),
                once)
            .routes());
    CheckWiring checking =
        CheckWiring.start(
            inForce,
            follows.usher().indexing(),
            text,
            kept.store(),
            door.recognising(),
            decisions.log(),
            config.operator().map(Operator::gates).orElse(Map.of()),
            json,
            clock,
            log,
            opened);
    routes.addAll(checking.routes());
    SecretParts secrets = SecretParts.start(config, jdbi, json, once, clock, random);
    routes.addAll(secrets.routes());
    routes.addAll(
        EventWiring.start(
            callable(), config.mail(), secrets.secrets(), jdbi, once, clock, log, opened));
    routes.addAll(
        ScimRoutes.of(
            new PostgresScim(jdbi, declared, clock, UUID::randomUUID, follower.listening()::heard),
            officers::broughtBy,
            limits));
    Map<String, ProblemRenderer> renderers = Map.of(ScimRoutes.BASE, new ScimProblems());

    StoreAway away = new StoreAway(Store::isAway);
    Ports ports = new Ports(config, opened);
    UsherServer server =
        ports.http(
            (place, tls) ->
                UsherServer.start(
                    place.host(),
                    place.port(),
                    tls,
                    limits,
                    away.told(routes),
                    away.told(door.people()),
                    renderers,
                    traces.map(it -> it.requests(metrics)).orElse(metrics),
                    log));
    Map<String, String> started = new TreeMap<>();
    ports
        .envoy(
            (place, credentials) ->
                EnvoyServer.start(
                    place.host(), place.port(), credentials, limits, checking.gates(), metrics))
        .ifPresent(envoys -> started.put("envoy-port", String.valueOf(envoys.port())));
    // Ends before the server does, which waits for whoever listens.
    opened.keep(checking.feed());
    config
        .seals()
        .ifPresent(seals -> SealWiring.start(seals, ledger, host(), home, clock, log, opened));
    door.tellOfAdministrators(config.firstAdministrator().isPresent(), log);
    follower.overtaken().ifPresent(why -> log.warned("only-takes-away", Map.of("why", why)));
    follows.start(log, opened);
    // Who waits for these finds all at work.
    ports.tell(server.port());
    URI address = ports.address(server.port());
    started.put("address", address.toString());
    log.said("server-started", started);
    return new RunningServer(address, routes, opened);
  }

  /** As people know this machine. */
  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "unknown";
    }
  }

  private static Optional<String> answers(Jdbi jdbi) {
    return jdbi.withHandle(handle -> handle.createQuery("select 1").mapTo(Integer.class).one()) == 1
        ? Optional.empty()
        : Optional.of("answers nonsense");
  }

  private static Optional<String> isInForce(InForce inForce) {
    return inForce.current().isPresent()
        ? Optional.empty()
        : Optional.of("none without errors has been seen: usher validate says what is wrong");
  }

  /** As {@link dev.usher.server.sink.Whereto} has them. */
  private Set<String> callable() {
    return config.operator().map(Operator::hosts).orElse(List.of()).stream()
        .map(host -> host.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  /** They name targets. */
  private Right rightToNumbers() {
    return config.openMetrics() ? Right.OPEN : Right.scope(Scope.AUDIT);
  }
}
