package dev.usher.connectors.mariadb;

import static dev.usher.connectors.mariadb.Ground.name;
import static dev.usher.connectors.mariadb.Ground.text;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Relay;
import dev.usher.testkit.contract.Specimen;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A server with a database for each target. */
final class MariaDbSpecimen implements Specimen<MariaDbFact> {
  private static final Source HERE = new Source("access/test.yaml", 1, 1);

  /** Refused: on a table, a column, a database, a routine. */
  private static final Set<Integer> REFUSED = Set.of(1142, 1143, 1044, 1370);

  private final Ground ground;
  private final Relay relay;
  private final Map<Target, String> databases = new TreeMap<>();

  MariaDbSpecimen(MariaDb server, int targets) {
    ground = new Ground(server);
    relay = new Relay(server.host(), server.port());
    for (String stem : List.of("dev", "prod").subList(0, targets)) {
      databases.put(new Target(stem + "-" + ground.tag, "shop"), ground.database(stem));
    }
  }

  @Override
  public Connector<MariaDbFact> connector() {
    return ground.connector();
  }

  @Override
  public Realm realm() {
    Policy.System system =
        new Policy.System(
            "shop",
            ground.connector().type(),
            "",
            Map.of(),
            Map.of(),
            Map.of(),
            "{name}",
            false,
            "password",
            HERE);
    List<Place> places = new ArrayList<>();
    databases.forEach(
        (target, database) -> {
          String url = ground.server.url("127.0.0.1", relay.port(), database);
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
    return new Login(ground.usher, Ground.PASSWORD.toCharArray());
  }

  @Override
  public String account(String stem) {
    return stem + "_" + ground.tag;
  }

  /** Names are of the characters that fit in 16 bits. */
  @Override
  public boolean canBeCalled(String name) {
    return name.codePoints().allMatch(c -> c <= 0xFFFF);
  }

  @Override
  public Resource make(Target target, String table) {
    ground.server.run(
        "create table " + name(databases.get(target)) + "." + name(table) + " (c int)");
    return Resource.of(target, Segment.plain(table));
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
    Connection connection;
    try {
      connection = ground.server.connect("", account, new String(secret));
    } catch (IllegalStateException refused) {
      return Optional.empty();
    }
    try (Statement use = connection.createStatement()) {
      use.execute("use " + name(databases.get(target)));
    } catch (SQLException nothingThereForIt) {
      // It is in the server all the same.
    }
    return Optional.of(new Session(connection));
  }

  /** A session of MariaDB's. */
  private final class Session implements Visit {
    private final Connection connection;

    Session(Connection connection) {
      this.connection = connection;
    }

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
        if (REFUSED.contains(error.getErrorCode()) || error.getSQLState().startsWith("08")) {
          return false;
        }
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

  private String table(Resource on) {
    return name(databases.get(on.target())) + "." + name(on.path().getFirst().name());
  }

  @Override
  public void stranger(String account, char[] secret, Resource on) {
    ground.server.run(
        "create user " + Ground.account(account) + " identified by " + text(new String(secret)));
    give(account, on);
  }

  @Override
  public void give(String account, Resource on) {
    ground.server.run("grant select on " + table(on) + " to " + Ground.account(account));
  }

  /** From the account, and from whatever role it is in. */
  @Override
  public void take(String account, Resource on) {
    Set<List<String>> holders = new HashSet<>();
    List<List<String>> open = new ArrayList<>(List.of(List.of(account, "%")));
    while (!open.isEmpty()) {
      List<String> next = open.removeLast();
      if (!holders.add(next)) continue;
      for (List<String> edge : ground.roles()) {
        if (edge.subList(0, 2).equals(next)) open.add(edge.subList(2, 4));
      }
    }
    for (List<String> holder : holders) {
      boolean has =
          !ground
              .server
              .rows(
                  ("select 1 from mysql.tables_priv where binary user = %s and host = %s and db = %s"
                          + " and table_name = %s and find_in_set('Select', table_priv) > 0")
                      .formatted(
                          text(holder.get(0)),
                          text(holder.get(1)),
                          text(databases.get(on.target())),
                          text(on.path().getFirst().name())))
              .isEmpty();
      if (!has) continue;
      String from = holder.get(1).isEmpty() ? name(holder.get(0)) : Ground.account(holder.get(0));
      ground.server.run("revoke select on " + table(on) + " from " + from);
    }
  }

  @Override
  public void remove(String account) {
    ground.server.run("drop user " + Ground.account(account));
  }

  @Override
  public boolean exists(String account) {
    return !ground
        .server
        .rows("select 1 from mysql.user where binary user = " + text(account))
        .isEmpty();
  }

  @Override
  public void goAway() {
    relay.cut();
  }

  @Override
  public void comeBack() {
    relay.mend();
  }

  @Override
  public void close() {
    relay.close();
    ground.close();
  }
}
