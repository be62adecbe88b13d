package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFingerprint;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.PostgresUrl;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that is in a realm. Sixteen queries for each database, three more where usher has left its
 * marks and three where the policy names creators: the server, things, columns, their types, serial
 * defaults, privileges, strays of our roles, row policies, whom they name, who hands on what,
 * definer functions, who holds locks, the table of attributes, default privileges, where everybody
 * may create; and four for the cluster: roles, who is connected, memberships, what keeps roles from
 * being dropped. Two more find in which databases something names an account of ours, managed or
 * not, and what is prepared; two in each of these what that is. Each database is seen as of one
 * moment, a large one by two connections.
 */
public final class PostgresInspect {
  private PostgresInspect() {}

  /** What is in one database, as of one moment. */
  record Found(
      Map<PostgresFact, Origin> facts,
      Catalogue catalogue,
      Optional<String> head,
      PostgresFact.Server server) {}

  /**
   * What the databases share.
   *
   * @param server as the first of them meets usher
   * @param few whom alone it is about; empty: all
   */
  record Ground(InspectCluster cluster, InspectServer server, Optional<InspectAround.Few> few) {
    InspectServer server(Target target, Connection connection) throws SQLException {
      return few.isPresent()
          ? few.get().server(target, connection)
          : InspectServer.read(target, connection);
    }
  }

  public static ObservedState<PostgresFact> inspect(Realm realm, Databases databases) {
    Target first = databases.first();
    Ground ground = ground(realm, databases);
    InspectCluster cluster = ground.cluster;
    List<InspectTies.Named> named = new ArrayList<>(1);
    databases.ask(first, connection -> named.add(InspectTies.where(connection, cluster)));
    Set<String> tied = named.getFirst().open();
    List<Found> all =
        Databases.each(realm.places(), place -> database(place, ground, tied, databases));
    Map<PostgresFact, Origin> facts = new LinkedHashMap<>(cluster.facts);
    Map<Target, Catalogue> catalogues = new LinkedHashMap<>();
    Map<Target, String> heads = new HashMap<>();
    Map<String, PostgresFact.Server> open = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      Target target = realm.places().get(i).target();
      Found found = all.get(i);
      facts.putAll(found.facts);
      catalogues.put(target, found.catalogue);
      found.head.ifPresent(head -> heads.put(target, head));
      open.put(found.server.database(), found.server);
    }
    Set<String> managed = Set.copyOf(open.keySet());
    for (String name : tied) {
      if (!name.isEmpty() && !managed.contains(name)) {
        elsewhere(name, cluster, databases, open, facts);
      }
    }
    databases.ask(
        first,
        connection -> {
          InspectDatabase.residue(connection, cluster, first, managed, open.keySet(), facts);
          InspectTies.prepared(connection, cluster, first, open, facts);
        });
    return new ObservedState<>(catalogues, facts, heads, cluster.holds);
  }

  /** A database that usher does not manage, and in which something names an account of ours. */
  private static void elsewhere(
      String name,
      InspectCluster cluster,
      Databases databases,
      Map<String, PostgresFact.Server> open,
      Map<PostgresFact, Origin> facts) {
    Target target = databases.elsewhere(name);
    Map<PostgresFact, Origin> found = new LinkedHashMap<>();
    List<PostgresFact.Server> server = new ArrayList<>(1);
    try {
      databases.ask(
          target,
          connection ->
              atOneMoment(
                  connection,
                  () -> {
                    server.add(InspectServer.elsewhere(target, connection).server);
                    found.put(server.getFirst(), Origin.CONTEXT);
                    new InspectTies(server.getFirst(), cluster, found)
                        .read(connection, false, false);
                  }));
    } catch (TargetFailure closed) {
      // What hangs on an account there is told, and keeps it.
      return;
    }
    // Whatever is done there would run others' code: told likewise.
    if (!server.getFirst().hooks().isEmpty()) return;
    open.put(name, server.getFirst());
    facts.putAll(found);
  }

  /**
   * Who has an account and is let in, and nothing of what they may do: four queries, however many
   * databases the cluster has.
   */
  public static ObservedState<PostgresFact> doors(Realm realm, Databases databases) {
    return doors(realm, databases, ground(realm, databases), Set.of());
  }

  /**
   * The same, and what little there is to take from accounts that nothing names: a query more. What
   * usher keeps of them in its own tables is not seen.
   */
  public static ObservedState<PostgresFact> exits(Realm realm, Databases databases) {
    Ground ground = ground(realm, databases);
    Set<String> untied = new HashSet<>();
    databases.ask(
        databases.first(),
        connection -> untied.addAll(InspectTies.untied(connection, ground.cluster)));
    return doors(realm, databases, ground, untied);
  }

  private static ObservedState<PostgresFact> doors(
      Realm realm, Databases databases, Ground ground, Set<String> untied) {
    Map<PostgresFact, Origin> facts = new LinkedHashMap<>();
    for (Place place : realm.places()) {
      String database = PostgresUrl.parse(place.connection().url()).database();
      facts.put(ground.server.server.at(place.target(), database), Origin.CONTEXT);
    }
    ground.cluster.facts.forEach(
        (fact, origin) -> {
          if (PostgresFingerprint.isOfDoors(fact)
              || fact instanceof PostgresFact.Role
              || fact instanceof PostgresFact.Membership one && untied.contains(one.member())) {
            facts.put(fact, origin);
          }
        });
    for (String role : untied)
      facts.put(new TieFact.Untied(databases.first(), role), Origin.CONTEXT);
    // The ledger goes on from the head that stands where something is about to be done.
    Map<Target, String> heads = new HashMap<>();
    ground.server.head.ifPresent(head -> heads.put(databases.first(), head));
    return new ObservedState<>(Map.of(), facts, heads, ground.cluster.holds);
  }

  private static Ground ground(Realm realm, Databases databases) {
    Set<Target> ours = realm.places().stream().map(Place::target).collect(Collectors.toSet());
    Target first = databases.first();
    InspectCluster cluster = new InspectCluster(first, ours, Carriers.named(realm));
    List<InspectServer> server = new ArrayList<>(1);
    databases.ask(
        first,
        connection ->
            atOneMoment(
                connection,
                () -> {
                  server.add(InspectServer.read(first, connection));
                  cluster.read(connection, server.getFirst().server);
                }));
    return new Ground(cluster, server.getFirst(), Optional.empty());
  }

  static Found database(Place place, Ground ground, Set<String> tied, Databases databases) {
    Target target = place.target();
    List<Found> found = new ArrayList<>(1);
    databases.ask(
        target,
        connection ->
            atOneMoment(
                connection,
                () -> {
                  InspectServer there =
                      target.equals(databases.first())
                          ? ground.server
                          : ground.server(target, connection);
                  Map<PostgresFact, Origin> facts = new LinkedHashMap<>();
                  facts.put(there.server, Origin.CONTEXT);
                  Catalogue catalogue =
                      new InspectDatabase(
                              there.server,
                              ground.cluster,
                              place.system(),
                              schemas(place),
                              creators(place),
                              ground.few.map(InspectAround.Few::names),
                              facts)
                          .read(
                              connection,
                              there.large
                                  ? Optional.of(() -> databases.another(target))
                                  : Optional.empty());
                  boolean shared = target.equals(databases.first()) && tied.contains("");
                  if (shared || tied.contains(there.server.database())) {
                    new InspectTies(there.server, ground.cluster, facts)
                        .read(connection, true, shared);
                  }
                  found.add(new Found(facts, catalogue, there.head, there.server));
                }));
    return found.getFirst();
  }

  /** What there is, without who may: six queries for each database. */
  public static Map<Target, Catalogue> catalogues(Realm realm, Databases databases) {
    Map<Target, Catalogue> catalogues = new LinkedHashMap<>();
    for (Place place : realm.places()) {
      Target target = place.target();
      databases.ask(
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
  public static List<String> schemas(Place place) {
    return place.system().setting("schemas").stream()
        .filter(name -> !name.equals(PostgresNames.SCHEMA))
        .toList();
  }

  /** Whose tables of tomorrow the policy speaks of. */
  public static List<String> creators(Place place) {
    return place.system().setting("creators");
  }

  public interface Reading {
    void read() throws SQLException;
  }

  public static void atOneMoment(Connection connection, Reading reading) throws SQLException {
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
