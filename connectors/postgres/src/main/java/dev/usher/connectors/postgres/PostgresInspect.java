package dev.usher.connectors.postgres;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that is in a realm. Thirteen queries for each database, two more where usher has left its
 * marks and two where the policy names creators: the server, things, columns, their types, serial
 * defaults, privileges, strays of our roles, row policies, whom they name, who hands on what,
 * definer functions, the table of attributes, default privileges; and three for the cluster: roles,
 * memberships, what keeps roles from being dropped. Each database is seen as of one moment.
 */
final class PostgresInspect {
  private PostgresInspect() {}

  /** Answers a question to one target, mapping its errors. */
  interface Ask {
    void in(Target target, Question question);
  }

  /** What is asked of one connection. */
  interface Question {
    void of(Connection connection) throws SQLException;
  }

  static ObservedState<PostgresFact> inspect(Realm realm, Ask ask) {
    Map<PostgresFact, Origin> facts = new LinkedHashMap<>();
    Map<Target, Catalogue> catalogues = new LinkedHashMap<>();
    Map<Target, String> heads = new HashMap<>();
    List<String> databases = new ArrayList<>();
    Target first = realm.places().getFirst().target();
    Set<Target> ours = realm.places().stream().map(Place::target).collect(Collectors.toSet());
    InspectCluster cluster = new InspectCluster(first, ours, Carriers.named(realm));
    for (Place place : realm.places()) {
      Target target = place.target();
      ask.in(
          target,
          connection ->
              atOneMoment(
                  connection,
                  () -> {
                    InspectServer found = InspectServer.read(target, connection);
                    facts.put(found.server, Origin.CONTEXT);
                    found.head.ifPresent(head -> heads.put(target, head));
                    databases.add(found.server.database());
                    if (target.equals(first)) {
                      cluster.read(connection, found.server);
                      facts.putAll(cluster.facts);
                    }
                    InspectDatabase database =
                        new InspectDatabase(
                            found.server,
                            cluster,
                            place.system().revokesPublic(),
                            schemas(place),
                            creators(place),
                            facts);
                    catalogues.put(target, database.read(connection));
                    if (databases.size() == realm.places().size()) {
                      InspectDatabase.residue(connection, cluster, found.server, databases, facts);
                    }
                  }));
    }
    return new ObservedState<>(catalogues, facts, heads, cluster.holds);
  }

  /** What there is, without who may: three queries for each database. */
  static Map<Target, Catalogue> catalogues(Realm realm, Ask ask) {
    Map<Target, Catalogue> catalogues = new LinkedHashMap<>();
    for (Place place : realm.places()) {
      Target target = place.target();
      ask.in(
          target,
          connection ->
              atOneMoment(
                  connection,
                  () ->
                      catalogues.put(
                          target, new InspectThings(target, schemas(place)).read(connection))));
    }
    return catalogues;
  }

  /** The schemas that usher manages there. Its own is not for anybody. */
  static List<String> schemas(Place place) {
    return place.system().setting("schemas").stream()
        .filter(name -> !name.equals(PostgresNames.SCHEMA))
        .toList();
  }

  /** Whose tables of tomorrow the policy speaks of. */
  static List<String> creators(Place place) {
    return place.system().setting("creators");
  }

  interface Reading {
    void read() throws SQLException;
  }

  static void atOneMoment(Connection connection, Reading reading) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      reading.read();
    } finally {
      // What closed it is what went wrong.
      if (!connection.isClosed()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
