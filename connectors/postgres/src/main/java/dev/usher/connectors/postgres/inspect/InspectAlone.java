package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.connectors.postgres.model.Attributes;
import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Barred;
import dev.usher.connectors.postgres.model.PostgresFact.Connected;
import dev.usher.connectors.postgres.model.PostgresFact.GivenBy;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Residue;
import dev.usher.connectors.postgres.model.PostgresFact.Role;
import dev.usher.connectors.postgres.model.PostgresUrl;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A few accounts and the group roles that they are, or are to be, in: eight questions to one
 * database, and three to each where conditions narrow rows, which cost the same however many others
 * there are.
 */
public final class InspectAlone {
  /** With what they are in, who gave that, usher itself and who gives for it. */
  private static final String CLOSE =
      """
      WITH few AS MATERIALIZED (SELECT oid FROM pg_roles WHERE rolname = ANY (?))
      SELECT r.rolname FROM pg_roles r
      WHERE r.oid = ANY (ARRAY(
        SELECT oid FROM few
        UNION SELECT m.roleid FROM few JOIN pg_auth_members m ON m.member = few.oid
        UNION SELECT m.grantor FROM few JOIN pg_auth_members m ON m.member = few.oid
        UNION SELECT 10::oid
        UNION SELECT oid FROM pg_roles WHERE rolname = current_user))
      """;

  /**
   * In which of the groups somebody else is. Memberships are given last of all, after what a group
   * is to have: so such a one has been made whole.
   */
  static final String INHABITED =
      """
      SELECT g.rolname FROM pg_roles g CROSS JOIN LATERAL (
        SELECT FROM pg_auth_members m JOIN pg_roles w ON w.oid = m.member
        JOIN pg_shdescription d ON d.objoid = w.oid AND d.classoid = 'pg_authid'::regclass
        WHERE m.roleid = g.oid AND w.rolname <> ALL (?)
          AND d.description LIKE 'usher:{"account":"made"%' LIMIT 1) somebody
      WHERE g.rolname = ANY (?)
      """;

  private InspectAlone() {}

  /**
   * What there is of these roles.
   *
   * @param names of accounts, group roles, and roles that stand for who is kept out; of no others
   *     anything is found
   */
  public static ObservedState<PostgresFact> alone(
      Realm realm, Databases databases, Set<String> names) {
    Target first = databases.first();
    Map<PostgresFact, Origin> facts = new LinkedHashMap<>();
    Map<Target, String> heads = new HashMap<>();
    Set<Target> ours = realm.places().stream().map(Place::target).collect(Collectors.toSet());
    InspectCluster cluster = new InspectCluster(first, ours, Carriers.named(realm));
    databases.ask(
        first,
        connection ->
            PostgresInspect.atOneMoment(
                connection,
                () -> {
                  InspectServer server = read(connection, first, cluster, names, facts);
                  server.head.ifPresent(head -> heads.put(first, head));
                  for (Place place : realm.places()) {
                    String database = PostgresUrl.parse(place.connection().url()).database();
                    facts.put(server.server.at(place.target(), database), Origin.CONTEXT);
                  }
                }));
    names.forEach(name -> facts.put(new TieFact.Alone(first, name), Origin.CONTEXT));
    return new ObservedState<>(Map.of(), facts, heads, cluster.holds);
  }

  /**
   * The same with their attributes, and one of somebody else's of each form, where conditions
   * narrow rows; and who was there last.
   */
  public static ObservedState<PostgresFact> withAttributes(
      ObservedState<PostgresFact> alone,
      Databases databases,
      Set<String> accounts,
      List<Access> meant) {
    Map<PostgresFact, Origin> facts = new LinkedHashMap<>(alone.facts());
    Map<Target, String> heads = new HashMap<>(alone.heads());
    for (Access access : meant) {
      Target target = access.target();
      if (access.roles().values().stream().noneMatch(InspectAlone::isNarrowed)) continue;
      databases.ask(
          target,
          connection -> {
            // Refuses where the schema is another's.
            InspectServer.of(target, connection, texts(connection, Set.of()))
                .head
                .ifPresent(head -> heads.put(target, head));
            // Without such a table nobody has any yet.
            if (!Attributes.isOurs(connection)) return;
            Array few = texts(connection, accounts);
            Attributes.lines(connection, few, line(target, facts, Origin.OURS));
            Attributes.others(connection, few, line(target, facts, Origin.CONTEXT));
          });
    }
    return new ObservedState<>(alone.catalogues(), facts, heads, alone.holds());
  }

  private static boolean isNarrowed(Access.Role role) {
    return role.rights().stream().anyMatch(right -> right.rows().isPresent());
  }

  private static Attributes.Take line(
      Target target, Map<PostgresFact, Origin> facts, Origin origin) {
    return (account, attribute, column, value) ->
        facts.put(new RowFact.Line(target, account, attribute, column, value), origin);
  }

  private static InspectServer read(
      Connection connection,
      Target first,
      InspectCluster cluster,
      Set<String> names,
      Map<PostgresFact, Origin> facts)
      throws SQLException {
    Array few = texts(connection, names);
    Set<String> close = new TreeSet<>();
    InspectThings.each(connection, CLOSE, row -> close.add(row.getString(1)), few);
    Array roles = texts(connection, close);
    InspectServer server = InspectServer.of(first, connection, roles);
    cluster.read(connection, server.server, roles, few);
    Set<String> inhabited = new HashSet<>();
    InspectThings.each(connection, INHABITED, row -> inhabited.add(row.getString(1)), few, few);
    for (String untied : InspectTies.untied(connection, cluster))
      if (names.contains(untied)) facts.put(new TieFact.Untied(first, untied), Origin.CONTEXT);
    cluster.facts.forEach(
        (fact, origin) -> {
          if (isOf(names, inhabited, fact)) facts.put(fact, origin);
        });
    return server;
  }

  private static boolean isOf(Set<String> names, Set<String> inhabited, PostgresFact fact) {
    return switch (fact) {
      case Role _, GivenBy _ -> true;
      case Account one -> names.contains(one.name());
      case Connected one -> names.contains(one.name());
      case Barred one -> names.contains(one.name());
      case Group one -> inhabited.contains(one.name());
      case Membership one -> names.contains(one.member());
      case TieFact one -> names.contains(one.role());
      case Residue one -> names.contains(one.role());
      case PostgresFact.Held _,
          PostgresFact.Privilege _,
          PostgresFact.Owner _,
          PostgresFact.Server _,
          RowFact _,
          BirthFact _ ->
          false;
    };
  }

  private static Array texts(Connection connection, Set<String> names) throws SQLException {
    return connection.createArrayOf("text", names.toArray());
  }
}
