package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.inspect.PostgresInspect.Found;
import dev.usher.connectors.postgres.inspect.PostgresInspect.Ground;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that is in a realm but other people: the databases as {@link PostgresInspect} sees them, and
 * of the roles a few people's, with all that they are in, and whoever is named by anything that is
 * there. Nothing here grows with the people: neither they nor who is in which role is gone through.
 */
public final class InspectAround {
  /**
   * Of what the cluster shares {@code pg_shdepend} names whoever owns or holds something, and from
   * 16 on usher's own account for each membership that it gave: so its index is gone through from
   * one role to the next. In usher's account and in who gave what to whom it is not looked further:
   * these are in everybody.
   */
  private static final String CLOSE =
      """
      WITH RECURSIVE tied AS (
        (SELECT s.refobjid AS oid FROM pg_shdepend s
         WHERE s.refclassid = 'pg_authid'::regclass ORDER BY s.refobjid LIMIT 1)
        UNION ALL
        SELECT (SELECT s.refobjid FROM pg_shdepend s
                WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid > t.oid
                ORDER BY s.refobjid LIMIT 1)
        FROM tied t WHERE t.oid IS NOT NULL),
      up AS (
        SELECT oid FROM pg_roles WHERE rolname = ANY (?)
        UNION
        SELECT m.roleid FROM up JOIN pg_auth_members m ON m.member = up.oid)
      SELECT r.rolname FROM pg_roles r
      WHERE r.oid = ANY (ARRAY(
        SELECT oid FROM up
        UNION SELECT m.grantor FROM up JOIN pg_auth_members m ON m.member = up.oid
        UNION SELECT oid FROM tied WHERE oid IS NOT NULL
        UNION SELECT oid FROM pg_roles WHERE oid < 16384
        UNION SELECT oid FROM pg_roles WHERE rolname = ANY (?)
        UNION SELECT oid FROM pg_roles WHERE rolname = current_user))
      """;

  /** In which of the roles nobody is but these. */
  private static final String EMPTY =
      """
      SELECT g.rolname FROM pg_roles g
      WHERE g.rolname = ANY (?) AND NOT EXISTS (
        SELECT FROM pg_auth_members m JOIN pg_roles w ON w.oid = m.member
        WHERE m.roleid = g.oid AND w.rolname <> ALL (?) AND w.rolname <> current_user)
      """;

  private InspectAround() {}

  /**
   * Whom it is about.
   *
   * @param names of their accounts, of group roles that they are to be in, and of roles that stand
   *     for who is kept out
   * @param close all roles that are looked at
   */
  record Few(Set<String> names, Set<String> close) {
    Few {
      names = Set.copyOf(names);
      close = Set.copyOf(close);
    }

    InspectServer server(Target target, Connection connection) throws SQLException {
      return InspectServer.of(target, connection, texts(connection, close));
    }
  }

  /**
   * @param names of accounts, group roles, and roles that stand for who is kept out
   */
  public static ObservedState<PostgresFact> around(
      Realm realm, Databases databases, Set<String> names) {
    Target first = databases.first();
    Map<PostgresFact, Origin> facts = new LinkedHashMap<>();
    Ground ground = ground(realm, databases, names, facts);
    facts.putAll(ground.cluster().facts);
    Map<Target, Catalogue> catalogues = new LinkedHashMap<>();
    Map<Target, String> heads = new HashMap<>();
    List<Found> all =
        Databases.each(
            realm.places(), place -> PostgresInspect.database(place, ground, Set.of(), databases));
    for (int i = 0; i < all.size(); i++) {
      Target target = realm.places().get(i).target();
      Found found = all.get(i);
      facts.putAll(found.facts());
      catalogues.put(target, found.catalogue());
      found.head().ifPresent(head -> heads.put(target, head));
    }
    names.forEach(name -> facts.put(new TieFact.Alone(first, name), Origin.CONTEXT));
    return new ObservedState<>(catalogues, facts, heads, ground.cluster().holds);
  }

  private static Ground ground(
      Realm realm, Databases databases, Set<String> names, Map<PostgresFact, Origin> facts) {
    Target first = databases.first();
    Set<Target> ours = realm.places().stream().map(Place::target).collect(Collectors.toSet());
    InspectCluster cluster = new InspectCluster(first, ours, Carriers.named(realm));
    List<Ground> ground = new ArrayList<>(1);
    databases.ask(
        first,
        connection ->
            PostgresInspect.atOneMoment(
                connection,
                () -> {
                  Few few = new Few(names, close(connection, realm, names));
                  InspectServer server = few.server(first, connection);
                  Array roles = texts(connection, few.close());
                  cluster.read(connection, server.server, roles, roles);
                  for (String untied : InspectTies.untied(connection, cluster))
                    if (names.contains(untied))
                      facts.put(new TieFact.Untied(first, untied), Origin.CONTEXT);
                  Array about = texts(connection, names);
                  InspectThings.each(
                      connection,
                      InspectAlone.INHABITED,
                      row ->
                          facts.put(new TieFact.Inhabited(first, row.getString(1)), Origin.CONTEXT),
                      about,
                      texts(connection, named(cluster, names)));
                  InspectThings.each(
                      connection,
                      EMPTY,
                      row -> facts.put(new TieFact.Empty(first, row.getString(1)), Origin.CONTEXT),
                      about,
                      about);
                  ground.add(new Ground(cluster, server, Optional.of(few)));
                }));
    return ground.getFirst();
  }

  /** With all roles of the policy that are there. */
  private static Set<String> named(InspectCluster cluster, Set<String> names) {
    Set<String> all = new TreeSet<>(names);
    for (PostgresFact fact : cluster.facts.keySet())
      if (fact instanceof PostgresFact.Group one) all.add(one.name());
    return all;
  }

  private static Set<String> close(Connection connection, Realm realm, Set<String> names)
      throws SQLException {
    Set<String> begin = new TreeSet<>(names);
    begin.addAll(Carriers.named(realm).keySet());
    Set<String> creators = new TreeSet<>();
    realm.places().forEach(place -> creators.addAll(PostgresInspect.creators(place)));
    Set<String> close = new TreeSet<>();
    InspectThings.each(
        connection,
        CLOSE,
        row -> close.add(row.getString(1)),
        texts(connection, begin),
        texts(connection, creators));
    return close;
  }

  private static Array texts(Connection connection, Set<String> names) throws SQLException {
    return connection.createArrayOf("text", names.toArray());
  }
}
