package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
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
import java.util.stream.Stream;

/** What there is in the managed schemas of one database. */
public final class InspectThings {
  /** Rows that are fetched together. */
  static final int AT_ONCE = 10_000;

  private static final char RELATION = 'R';

  private final Target target;
  private final List<String> schemas;

  /** By {@link #key}. */
  final Map<Long, Thing> things = new HashMap<>();

  /** Each with its owner's oid. */
  final Map<Thing, Long> owners = new LinkedHashMap<>();

  /**
   * @param types of each column what {@link InspectRows#TYPES} tells of
   */
  record Columns(List<String> names, List<String> types) {
    static final Columns NONE = new Columns(List.of(), List.of());
  }

  /** By {@link #key}; tables that are alike share them. */
  final Map<Long, Columns> columns = new HashMap<>();

  private final Map<String, Columns> alike = new HashMap<>();

  private final Map<Thing, Set<Companion>> companions = new HashMap<>();
  private final Map<String, String> words = new HashMap<>();

  InspectThings(Target target, List<String> schemas) {
    this.target = target;
    this.schemas = schemas;
  }

  /** Reads in six queries, whatever is in the database. */
  Catalogue read(Connection connection) throws SQLException {
    return read(connection, InspectViews.read(connection, target, schemas));
  }

  /**
   * @param views of usher's, which are no things of the policy
   */
  Catalogue read(Connection connection, InspectViews views) throws SQLException {
    Array managed = connection.createArrayOf("text", schemas.toArray());
    InspectThings.Take take = row -> thing(row, views);
    each(connection, InspectSql.THINGS, take, managed, managed, managed, managed);
    each(connection, InspectSql.COLUMNS, row -> columns(row), managed);
    each(connection, InspectSql.COMPANIONS, row -> companion(row), managed);
    return catalogue();
  }

  /** Two catalogues may give out the same oid. */
  static long key(char kind, long oid) {
    char catalogue =
        switch (kind) {
          case 'D', 'N', 'F', 'T' -> kind;
          default -> RELATION;
        };
    return (long) catalogue << Integer.SIZE | oid;
  }

  private void thing(ResultSet row, InspectViews views) throws SQLException {
    Thing thing = thingOf(row);
    if (thing.kind() == Thing.Kind.VIEW && views.oids.contains(row.getLong(2))) return;
    things.put(key(row.getString(1).charAt(0), row.getLong(2)), thing);
    owners.put(thing, row.getLong(6));
  }

  /** A row of {@link InspectSql#THINGS}. */
  public static Thing thingOf(ResultSet row) throws SQLException {
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
    // Many tables, few that differ: what was read once is not taken to pieces again.
    String written = row.getString(2) + row.getString(3);
    Columns found = alike.get(written);
    if (found == null) {
      String[] names = (String[]) row.getArray(2).getArray();
      String[] types = (String[]) row.getArray(3).getArray();
      found = new Columns(Stream.of(names).map(this::once).toList(), List.of(types));
      alike.put(written, found);
    }
    columns.put(key(RELATION, row.getLong(1)), found);
  }

  private void companion(ResultSet row) throws SQLException {
    Thing table = things.get(key(RELATION, row.getLong(1)));
    Thing sequence = things.get(key(RELATION, row.getLong(2)));
    if (table == null || sequence == null) return;
    companions
        .computeIfAbsent(table, _ -> new HashSet<>())
        .add(new Companion("insert", sequence.resource(target), "usage"));
  }

  /** The names of a relation's columns, in their order. */
  List<String> columns(long key) {
    return columns.getOrDefault(key, Columns.NONE).names();
  }

  private Catalogue catalogue() {
    Map<Resource, Entry> entries = HashMap.newHashMap(things.size());
    things.forEach(
        (key, thing) ->
            entries.put(
                thing.resource(target),
                new Entry(columns(key), companions.getOrDefault(thing, Set.of()))));
    return new Catalogue(entries);
  }

  /** Few words, many rows: each is kept once. */
  String once(String word) {
    return words.computeIfAbsent(word, same -> same);
  }

  public interface Take {
    void row(ResultSet row) throws SQLException;
  }

  public static void each(Connection connection, String sql, Take take, Array... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(AT_ONCE);
      for (int i = 0; i < parameters.length; i++) statement.setArray(i + 1, parameters[i]);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) take.row(row);
      }
    }
  }
}
