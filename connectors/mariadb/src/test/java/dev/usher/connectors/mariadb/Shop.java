package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.mariadb.proof.Applying;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.testkit.MariaDb;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A server with a database or two, and access to them in few words. */
public final class Shop implements AutoCloseable {
  public static final Source HERE = new Source("access/shop.yaml", 1, 1);

  public final Ground ground;
  public final MariaDb server;
  public final Map<Target, String> databases = new TreeMap<>();
  private final String host;
  private Instant at = Instant.EPOCH;

  public Shop(MariaDb server, String host, String... stems) {
    this.server = server;
    this.host = host;
    ground = new Ground(server);
    for (String stem : stems) {
      Target target = new Target("e" + databases.size() + "-" + ground.tag, "shop");
      databases.put(target, ground.database(stem));
    }
  }

  public static Shop of(MariaDb server) {
    Shop shop = new Shop(server, "%", "dev");
    shop.server.run("create table " + shop.table("orders") + " (id int, email int)");
    return shop;
  }

  public String name(String stem) {
    return stem + "_" + ground.tag;
  }

  /** The first target's. */
  public String database() {
    return Objects.requireNonNull(databases.get(first()));
  }

  public Target first() {
    return databases.keySet().iterator().next();
  }

  public String table(String table) {
    return Ground.name(databases.get(first())) + "." + Ground.name(table);
  }

  void at(Instant instant) {
    at = instant;
  }

  public MariaDbConnector connector() {
    return ground.connector();
  }

  public Login login() {
    return new Login(ground.usher, Ground.PASSWORD.toCharArray());
  }

  public Realm realm() {
    return realm(connector());
  }

  /** As that one would see it, which may be the other server's. */
  Realm realm(MariaDbConnector by) {
    Policy.System system =
        new Policy.System(
            "shop",
            by.type(),
            "",
            Map.of(),
            Map.of("host", List.of(host)),
            Map.of(),
            "{name}",
            false,
            "password",
            HERE);
    List<Place> places = new ArrayList<>();
    databases.forEach(
        (target, database) ->
            places.add(
                new Place(
                    target,
                    system,
                    new Policy.Connection(
                        server
                            .url(database)
                            .replace(connector().type().urls().prefix(), by.type().urls().prefix()),
                        "env:X",
                        Optional.empty(),
                        false,
                        HERE))));
    return new Realm(by.realmKey(places.getFirst().connection().url()), places);
  }

  /** The members have one role, which may do that; {@code +name} is adopted. */
  Access access(Target target, String words, String on, String... members) {
    Right right =
        new Right(
            Set.of(words.split(", ")),
            List.of(pattern(target, on)),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Cause.of("role reader", HERE));
    Map<String, Access.Member> all = new TreeMap<>();
    for (String member : members) {
      String account = member.replace("+", "");
      all.put(
          account,
          new Access.Member(
              account,
              account,
              member.startsWith("+"),
              Map.of(),
              Map.of("reader", Set.of(Cause.of("reader for " + account, HERE)))));
    }
    Map<String, Access.Role> roles =
        all.isEmpty()
            ? Map.of()
            : Map.of("reader", new Access.Role("reader", List.of(right), Map.of()));
    return new Access(target, connector().type(), at, roles, all);
  }

  private Pattern pattern(Target target, String below) {
    String text = target + (below.isEmpty() ? "" : "/" + below);
    Parsed<Pattern> parsed =
        new AddressParser(Set.of(target.environment()), Map.of(target.system(), connector().type()))
            .pattern(text);
    return switch (parsed) {
      case Parsed.Ok<Pattern> ok -> ok.value();
      case Parsed.Wrong<Pattern> wrong -> throw new IllegalArgumentException(wrong.toString());
    };
  }

  /** Codes of what a plan is refused for. */
  public List<String> errors(Access meant) {
    return compile(meant).diagnostics().stream()
        .filter(Diagnostic::isError)
        .map(Diagnostic::code)
        .toList();
  }

  /** A connection as that account, to the first database. */
  public Connection connectAs(String account) {
    credential(account, "a word", Optional.empty());
    return server.connect(Objects.requireNonNull(databases.get(first())), account, "a word");
  }

  public Session<MariaDbFact> open(Duration limit) {
    return connector().open(realm(), _ -> login(), limit);
  }

  public List<Stage> apply(Access... meant) {
    return Applying.apply(connector(), realm(), login(), List.of(meant));
  }

  public List<Stage> left(Access... meant) {
    return Applying.left(connector(), realm(), login(), List.of(meant));
  }

  DesiredState<MariaDbFact> compile(Access... meant) {
    try (Session<MariaDbFact> session = open(Duration.ofSeconds(20))) {
      return connector().compile(realm(), List.of(meant), session.inspect());
    }
  }

  List<Stage> plan(Session<MariaDbFact> session, Access... meant) {
    ObservedState<MariaDbFact> observed = session.inspect();
    DesiredState<MariaDbFact> desired = connector().compile(realm(), List.of(meant), observed);
    return connector().arrange(realm(), Diff.between(desired, observed), observed);
  }

  void credential(String account, String secret, Optional<Instant> end) {
    try (Session<MariaDbFact> session = open(Duration.ofSeconds(20))) {
      session.credential(account, secret.toCharArray(), end);
    }
  }

  @Override
  public void close() {
    ground.close();
  }
}
