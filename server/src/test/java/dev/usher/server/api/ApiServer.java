package dev.usher.server.api;

import dev.usher.core.access.Roster;
import dev.usher.core.access.Roster.Person;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Target;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.Progress;
import dev.usher.engine.Usher;
import dev.usher.engine.approval.Approvals;
import dev.usher.engine.approval.Approvals.Request;
import dev.usher.engine.check.Changes;
import dev.usher.engine.check.LiveIndex;
import dev.usher.engine.decision.Decision;
import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.decision.Decision.Surface;
import dev.usher.engine.decision.Line.Decided;
import dev.usher.engine.decision.Line.Dropped;
import dev.usher.engine.enact.Drafts;
import dev.usher.engine.enact.Enacting;
import dev.usher.engine.enact.FolderSource;
import dev.usher.engine.enact.KeptPolicies;
import dev.usher.engine.enact.Revisions.About;
import dev.usher.engine.enact.Revisions.Kept;
import dev.usher.engine.enact.Shelf;
import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Filter;
import dev.usher.engine.event.Kind;
import dev.usher.engine.event.Subscribing;
import dev.usher.engine.event.Subscription;
import dev.usher.engine.follow.Deciding;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.follow.Follow;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.follow.Holding;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.OpenWork;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.follow.Recovering;
import dev.usher.engine.follow.Rota;
import dev.usher.engine.follow.Said;
import dev.usher.engine.follow.Schedule;
import dev.usher.engine.follow.Scheduling;
import dev.usher.engine.gateway.Gateway;
import dev.usher.engine.memory.Holdings;
import dev.usher.engine.memory.Memory;
import dev.usher.engine.office.Officers;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.operator.Gate;
import dev.usher.engine.operator.Issuer;
import dev.usher.engine.operator.Network;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.secret.Keeping;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Tokens;
import dev.usher.policy.PolicyReader;
import dev.usher.server.UsherServer;
import dev.usher.server.authzen.AuthZenRoutes;
import dev.usher.server.event.SubscriptionRoutes;
import dev.usher.server.feed.FeedRoutes;
import dev.usher.server.gateway.EnvoyServer;
import dev.usher.server.gateway.EnvoyWatch;
import dev.usher.server.gateway.Gates;
import dev.usher.server.gateway.GatewayRoutes;
import dev.usher.server.health.HealthRoutes;
import dev.usher.server.health.Readiness;
import dev.usher.server.hook.PolicyHook;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Limits;
import dev.usher.server.http.Once;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import dev.usher.server.metrics.Metrics;
import dev.usher.server.metrics.MetricsRoutes;
import dev.usher.server.past.PastRoutes;
import dev.usher.server.person.People;
import dev.usher.server.person.PersonRoutes;
import dev.usher.server.policy.DraftRoutes;
import dev.usher.server.policy.ImportRoutes;
import dev.usher.server.policy.PolicyRoutes;
import dev.usher.server.policy.Turns;
import dev.usher.server.secret.SecretRoutes;
import dev.usher.server.sink.Sinks;
import dev.usher.server.sink.Whereto;
import dev.usher.server.token.TokenAuthenticator;
import dev.usher.server.token.TokenRoutes;
import dev.usher.store.api.PostgresGivenAnswers;
import dev.usher.store.api.PostgresKeptPlans;
import dev.usher.store.approval.PostgresApprovals;
import dev.usher.store.check.PostgresChanges;
import dev.usher.store.decision.PostgresDecisionPages;
import dev.usher.store.decision.PostgresDecisions;
import dev.usher.store.event.PostgresDeliveries;
import dev.usher.store.event.PostgresSubscriptions;
import dev.usher.store.follow.PostgresHoldBook;
import dev.usher.store.follow.PostgresOpenWork;
import dev.usher.store.follow.PostgresRealms;
import dev.usher.store.follow.PostgresSchedule;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.store.ledger.PostgresLedgerPages;
import dev.usher.store.memory.PostgresHoldings;
import dev.usher.store.memory.PostgresMeantBook;
import dev.usher.store.past.PostgresPasts;
import dev.usher.store.person.PostgresIdentities;
import dev.usher.store.policy.PostgresRevisions;
import dev.usher.store.scim.PostgresHeldBack;
import dev.usher.store.secret.PostgresSecrets;
import dev.usher.store.secret.StoreKey;
import dev.usher.store.token.PostgresTokens;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.fake.House;
import dev.usher.testkit.fake.LocksConnector;
import dev.usher.testkit.issuer.TestIssuer;
import io.grpc.InsecureServerCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The API on a real server and a real store, over two houses with a door each; the token of a scope
 * is the scope's name.
 */
final class ApiServer implements AutoCloseable {
  House ash = house("ash");
  House elm = house("elm");
  final Path policy;
  final LedgerStore ledger;
  final OpenWork open;
  final Approvals approvals;
  final List<Route> routes;
  private final PostgresSubscriptions subscriptions;
  final PostgresDecisions decisions;
  private final PostgresSecrets secrets;
  private final PostgresRevisions before;
  private final PostgresMeantBook book;
  private final Memory memory;
  final List<String> told = new ArrayList<>();

  /** For who sends a policy to be looked at. */
  final Semaphore turns = new Semaphore(1);

  /** As the decision log is told. */
  final List<Decision> decided = new CopyOnWriteArrayList<>();

  final Database database = Postgres.newest().database();
  final TestIssuer issuer = new TestIssuer();
  final PostgresHoldBook holds;
  final Map<String, Person> people = new ConcurrentHashMap<>();
  private final People door;
  final Gates gates;
  final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private int revisions;
  private final UsherServer server;
  private final EnvoyServer envoys;
  private final HttpClient client = HttpClient.newHttpClient();
  private Optional<Revision> inForce;
  private final LiveIndex index;

  ApiServer(Path folder) {
    Jdbi jdbi = tables();
    ledger = new PostgresLedger(jdbi);
    open = new PostgresOpenWork(jdbi);
    approvals = new PostgresApprovals(jdbi);
    holds = new PostgresHoldBook(jdbi);
    decisions = new PostgresDecisions(jdbi, Duration.ofDays(30));
    policy = folder.resolve("access");
    before = new PostgresRevisions(jdbi);
    book = new PostgresMeantBook(jdbi);
    memory =
        new Memory(
            book,
            new PostgresHoldings(jdbi),
            new KeptPolicies(before, new Shelf(folder.resolve("before"))));
    inForce = Optional.of(new Revision("r1", policy));
    JsonBody json = new JsonBody(Limits.USUAL);
    Once once = new Once(json, new PostgresGivenAnswers(jdbi, InstantSource.system()));
    routes =
        new ArrayList<>(
            new Api(
                    () -> inForce,
                    who -> usher(who, holds),
                    new PostgresLedgerPages(jdbi),
                    follow(jdbi),
                    new PostgresKeptPlans(jdbi, InstantSource.system()),
                    (purpose, subject, heir, by) ->
                        told.add(
                            purpose
                                + " "
                                + subject
                                + heir.map(one -> " to " + one).orElse("")
                                + " "
                                + by),
                    new PostgresHeldBack(jdbi, InstantSource.system(), () -> {}),
                    new PostgresDecisionPages(jdbi),
                    once)
                .routes());
    Tokens tokens =
        new Tokens(
            new PostgresTokens(jdbi), InstantSource.system(), new SecureRandom(), Optional.empty());
    routes.addAll(new TokenRoutes(tokens, once).routes());
    Officers officers =
        new Officers(() -> inForce, usher("server").policyText(), directories(), holds);
    Recognising recognising =
        new Recognising(new PostgresIdentities(jdbi), officers, tokens, InstantSource.system());
    List<Issuer> issuers =
        List.of(
            new Issuer(
                issuer.url(),
                Optional.of(TestIssuer.CLIENT),
                TestIssuer.CLIENT,
                Issuer.PERSON,
                Optional.empty(),
                Set.of()));
    routes.addAll(new PersonRoutes(issuers, recognising).routes());
    EventLog log =
        new EventLog(new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system());
    TokenAuthenticator real = new TokenAuthenticator(tokens, officers);
    door =
        new People(
            issuers,
            Duration.ofMillis(50),
            InstantSource.system(),
            recognising,
            officers,
            token -> caller(token).or(() -> real.caller(token)),
            log);
    subscriptions = new PostgresSubscriptions(jdbi);
    Sinks sinks =
        new Sinks(
            URI.create("urn:usher:test"),
            new Whereto(Set.of("127.0.0.1"), InetAddress::getAllByName),
            (SSLSocketFactory) SSLSocketFactory.getDefault(),
            Duration.ofSeconds(1),
            Optional.empty(),
            _ -> "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
            InstantSource.system());
    routes.addAll(
        new SubscriptionRoutes(
                subscriptions,
                new PostgresDeliveries(jdbi),
                new Subscribing(subscriptions, sinks, InstantSource.system()),
                once)
            .routes());
    secrets = PostgresSecrets.open(jdbi, StoreKey.parse(StoreKey.make(new SecureRandom())));
    routes.addAll(
        new SecretRoutes(new Keeping(secrets, InstantSource.system()), json, once).routes());
    Changes changes = new PostgresChanges(jdbi, source());
    index =
        new LiveIndex(
            () -> inForce,
            usher("server", holds).indexing(),
            changes,
            InstantSource.system(),
            _ -> {});
    routes.addAll(new AuthZenRoutes(index, decided::addAll, new JsonBody(Limits.USUAL)).routes());
    routes.addAll(new FeedRoutes(index, changes, InstantSource.system()).routes());
    gates =
        new Gates(
            Map.of(
                new Target("day", "shop"),
                new Gate(
                    List.of(Network.parse("127.0.0.1").orElseThrow()),
                    List.of(
                        new Issuer(
                            issuer.url(),
                            Optional.empty(),
                            "shop",
                            Issuer.PERSON,
                            Optional.empty(),
                            Set.of()))),
                new Target("night", "shop"),
                new Gate(List.of(Network.parse("10.0.0.0/8").orElseThrow()), List.of())),
            Duration.ofMillis(50),
            InstantSource.system(),
            new Gateway(() -> inForce, usher("server").policyText(), recognising, index),
            decided::addAll,
            log);
    routes.addAll(new GatewayRoutes(gates).routes());
    Metrics metrics = new Metrics(List.of(), log);
    routes.addAll(new MetricsRoutes(metrics, Right.scope(Scope.AUDIT)).routes());
    routes.addAll(
        new HealthRoutes(
                new Readiness(List.of(), Duration.ofSeconds(1)),
                new Readiness(List.of(), Duration.ofSeconds(1)))
            .routes());
    routes.addAll(new PolicyHook("0123456789abcdef", Limits.USUAL, () -> {}).routes());
    routes.addAll(
        new PolicyRoutes(
                new Enacting(
                    new FolderSource(policy),
                    usher("server").policyCheck(),
                    new PostgresRevisions(jdbi),
                    new Shelf(folder.resolve("policies")),
                    InstantSource.system(),
                    "server",
                    _ -> {}),
                once)
            .routes());
    routes.addAll(
        new DraftRoutes(
                new Drafts(new PostgresRevisions(jdbi), new Shelf(folder.resolve("drafts"))),
                this::usher,
                report -> "from " + report.from() + "\n",
                new Turns(turns, Duration.ZERO),
                new JsonBody(Limits.USUAL))
            .routes());
    routes.addAll(
        new ImportRoutes(
                () -> inForce,
                usher("server").policyText(),
                (_, who) -> usher(who),
                new Turns(turns, Duration.ZERO),
                new JsonBody(Limits.USUAL))
            .routes());
    InstantSource clock = InstantSource.system();
    routes.addAll(
        new PastRoutes(
                new Recovering(
                    new PostgresPasts(jdbi),
                    () -> inForce,
                    usher("server").policyText(),
                    new PostgresRealms(jdbi),
                    open,
                    NOBODY,
                    clock),
                once)
            .routes());
    index.start();
    server =
        UsherServer.start(
            "127.0.0.1",
            0,
            Optional.empty(),
            Limits.USUAL,
            routes,
            door,
            Map.of(),
            RequestWatch.NOBODY,
            log);
    envoys =
        EnvoyServer.start(
            "127.0.0.1",
            0,
            InsecureServerCredentials.create(),
            Limits.USUAL,
            gates,
            EnvoyWatch.NOBODY);
  }

  private Directories directories() {
    return new Directories() {
      @Override
      public Roster everybody() {
        return new Roster(Map.of("okta", List.copyOf(people.values())));
      }

      @Override
      public Roster of(Collection<String> subjects) {
        return new Roster(
            Map.of(
                "okta",
                people.values().stream().filter(one -> subjects.contains(one.name())).toList()));
      }
    };
  }

  /** From now on somebody is kept out, or let in again. */
  void hold(String subject, Optional<Hold.Kind> kind) {
    Instant now = Instant.now();
    holds.say(
        new HoldBook.Word(subject, kind, "otto", now),
        new Draft(
            now, "otto", What.SETTING, "usher", "held", List.of(), List.of(), Optional.empty()));
    index.look();
  }

  /**
   * A policy like that of {@link #guards} comes into force, with more in it: in a folder of its
   * own, for one that is in force does not change.
   */
  void policy(String more) {
    guards("alice");
    String name = "p" + ++revisions;
    Path kept = policy.resolveSibling(name);
    try {
      Files.createDirectories(kept);
      Files.copy(policy.resolve("policy.yaml"), kept.resolve("policy.yaml"));
      Files.writeString(kept.resolve("more.yaml"), more);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
    inForce(Optional.of(new Revision(name, kept)));
  }

  /** Nobody takes turns here: what is said waits. */
  private Follow follow(Jdbi jdbi) {
    PostgresRealms realms = new PostgresRealms(jdbi);
    PolicyText text = usher("server").policyText();
    InstantSource clock = InstantSource.system();
    HoldBook book = new PostgresHoldBook(jdbi);
    Schedule schedule = new PostgresSchedule(jdbi);
    return new Follow(
        open,
        realms,
        new Deciding(approvals, () -> inForce, realms, open, NOBODY, clock),
        new Holding(() -> inForce, text, book, schedule, open, NOBODY, clock),
        new Scheduling(() -> inForce, text, book, schedule, NOBODY, clock));
  }

  private static final Rota NOBODY =
      new Rota() {
        @Override
        public Set<String> after(Instant then) {
          return Set.of();
        }

        @Override
        public void realms(Set<String> keys) {}

        @Override
        public void now(String realm) {}

        @Override
        public void close() {}
      };

  /** The store's tables, as their owner: who may do what with them is the store's own test. */
  private Jdbi tables() {
    for (String file :
        List.of(
            "V1__ledger",
            "V2__follow",
            "V3__token",
            "V4__realms",
            "V5__approval",
            "V6__directory",
            "V7__history",
            "V8__policy",
            "V9__api",
            "V10__events",
            "V11__ledger_open",
            "V14__memory",
            "V13__secrets",
            "V15__past",
            "V16__door",
            "V17__joining",
            "V18__held",
            "V19__check",
            "V20__decision_log",
            "V21__former",
            "V24__schedule",
            "V25__successor")) {
      try (InputStream text =
          Objects.requireNonNull(
              PostgresLedger.class.getResourceAsStream("/db/migration/" + file + ".sql"))) {
        database.run(
            new String(text.readAllBytes(), StandardCharsets.UTF_8)
                .replace("to usher_server", "to current_user")
                .replace("${flyway:defaultSchema}", "public"));
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    }
    return Jdbi.create(database.url(), database.server().superuser(), database.server().password());
  }

  private DataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.server().superuser());
    source.setPassword(database.server().password());
    return source;
  }

  private static House house(String name) {
    House house = new House(name, "main");
    house.build("main", "door", "hall");
    house.build("main", "door", "safe");
    return house;
  }

  /** As nothing had been done: an empty ledger, houses without badges, alice the only guard. */
  void anew() {
    database.run(
        "truncate ledger, ledger_about, ledger_open, follow_open, approval, plan_kept,"
            + " answer_given, subscription, secret, held, held_whole,"
            + " held_policy, directory_user, directory_group, directory_member, policy_revision, past_behind, decision_log cascade");
    // Nobody follows what a directory said here: five seconds after it nothing would be granted.
    database.run("truncate directory_word");
    told.clear();
    decided.clear();
    people.clear();
    logged.reset();
    database.run("truncate identity, hold, hold_scheduled, token, first_administrator_over");
    ash = house("ash");
    elm = house("elm");
    guards("alice");
    inForce(Optional.of(new Revision("r1", policy)));
  }

  /** Something of everything that can be read. */
  void filled() {
    Usher ann = usher("ann");
    ann.apply(policy, ann.plan(policy, Set.of(), Progress.silent()), Progress.silent());
    ash.obey("issue \"stranger\" \"\"");
    ash.obey("unblock \"stranger\"");
    open.open(Set.of("ash"), List.of("alice"), new Said("okta", Instant.EPOCH));
    open.failed(open.all(), Instant.EPOCH, "it is down");
    approvals.ask(new Request("a1b2", "ash", "day", List.of("badge alice")), Instant.now());
    guards("alice", "bob");
    subscribed();
    remembered();
    logged();
  }

  private void logged() {
    Decision decision =
        new Decision(
            Surface.AUTHZEN,
            "token:ci",
            Optional.of("r-1"),
            Optional.of(new Entity("user", "alice")),
            Optional.of("enter"),
            Optional.of(new Entity("door", "day/ash/hall")),
            true,
            Optional.of("guard for alice: The rota"),
            Optional.of("r1.17"));
    Decided line = new Decided(Instant.EPOCH, "ab12", 1, decision);
    decisions.write(List.of(line, new Dropped(Instant.EPOCH, "ab12", 3), line));
  }

  /** Alice since the beginning, bob not carried out yet. */
  private void remembered() {
    Target day = new Target("day", "ash");
    Instant begin = Instant.parse("2026-11-29T08:00:00Z");
    About about = new About("r1", "a test", Set.of(), "one", begin, Optional.empty(), List.of());
    before.add(
        before.latest().map(Kept::number).orElse(0L),
        about,
        new FolderSource(policy).head(Optional.empty()).tree(),
        List.of());
    Holdings.Holding alice =
        new Holdings.Holding("alice", "day/ash", "guard", "guard for alice: The rota");
    Holdings.Holding bob =
        new Holdings.Holding("bob", "day/ash", "guard", "guard for bob: The rota");
    book.meant(day, List.of(alice), Optional.empty(), begin);
    book.reached(day, Optional.empty(), begin.plusSeconds(1));
    book.policyReached(day, begin, begin.plusSeconds(1));
    book.meant(day, List.of(alice, bob), Optional.empty(), begin.plusSeconds(60));
  }

  /** Whom a directory says to be in a group that it is no small thing to come into. */
  void joins(String name, String group) {
    database.run(
        """
        with one as (
          insert into directory_user
            (id, directory, user_name, subject, active, created, modified, document)
          values (gen_random_uuid(), 'okta', '%1$s', '%1$s', true, now(), now(), '{}') returning id
        ), many as (
          insert into directory_group (id, directory, display_name, created, modified)
          values (gen_random_uuid(), 'okta', '%2$s', now(), now()) returning id
        )
        insert into directory_member (group_id, member_id, is_group, since, told, awaiting)
        select many.id, one.id, false, now(), true, now() from one, many
        """
            .formatted(name, group));
  }

  /** Somebody whom the last entry could not be told. */
  private void subscribed() {
    Subscription pager =
        new Subscription(
            "pager",
            new Filter(Set.of("day"), Set.of(), Set.of(), Set.of(Kind.ACCESS_CHANGED)),
            new Channel.Webhook("https://hooks.example/in", "env:HOOK"));
    Draft told =
        new Draft(
            Instant.EPOCH,
            "ann",
            What.SETTING,
            "usher",
            "pager is told of events",
            List.of(),
            List.of(),
            Optional.empty());
    subscriptions.add(pager, told);
    secrets.put("hook", "a secret", told, Precondition.none());
    database.run(
        "insert into hold_scheduled (subject, kind, due, successor, by_whom, at)"
            + " values ('carol', 'offboarded', now(), 'bob', 'ann', now())",
        "insert into past_epoch (epoch, instance, how, who)"
            + " select max(epoch) + 1, 'a-store', 'restored', 'ann' from past_epoch",
        "insert into past_behind (realm, found) values ('ash', 'another mark')",
        "insert into dead_letter"
            + " select 'pager', max(number), now(), 10, 'it answered 500' from ledger",
        "update delivery set attempts = 1, failure = 'it answered 500'");
  }

  private LocalUsher usher(String who) {
    return usher(who, HoldBook.NONE);
  }

  private LocalUsher usher(String who, HoldBook out) {
    InstantSource clock = InstantSource.system();
    return new LocalUsher(
        new PolicyReader(clock, UnaryOperator.identity()),
        _ -> Optional.of(LocksConnector.PORTER + ":" + LocksConnector.PASSWORD),
        List.of(new LocksConnector(clock, List.of(ash, elm))),
        _ -> ledger,
        new Heard(Directories.NONE, out, Approvals.NONE, PastBook.NONE, Optional.of(memory)),
        clock,
        who,
        new SecureRandom(),
        Duration.ofSeconds(1));
  }

  private static Optional<Caller> caller(String token) {
    return Set.of(
                "admin",
                "operate",
                "audit",
                "check",
                "check:ash",
                "check:night/ash",
                "check:elm",
                "scim:okta")
            .contains(token)
        ? Optional.of(new Caller("token:" + token, Set.of(new Scope(token))))
        : Optional.empty();
  }

  /** The policy in which they are the guards. */
  void guards(String... names) {
    try {
      Files.createDirectories(policy);
      Files.writeString(
          policy.resolve("policy.yaml"),
          """
          environments: { day: {}, night: {} }
          systems:
            ash: { type: locks, in: { day: { url: "locks://ash/main", admin: "env:A" } } }
            elm: { type: locks, in: { night: { url: "locks://elm/main", admin: "env:A" } } }
          people: { alice: {}, bob: {}, carol: {} }
          roles: { guard: { can: [{ do: enter, on: ["ash/*", "elm/*"], except: [safe] }] } }
          grants: [{ to: [%s], role: guard, in: [day, night], because: The rota }]
          """
              .formatted(String.join(", ", names)));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  void inForce(Optional<Revision> revision) {
    inForce = revision;
    // As it is written down when one comes into force.
    database.run("insert into check_change (subject) values (null)");
    index.look();
  }

  LiveIndex index() {
    return index;
  }

  Optional<Revision> inForce() {
    return inForce;
  }

  List<Entry> entries() {
    return ledger.read().entries();
  }

  int port() {
    return server.port();
  }

  /** Where Envoy asks. */
  int envoyPort() {
    return envoys.port();
  }

  HttpResponse<String> get(String token, String path, String... headers) {
    return send(token, "GET", path, BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> post(String token, String path, String json, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Content-Type";
    all[1] = "application/json";
    return send(token, "POST", path, BodyPublishers.ofString(json), all);
  }

  /**
   * @param token empty: none
   */
  HttpResponse<String> send(
      String token, String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port() + "/api/v1" + path).normalize())
            .method(method, body);
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    if (headers.length > 0) request.headers(headers);
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
    envoys.close();
    index.close();
    door.close();
    gates.close();
    issuer.close();
    database.close();
  }
}
