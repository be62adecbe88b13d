package dev.usher.cli.server;

import dev.usher.connectors.postgres.AdminScript;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.access.Roster;
import dev.usher.core.access.Roster.Person;
import dev.usher.core.condition.Value;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.enact.FolderSource;
import dev.usher.engine.enact.KeptPolicies;
import dev.usher.engine.enact.PolicyTree;
import dev.usher.engine.enact.Revisions.About;
import dev.usher.engine.enact.Revisions.Kept;
import dev.usher.engine.enact.Shelf;
import dev.usher.engine.follow.Deciding;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.follow.Following;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.Holding;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.Listening;
import dev.usher.engine.follow.Pace;
import dev.usher.engine.follow.Recovering;
import dev.usher.engine.follow.Scheduling;
import dev.usher.engine.memory.Memory;
import dev.usher.engine.past.KeptPast;
import dev.usher.policy.PolicyReader;
import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.approval.PostgresApprovals;
import dev.usher.store.follow.PostgresHoldBook;
import dev.usher.store.follow.PostgresOpenWork;
import dev.usher.store.follow.PostgresRealms;
import dev.usher.store.follow.PostgresSchedule;
import dev.usher.store.follow.PostgresWords;
import dev.usher.store.follow.SharedRota;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.store.memory.PostgresHoldings;
import dev.usher.store.memory.PostgresMeantBook;
import dev.usher.store.past.PostgresPasts;
import dev.usher.store.policy.PostgresRevisions;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Relay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Two databases of one server behind a relay, followed by a server with a store of its own. */
final class Followed implements AutoCloseable {
  static final Pace PACE =
      new Pace(
          Duration.ofMinutes(10),
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofMillis(400));

  /** Long enough for a machine with much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Postgres server = Postgres.newest();
  final Database prod = server.database();
  final Database dev = server.database();
  final Relay relay = new Relay("127.0.0.1", server.port());
  private final Database kept = server.database();
  final Store store;
  final Map<String, Person> people = new ConcurrentHashMap<>();
  final AtomicReference<Optional<Revision>> inForce = new AtomicReference<>(Optional.empty());
  final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  final InstantSource clock = () -> Instant.now().plus(ahead.get());
  final PostgresOpenWork open;
  final PostgresRealms realms;
  final PostgresLedger ledger;
  final PostgresPasts pasts;
  final Recovering recovering;
  final Holding holding;
  final Scheduling scheduling;
  final Deciding deciding;
  final LocalUsher usher;
  private final PostgresRevisions revisions;
  private final SharedRota rota;
  private final Listening listening;
  private final Path folder;

  Followed(Path folder) {
    this(folder, Duration.ofSeconds(3));
  }

  /**
   * @param answer how long a system may take for one
   */
  Followed(Path folder, Duration answer) {
    this.folder = folder;
    prod.run(AdminScript.role(admin()));
    for (Database one : List.of(prod, dev)) {
      String owner = one.role("owner_" + one.tag(), "nologin");
      one.run(
          "alter database " + one.name() + " owner to " + owner,
          AdminScript.owner(admin(), owner),
          "create table orders (id int, total int)",
          "insert into orders values (7, 1), (8, 2)",
          "alter table orders owner to " + owner,
          "alter schema public owner to " + owner);
    }
    prod.expectRole(admin());
    store =
        Store.open(
            new Account(kept.url(), server.superuser(), server.password().toCharArray()),
            new Account(kept.url(), Store.RUNNING, "correct horse".toCharArray()));
    kept.expectRole(Store.RUNNING);
    open = new PostgresOpenWork(store.jdbi());
    realms = new PostgresRealms(store.jdbi());
    ledger = new PostgresLedger(store.jdbi());
    PostgresHoldBook book = new PostgresHoldBook(store.jdbi());
    PostgresApprovals approvals = new PostgresApprovals(store.jdbi());
    pasts = new PostgresPasts(store.jdbi());
    revisions = new PostgresRevisions(store.jdbi());
    usher =
        new LocalUsher(
            new PolicyReader(clock, UnaryOperator.identity()),
            name -> Optional.of(admin() + ":of the admin"),
            List.of(new PostgresConnector(clock)),
            _ -> ledger,
            new Heard(
                directories(),
                book,
                approvals,
                new KeptPast(pasts, (_, _) -> {}),
                Optional.of(memory())),
            clock,
            "server one",
            new SecureRandom(),
            answer);
    Following following =
        new Following(
            inForce::get, usher.policyText(), usher.realmWork(), open, realms, clock, PACE);
    rota = new SharedRota(store.source(), "one", 2, clock, following);
    PostgresSchedule schedule = new PostgresSchedule(store.jdbi());
    scheduling = new Scheduling(inForce::get, usher.policyText(), book, schedule, rota, clock);
    listening =
        new Listening(
            inForce::get,
            usher.policyText(),
            new PostgresWords(store.jdbi()),
            open,
            realms,
            scheduling,
            rota,
            clock,
            PACE,
            _ -> {});
    holding = new Holding(inForce::get, usher.policyText(), book, schedule, open, rota, clock);
    deciding = new Deciding(approvals, inForce::get, realms, open, rota, clock);
    recovering = new Recovering(pasts, inForce::get, usher.policyText(), realms, open, rota, clock);
    rota.start();
    listening.start();
  }

  /** Nobody is there any more. */
  void stop() {
    listening.close();
    rota.close();
  }

  /** Another server on the same store. */
  AutoCloseable another(String name) {
    Following following =
        new Following(
            inForce::get, usher.policyText(), usher.realmWork(), open, realms, clock, PACE);
    SharedRota its = new SharedRota(store.source(), name, 2, clock, following);
    PostgresHoldBook book = new PostgresHoldBook(store.jdbi());
    PostgresSchedule schedule = new PostgresSchedule(store.jdbi());
    Listening hears =
        new Listening(
            inForce::get,
            usher.policyText(),
            new PostgresWords(store.jdbi()),
            open,
            realms,
            new Scheduling(inForce::get, usher.policyText(), book, schedule, its, clock),
            its,
            clock,
            PACE,
            _ -> {});
    its.start();
    hears.start();
    return () -> {
      hears.close();
      its.close();
    };
  }

  private Memory memory() {
    return new Memory(
        new PostgresMeantBook(store.jdbi()),
        new PostgresHoldings(store.jdbi()),
        new KeptPolicies(revisions, new Shelf(folder.resolve("before"))));
  }

  String admin() {
    return "usher_admin_" + prod.tag();
  }

  private Directories directories() {
    return new Directories() {
      @Override
      public Roster everybody() {
        return new Roster(Map.of("okta", List.copyOf(people.values())));
      }

      @Override
      public Roster of(Collection<String> subjects) {
        List<Person> some = new ArrayList<>();
        people.values().stream().filter(one -> subjects.contains(one.name())).forEach(some::add);
        return new Roster(Map.of("okta", some));
      }
    };
  }

  /** A policy comes into force, as the folder of that name. */
  void policy(String name, String more) throws IOException {
    policy(name, "", more);
  }

  /**
   * @param settings of the system, in lines
   */
  void policy(String name, String settings, String more) throws IOException {
    Path there = Files.createDirectories(folder.resolve(name));
    String host = "jdbc:postgresql://127.0.0.1:" + relay.port() + "/";
    Files.writeString(
        there.resolve("policy.yaml"),
        """
        directories: { okta: { type: scim, attributes: { customers: "urn:acme:2.0:User:customers" } } }
        systems:
          shop-db:
            type: postgresql
            in:
              prod: { url: "%s%s", admin: "env:X", account: "{name}_prod" }
              dev: { url: "%s%s", admin: "env:X", account: "{name}_dev", drift: mend }
            schemas: [public]
            %s
        teams:
          readers: { group: "okta:Readers" }
          writers: { group: "okta:Writers" }
          support: { group: "okta:Support" }
        roles:
          support:
            can: [ { do: read, on: shop-db/public/orders, rows: "row.id in subject.customers" } ]
          reader: { can: [ { do: read, on: shop-db/public/orders } ] }
          writer: { can: [ { do: [read, write], on: shop-db/public/orders } ] }
        """
                .formatted(host, prod.name(), host, dev.name(), settings)
            + more);
    long last = revisions.latest().map(Kept::number).orElse(0L);
    About about =
        new About(name, "a test", Set.of(), "one", clock.instant(), Optional.empty(), List.of());
    PolicyTree tree = new FolderSource(there).head(Optional.empty()).tree();
    revisions.add(last, about, tree, List.of()).orElseThrow();
    inForce.set(Optional.of(new Revision(name, there, Set.of(), about.at(), Optional.empty())));
    listening.heard();
  }

  /** The same with systems of dev that listen at these ports of this machine. */
  void policy(String name, String more, List<Integer> ports) throws IOException {
    Path there = Files.createDirectories(folder.resolve(name));
    StringBuilder systems = new StringBuilder("systems:\n");
    for (int port : ports)
      systems.append(
          """
            silent-%1$d:
              type: postgresql
              in: { dev: { url: "jdbc:postgresql://127.0.0.1:%1$d/x", admin: "env:X" } }
              schemas: [public]
          """
              .formatted(port));
    Files.writeString(there.resolve("silent.yaml"), systems);
    policy(name, more);
  }

  /** The directory speaks of somebody; without groups they are gone. */
  void say(String name, String... groups) {
    know(name, Map.of(), groups);
  }

  /** The same with what it knows of them. */
  void know(String name, Map<String, Value> attributes, String... groups) {
    if (groups.length == 0) people.remove(name);
    else people.put(name, new Person(name, attributes, Optional.empty(), Set.of(groups)));
    store
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into directory_word (subject, at, said) values (?, now(), 'okta')",
                    name));
    listening.heard();
  }

  /** As the store's owner. */
  void inStore(String... sql) {
    kept.run(sql);
  }

  boolean is(Database database, String account) {
    return !database.rows("select 1 from pg_roles where rolname = '" + account + "'").isEmpty();
  }

  /** What the database itself answers, in one statement: the account may be about to go. */
  boolean can(Database database, String account, String action) {
    String ask =
        "select has_table_privilege(oid, 'orders', '%s') from pg_roles where rolname = '%s'";
    return database.rows(ask.formatted(action, account)).equals(List.of(List.of("t")));
  }

  /** No password is asked for here. */
  Connection session(Database database, String account) {
    return database.connectAs(account);
  }

  /** All that was done, for who looks why. */
  String told() {
    return ledger.read().entries().stream()
        .map(entry -> entry.text() + " " + entry.statements())
        .collect(Collectors.joining("\n"));
  }

  static void until(String what, BooleanSupplier is) {
    until(what, PATIENCE, is);
  }

  static void until(String what, Duration patience, BooleanSupplier is) {
    long end = System.nanoTime() + patience.toNanos();
    while (!is.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("not so in time: " + what);
      try {
        Thread.sleep(20);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new AssertionError(stopped);
      }
    }
  }

  @Override
  public void close() {
    listening.close();
    rota.close();
    store.close();
    relay.close();
    kept.close();
    dev.close();
    prod.close();
  }
}
