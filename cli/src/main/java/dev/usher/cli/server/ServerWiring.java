package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.StorePlace;
import dev.usher.connectors.api.Connector;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.Progress;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.alarm.Late;
import dev.usher.engine.enact.KeptPolicies;
import dev.usher.engine.enact.Revisions;
import dev.usher.engine.enact.Shelf;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.Listening;
import dev.usher.engine.memory.Holdings;
import dev.usher.engine.memory.Memory;
import dev.usher.engine.office.Officers;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.operator.Issuer;
import dev.usher.engine.operator.Operator;
import dev.usher.engine.operator.Reach;
import dev.usher.engine.past.KeptPast;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.scim.DeclaredInForce;
import dev.usher.engine.scim.DirectoryRules;
import dev.usher.engine.scim.HeldBack;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Tokens;
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
import dev.usher.server.metrics.Gauge;
import dev.usher.server.metrics.Metrics;
import dev.usher.server.metrics.MetricsRoutes;
import dev.usher.server.past.PastRoutes;
import dev.usher.server.person.People;
import dev.usher.server.person.PersonRoutes;
import dev.usher.server.scim.ScimProblems;
import dev.usher.server.scim.ScimRoutes;
import dev.usher.server.token.RememberedCheckers;
import dev.usher.server.token.TokenAuthenticator;
import dev.usher.server.token.TokenRoutes;
import dev.usher.server.trace.Traces;
import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.alarm.PostgresAlarmBook;
import dev.usher.store.api.PostgresGivenAnswers;
import dev.usher.store.api.PostgresKeptPlans;
import dev.usher.store.approval.PostgresApprovals;
import dev.usher.store.decision.PostgresDecisionPages;
import dev.usher.store.embedded.EmbeddedStore;
import dev.usher.store.follow.PostgresHoldBook;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.store.ledger.PostgresLedgerPages;
import dev.usher.store.memory.PostgresHoldings;
import dev.usher.store.past.PostgresPasts;
import dev.usher.store.person.PostgresIdentities;
import dev.usher.store.policy.PostgresRevisions;
import dev.usher.store.scim.PostgresDirectories;
import dev.usher.store.scim.PostgresHeldBack;
import dev.usher.store.scim.PostgresScim;
import dev.usher.store.token.PostgresTokens;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** The server's parts, put together from top to bottom: what is used stands above who uses it. */
public final class ServerWiring {
  /** Between two looks at an issuer's keys, however many tokens ask for ones that are not there. */
  static final Duration FLOOR = Duration.ofSeconds(30);

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
    Store store = store();
    Jdbi jdbi = store.jdbi();
    InstantSource clock = opened.keep(store.clock());
    Tokens tokens =
        new Tokens(new PostgresTokens(jdbi), clock, random, config.firstAdministrator());
    LedgerStore ledger = new PostgresLedger(jdbi, host());
    LocalUsher reader = usher(clock, name, ledger, Heard.NOTHING);
    Limits limits = Limits.USUAL;
    JsonBody json = new JsonBody(limits);
    Once once = new Once(json, new PostgresGivenAnswers(jdbi, clock));
    progress.told("policy", "looking at it", 0, 0);
    Path home = home();
    Revisions revisions = new PostgresRevisions(jdbi);
    PolicyParts policy =
        PolicyParts.start(
            config, reader.policyCheck(), revisions, home, name, clock, log, limits, once);
    opened.keep(policy.lookout());
    InForce inForce = policy.inForce();
    DirectoryRules declared = new DeclaredInForce(inForce, reader.policyText());
    PostgresPasts pasts = new PostgresPasts(jdbi);
    Holdings holdings = new PostgresHoldings(jdbi);
    Heard heard =
        new Heard(
            new PostgresDirectories(jdbi, declared),
            new PostgresHoldBook(jdbi),
            new PostgresApprovals(jdbi),
            new KeptPast(
                pasts, (realm, why) -> log.warned("overtaken", Map.of("realm", realm, "why", why))),
            Optional.of(
                new Memory(
                    holdings, new KeptPolicies(revisions, new Shelf(home.resolve("before"))))));
    // One for both, so that the policy in force is read once for them.
    LocalUsher own = usher(clock, name, ledger, heard);
    Function<String, Usher> usher = who -> usher(clock, who, ledger, heard);
    Follower follower =
        Follower.of(
            store,
            inForce,
            own.policyText(),
            own.realmWork(),
            heard,
            pasts,
            turn -> traces.map(it -> it.turns(turn)).orElse(turn),
            name,
            clock,
            log);

    Officers officers =
        new Officers(inForce, reader.policyText(), heard.directories(), heard.holds());
    Recognising recognising =
        new Recognising(new PostgresIdentities(jdbi), officers, tokens, clock);
    List<Issuer> issuers = config.operator().map(Operator::issuers).orElse(List.of());
    People people =
        opened.keep(
            new People(
                issuers,
                FLOOR,
                clock,
                recognising,
                officers,
                new RememberedCheckers(new TokenAuthenticator(tokens, officers)),
                log));

    List<Check> checks =
        List.of(
            new Check("store", () -> answers(jdbi)), new Check("policy", () -> isInForce(inForce)));
    Listening listening = follower.listening();
    HeldBack heldBack = new PostgresHeldBack(jdbi, clock, listening::heard);
    AlarmWiring alarm =
        new AlarmWiring(
            heldBack,
            follower.follow().deciding(),
            new Late(holdings, follower.follow().realms(), inForce, reader.policyText(), clock),
            policy.state(),
            new PostgresAlarmBook(jdbi),
            clock,
            name,
            log);
    List<Check> remarks = new ArrayList<>(alarm.remarks());
    remarks.add(new Check("past", follower::overtaken));
    DecisionWiring decisions =
        DecisionWiring.start(config.decisions(), jdbi, name, clock, random, log, opened);
    List<Gauge> gauges = new ArrayList<>(follower.gauges());
    gauges.addAll(decisions.gauges());
    gauges.addAll(alarm.gauges());
    Metrics metrics = new Metrics(gauges, log);

    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new HealthRoutes(
                new Readiness(checks, Duration.ofSeconds(2)),
                new Readiness(remarks, Duration.ofSeconds(2)))
            .routes());
    routes.addAll(new PastRoutes(follower.recovering(), once).routes());
    routes.addAll(new MetricsRoutes(metrics, rightToNumbers()).routes());
    routes.addAll(new TokenRoutes(tokens, once).routes());
    routes.addAll(new PersonRoutes(issuers, recognising).routes());
    routes.addAll(policy.routes());
    routes.addAll(
        AsideWiring.routes(
            policy,
            usher,
            reader.policyText(),
            (place, who) -> usher(clock, who, ledger, Heard.NOTHING, new Reach.Only(place)),
            json));
    routes.addAll(
        new Api(
                inForce,
                usher,
                new PostgresLedgerPages(jdbi),
                follower.follow(),
                new PostgresKeptPlans(jdbi, clock),
                follower::told,
                heldBack,
                new PostgresDecisionPages(jdbi),
                once)
            .routes());
    CheckWiring checking =
        CheckWiring.start(
            inForce,
            own.indexing(),
            reader.policyText(),
            store,
            recognising,
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
            new PostgresScim(jdbi, declared, clock, UUID::randomUUID, listening::heard),
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
                    away.told(people),
                    renderers,
                    traces.map(it -> it.requests(metrics)).orElse(metrics),
                    log));
    Map<String, String> started = new TreeMap<>();
    ports
        .envoy(
            (place, credentials) ->
                EnvoyServer.start(
                    place.host(), place.port(), credentials, limits, checking.gates()))
        .ifPresent(envoys -> started.put("envoy-port", String.valueOf(envoys.port())));
    // Ends before the server does, which waits for whoever listens.
    opened.keep(checking.feed());
    config
        .seals()
        .ifPresent(seals -> SealWiring.start(seals, ledger, host(), home, clock, log, opened));
    tellOfAdministrators(tokens);
    follower.overtaken().ifPresent(why -> log.warned("only-takes-away", Map.of("why", why)));
    opened.keep(follower.rota()).start();
    opened.keep(listening).start();
    opened.keep(alarm.start(log));
    // Who waits for these finds all at work.
    ports.tell(server.port());
    URI address = ports.address(server.port());
    started.put("address", address.toString());
    log.said("server-started", started);
    return new RunningServer(address, routes, opened);
  }

  private LocalUsher usher(InstantSource clock, String who, LedgerStore ledger, Heard heard) {
    Reach reach = config.operator().map(Operator::reach).orElseGet(Reach.ThisMachine::new);
    return usher(clock, who, ledger, heard, reach);
  }

  private LocalUsher usher(
      InstantSource clock, String who, LedgerStore ledger, Heard heard, Reach reach) {
    Set<String> hidden = new HashSet<>(config.secretVariables());
    hidden.add("USHER_ADMIN_TOKEN");
    hidden.add("USHER_TOKEN");
    UnaryOperator<Connector<?>> watched =
        traces
            .<UnaryOperator<Connector<?>>>map(it -> new WatchedConnector(it)::of)
            .orElse(one -> one);
    return ushers.of(clock, who, ledger, heard, new Bounds(reach, hidden), watched);
  }

  /** As people know this machine. */
  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "unknown";
    }
  }

  private Store store() {
    return switch (config.store()) {
      case StorePlace.Embedded(Path folder) -> {
        progress.told("store", "starting PostgreSQL in " + folder, 0, 0);
        EmbeddedStore embedded = opened.keep(EmbeddedStore.start(folder, random));
        yield opened.keep(Store.open(embedded.migrating(), embedded.running()));
      }
      case StorePlace.Remote(Account admin, Account login) -> {
        progress.told("store", "opening " + login.url(), 0, 0);
        yield opened.keep(Store.open(admin, login));
      }
    };
  }

  private static Optional<String> answers(Jdbi jdbi) {
    return jdbi.withHandle(handle -> handle.createQuery("select 1").mapTo(Integer.class).one()) == 1
        ? Optional.empty()
        : Optional.of("answers nonsense");
  }

  /** For what can be made anew. */
  private Path home() {
    return switch (config.store()) {
      case StorePlace.Embedded(Path folder) -> folder.resolve("policy");
      case StorePlace.Remote _ -> opened.keep(TemporaryFolder.create()).path();
    };
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

  private void tellOfAdministrators(Tokens tokens) {
    boolean named = config.firstAdministrator().isPresent();
    if (tokens.isFirstAdministratorOver() && named)
      log.warned("admin-token-dead", Map.of("hint", "unset USHER_ADMIN_TOKEN: it opens nothing"));
    if (!tokens.isFirstAdministratorOver() && !named)
      log.warned(
          "no-administrator",
          Map.of("hint", "start once with USHER_ADMIN_TOKEN, and make a token of your own"));
  }
}
