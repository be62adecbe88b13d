package dev.usher.connectors.postgres;

import static dev.usher.testkit.Sql.name;
import static dev.usher.testkit.Sql.text;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Relay;
import dev.usher.testkit.contract.Specimen;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A cluster with a database for each target, whose tables are an owner's; usher's own account is
 * made by the script that ships.
 */
final class PostgresSpecimen implements Specimen<PostgresFact> {
  private static final Source HERE = new Source("access/test.yaml", 1, 1);
  private static final String PASSWORD = "usher's own, and no other's";
  private static final Set<String> REFUSED_OR_ENDED = Set.of("42501", "57P01", "08006", "08003");

  private final Postgres server;
  private final Relay relay;
  private final Map<Target, Database> databases = new TreeMap<>();
  private final String owner;
  private final String usher;

  /**
   * @param server asks everybody but the superuser for a password
   */
  PostgresSpecimen(Postgres server, int targets) {
    this.server = server;
    relay = new Relay(server.host(), server.port());
    for (String environment : List.of("dev", "prod").subList(0, targets)) {
      databases.put(new Target(environment, "shop"), server.database());
    }
    owner = first().role("owner_" + first().tag(), "nologin");
    usher = first().expectRole("usher_" + first().tag());
    first().run(AdminScript.role(usher), "alter role " + usher + " password " + text(PASSWORD));
    for (Database database : databases.values()) {
      database.run(
          "alter database " + database.name() + " owner to " + owner,
          "alter schema public owner to " + owner,
          AdminScript.owner(usher, owner),
          AdminScript.database(usher, database.name(), server.major()));
    }
  }

  private Database first() {
    return databases.values().iterator().next();
  }

  private Database database(Target target) {
    return Optional.ofNullable(databases.get(target)).orElseThrow();
  }

  @Override
  public Connector<PostgresFact> connector() {
    return new PostgresConnector(InstantSource.system());
  }

  @Override
  public Realm realm() {
    Policy.System system =
        new Policy.System(
            "shop",
            PostgresType.TYPE,
            "",
            Map.of(),
            Map.of(
                "schemas", List.of("public"),
                "creators", List.of(owner),
                "public", List.of("revoke")),
            Map.of(),
            "{name}",
            false,
            "scram",
            HERE);
    List<Place> places = new ArrayList<>();
    databases.forEach(
        (target, database) -> {
          String url = "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + database.name();
          places.add(
              new Place(
                  target,
                  system,
                  new Policy.Connection(url, "env:X", Optional.empty(), false, HERE)));
        });
    return new Realm(connector().realmKey(places.getFirst().connection().url()), places);
  }

  @Override
  public Login admin() {
    return new Login(usher, PASSWORD.toCharArray());
  }

  @Override
  public String account(String stem) {
    return stem + "_" + first().tag();
  }

  @Override
  public Resource make(Target target, String table) {
    database(target)
        .run("set role " + owner, "create table public." + name(table) + " (c int)", "reset role");
    return Resource.of(target, Segment.plain("public"), Segment.plain(table));
  }

  @Override
  public String action() {
    return "select";
  }

  @Override
  public String otherAction() {
    return "insert";
  }

  @Override
  public Optional<Visit> enter(String account, char[] secret, Target target) {
    try {
      String database = database(target).name();
      return Optional.of(new Session(server.connect(database, account, new String(secret))));
    } catch (IllegalStateException refused) {
      return Optional.empty();
    }
  }

  /** A session of PostgreSQL's. */
  private record Session(Connection connection) implements Visit {
    @Override
    public boolean tries(String action, Resource on) {
      String sql =
          action.equals("select")
              ? "select * from " + table(on)
              : "insert into " + table(on) + " values (1)";
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
        return true;
      } catch (SQLException error) {
        if (REFUSED_OR_ENDED.contains(error.getSQLState())) return false;
        throw new IllegalStateException(sql, error);
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException ended) {
        // As it may have been by the server.
      }
    }
  }

  private static String table(Resource on) {
    return name(on.path().get(0).name()) + "." + name(on.path().get(1).name());
  }

  @Override
  public void stranger(String account, char[] secret, Resource on) {
    first().role(account, "login password " + text(new String(secret)));
    String database = database(on.target()).name();
    first().run("grant connect on database " + database + " to " + name(account));
    database(on.target()).run("grant usage on schema public to " + name(account));
    give(account, on);
  }

  @Override
  public void handOver(String account) {
    if (server.major() < 16) return;
    first()
        .run(
            "grant %s to %s with admin option, inherit false, set false"
                .formatted(name(account), usher));
  }

  @Override
  public void give(String account, Resource on) {
    database(on.target()).run("grant select on " + table(on) + " to " + name(account));
  }

  /** From the account, and from whatever it is a member of. */
  @Override
  public void take(String account, Resource on) {
    List<List<String>> holders =
        database(on.target())
            .rows(
                "select r.rolname from pg_class c, aclexplode(c.relacl) a, pg_roles r"
                    + " where c.oid = %s::regclass and r.oid = a.grantee".formatted(text(table(on)))
                    + " and a.privilege_type = 'SELECT' and r.rolname <> "
                    + text(owner)
                    + " and pg_has_role(%s, r.oid, 'member')".formatted(text(account)));
    for (List<String> holder : holders) {
      database(on.target())
          .run("revoke select on " + table(on) + " from " + name(holder.getFirst()));
    }
  }

  @Override
  public void remove(String account) {
    for (Database database : databases.values()) database.run("drop owned by " + name(account));
    first().run("drop role " + name(account));
  }

  @Override
  public boolean exists(String account) {
    return !first().rows("select 1 from pg_roles where rolname = " + text(account)).isEmpty();
  }

  @Override
  public void goAway() {
    relay.cut();
  }

  @Override
  public void comeBack() {
    relay.mend();
  }

  /** All databases go before the roles that things in them depend on. */
  @Override
  public void close() {
    relay.close();
    for (Database database : databases.values()) {
      server.run("postgres", "drop database if exists " + database.name() + " with (force)");
    }
    databases.values().forEach(Database::close);
  }
}
