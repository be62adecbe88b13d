package dev.usher.connectors.postgres;

import dev.usher.connectors.postgres.PostgresFact.Owner;
import dev.usher.connectors.postgres.PostgresFact.Privilege;
import dev.usher.connectors.postgres.PostgresFact.Residue;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Resource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One database: what is in its managed schemas, and every privilege there and of our roles. */
final class InspectDatabase {
  private final PostgresFact.Server server;
  private final InspectCluster cluster;
  private final boolean publicIsOurs;
  private final List<String> schemas;
  private final Map<Long, Thing> things = new HashMap<>();
  private final Map<Thing, String> owners = new LinkedHashMap<>();
  private final Map<Long, List<String>> columns = new HashMap<>();
  private final Map<Thing, Set<Companion>> companions = new HashMap<>();
  private final Map<String, String> words = new HashMap<>();
  private final Map<PostgresFact, Origin> facts;

  /**
   * @param publicIsOurs whether usher takes from PUBLIC what it has on managed things
   * @param facts where what is found goes
   */
  InspectDatabase(
      PostgresFact.Server server,
      InspectCluster cluster,
      boolean publicIsOurs,
      List<String> schemas,
      Map<PostgresFact, Origin> facts) {
    this.server = server;
    this.cluster = cluster;
    this.publicIsOurs = publicIsOurs;
    this.schemas = schemas;
    this.facts = facts;
  }

  /** Reads in five queries, whatever is in the database. */
  Catalogue read(Connection connection) throws SQLException {
    Array managed = connection.createArrayOf("text", schemas.toArray());
    each(connection, InspectSql.THINGS, row -> thing(row), managed, managed, managed, managed);
    each(connection, InspectSql.COLUMNS, row -> columns(row), managed);
    each(connection, InspectSql.COMPANIONS, row -> companion(row), managed);
    owners.forEach((on, owner) -> facts.put(new Owner(server.target(), on, owner), Origin.CONTEXT));
    each(
        connection,
        InspectSql.PRIVILEGES,
        row -> privilege(row),
        managed,
        managed,
        managed,
        managed,
        managed);
    Object[] made =
        cluster.roles.values().stream()
            .filter(cluster::isMade)
            .map(InspectCluster.Known::oid)
            .toArray();
    Array ours = connection.createArrayOf("oid", made);
    each(connection, InspectSql.STRAYS, row -> stray(row), ours, managed);
    return catalogue();
  }

  /**
   * What keeps roles of ours from being dropped, anywhere in the cluster but in these databases.
   */
  static void residue(
      Connection connection,
      InspectCluster cluster,
      PostgresFact.Server server,
      List<String> databases,
      Map<PostgresFact, Origin> facts)
      throws SQLException {
    Array names = connection.createArrayOf("text", databases.toArray());
    each(
        connection,
        InspectSql.RESIDUE,
        row -> {
          InspectCluster.Known role = cluster.roles.get(row.getLong(1));
          if (role == null || !cluster.isMade(role)) return;
          facts.put(
              new Residue(server.target(), role.name(), row.getString(2), row.getString(3)),
              Origin.CONTEXT);
        },
        names,
        names);
  }

  private void thing(ResultSet row) throws SQLException {
    Thing thing = thingOf(row);
    things.put(row.getLong(2), thing);
    owners.put(thing, cluster.name(row.getLong(6)));
  }

  /** A row of {@link InspectSql#THINGS}. */
  static Thing thingOf(ResultSet row) throws SQLException {
    char letter = row.getString(1).charAt(0);
    Thing.Kind kind =
        switch (letter) {
          case 'D' -> Thing.Kind.DATABASE;
          case 'N' -> Thing.Kind.SCHEMA;
          case 'F' -> Thing.Kind.FUNCTION;
          case 'T' -> Thing.Kind.TYPE;
          default -> Thing.Kind.ofRelation(letter);
        };
    return new Thing(kind, row.getString(3).intern(), row.getString(4), row.getString(5));
  }

  private void columns(ResultSet row) throws SQLException {
    String[] names = (String[]) row.getArray(2).getArray();
    for (int i = 0; i < names.length; i++) names[i] = once(names[i]);
    columns.put(row.getLong(1), List.of(names));
  }

  private void companion(ResultSet row) throws SQLException {
    Thing table = things.get(row.getLong(1));
    Thing sequence = things.get(row.getLong(2));
    if (table == null || sequence == null) return;
    companions
        .computeIfAbsent(table, _ -> new HashSet<>())
        .add(new Companion("insert", sequence.resource(server.target()), "usage"));
  }

  private void privilege(ResultSet row) throws SQLException {
    Thing on = things.get(row.getLong(1));
    if (on != null) put(on, owners.getOrDefault(on, ""), row, 2);
  }

  /** Held by a role of ours where usher does not manage, or on a partition by itself. */
  private void stray(ResultSet row) throws SQLException {
    String kind = row.getString(1);
    String schema = row.getString(2);
    Thing on =
        switch (kind.charAt(0)) {
          case 'N' -> Thing.schema(row.getString(3));
          case 'F' -> new Thing(Thing.Kind.FUNCTION, schema, row.getString(3), row.getString(4));
          case 'T' -> new Thing(Thing.Kind.TYPE, schema, row.getString(3), "");
          default -> new Thing(Thing.Kind.ofRelation(kind.charAt(0)), schema, row.getString(3), "");
        };
    if (owners.containsKey(on)) return;
    String owner = cluster.name(row.getLong(5));
    facts.put(new Owner(server.target(), on, owner), Origin.CONTEXT);
    put(on, owner, row, 6);
  }

  private void put(Thing on, String owner, ResultSet row, int from) throws SQLException {
    long grantee = row.getLong(from + 2);
    InspectCluster.Known role = cluster.roles.get(grantee);
    if (grantee != 0 && role == null) return;
    String grantor = cluster.name(row.getLong(from + 1));
    Privilege privilege =
        new Privilege(
            server.target(),
            on,
            once(row.getString(from)),
            once(row.getString(from + 3)),
            role == null ? PostgresFact.PUBLIC : role.name(),
            grantor,
            row.getBoolean(from + 4));
    boolean ours = role == null ? publicIsOurs : cluster.isMade(role);
    boolean take = ours && canTake(owner, grantor);
    facts.put(privilege, take ? Origin.OURS : Origin.FOREIGN);
    if (ours && !take && role != null) {
      facts.put(
          new Residue(
              server.target(), role.name(), server.database(), "holds " + privilege.prose()),
          Origin.CONTEXT);
    }
  }

  /** A grant is taken by its grantor alone; the owner's by whoever has the owner's privileges. */
  private boolean canTake(String owner, String grantor) {
    return server.superuser()
        || (grantor.equals(owner)
            ? server.usable().contains(owner)
            : server.becomes().contains(grantor));
  }

  private Catalogue catalogue() {
    Map<Resource, Entry> entries = HashMap.newHashMap(things.size());
    things.forEach(
        (oid, thing) ->
            entries.put(
                thing.resource(server.target()),
                new Entry(
                    columns.getOrDefault(oid, List.of()),
                    companions.getOrDefault(thing, Set.of()))));
    return new Catalogue(entries);
  }

  /** Few words, many rows: each is kept once. */
  private String once(String word) {
    return words.computeIfAbsent(word, same -> same);
  }

  private interface Take {
    void row(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, Take take, Array... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(10_000);
      for (int i = 0; i < parameters.length; i++) statement.setArray(i + 1, parameters[i]);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) take.row(row);
      }
    }
  }
}
