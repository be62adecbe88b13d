package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.postgres.inspect.InspectBirths;
import dev.usher.connectors.postgres.inspect.InspectSql;
import dev.usher.connectors.postgres.inspect.InspectThings;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What roles can do in one database, in nine queries. */
public final class ProbeDatabase {
  private static final Map<Character, String> ACTIONS =
      Map.ofEntries(
          Map.entry('r', "select"),
          Map.entry('a', "insert"),
          Map.entry('w', "update"),
          Map.entry('d', "delete"),
          Map.entry('D', "truncate"),
          Map.entry('x', "references"),
          Map.entry('t', "trigger"),
          Map.entry('m', "maintain"),
          Map.entry('U', "usage"),
          Map.entry('C', "create"),
          Map.entry('c', "connect"),
          Map.entry('T', "temporary"),
          Map.entry('X', "execute"),
          Map.entry('O', "own"));

  private static final Thing.Kind[] TABLES = {
    Thing.Kind.TABLE, Thing.Kind.VIEW, Thing.Kind.MATERIALIZED_VIEW, Thing.Kind.FOREIGN_TABLE
  };

  private final Connection connection;
  private final boolean has17;
  private final Map<Long, Resource> things = new HashMap<>();
  private final Map<Thing.Kind, List<Long>> byKind = new HashMap<>();
  private final Map<Long, List<Long>> byOwner = new HashMap<>();

  /** By the one that is asked about: all that the answer holds for. */
  private final Map<Long, List<Long>> alike = new HashMap<>();

  /** Those that another is asked for. */
  private final Set<Long> spared = new HashSet<>();

  private final Map<String, Map<String, Extent>> extents = new HashMap<>();

  /** Role, then thing, then letters: "" for the whole, else a column's. */
  private final Map<Long, Map<Long, String>> whole = new HashMap<>();

  private final Map<Long, Map<Long, Map<String, String>>> columns = new HashMap<>();

  private final Map<Resource, Set<String>> named = new HashMap<>();
  private ProbeRows rows = ProbeRows.NONE;

  /** Views of usher's, by which its roles read what is not held on the tables. */
  private ProbeViews views = ProbeViews.NONE;

  /** By partition that a creator made: the table that it is a part of. */
  private final Map<Long, Long> roots = new HashMap<>();

  ProbeDatabase(Connection connection) throws SQLException {
    this.connection = connection;
    this.has17 = connection.getMetaData().getDatabaseMajorVersion() >= 17;
  }

  void ask(Target target, List<String> schemas, Optional<Resource> only, Set<Long> roles)
      throws SQLException {
    views = ProbeViews.read(connection, target);
    named.putAll(views.names());
    things(target, schemas, only.map(Resource::whole));
    if (things.isEmpty() || roles.isEmpty()) return;
    Array who = oids(roles);
    Array tables = oids(TABLES);
    each(
        ProbeSql.ALIKE,
        row -> alike(List.of((Long[]) row.getArray(1).getArray())),
        tables,
        oids(Thing.Kind.SEQUENCE),
        oids(Thing.Kind.FUNCTION),
        oids(Thing.Kind.TYPE));
    String maintain =
        "," + "\n        CASE WHEN has_table_privilege(w.oid, c.oid, 'MAINTAIN') THEN 'm' END";
    each(
        ProbeSql.TABLES.formatted(has17 ? maintain : "", has17 ? ", MAINTAIN" : ""),
        row -> add(row.getLong(1), row.getLong(2), row.getString(3)),
        who,
        asked(TABLES));
    each(
        ProbeSql.COLUMNS,
        row ->
            columns
                .computeIfAbsent(row.getLong(1), _ -> new HashMap<>())
                .computeIfAbsent(row.getLong(2), _ -> new TreeMap<>())
                .put(row.getString(3), row.getString(4)),
        tables,
        who);
    each(
        ProbeSql.OTHERS,
        row -> add(row.getLong(1), row.getLong(2), row.getString(3)),
        who,
        asked(Thing.Kind.SEQUENCE),
        who,
        asked(Thing.Kind.FUNCTION),
        who,
        asked(Thing.Kind.TYPE),
        who,
        asked(Thing.Kind.SCHEMA),
        who,
        asked(Thing.Kind.DATABASE));
    each(
        ProbeSql.OWNERS,
        row -> {
          for (Long thing : byOwner.getOrDefault(row.getLong(2), List.of())) {
            addOne(row.getLong(1), thing, "O");
          }
        },
        who,
        oids(byOwner.keySet()));
    rows = ProbeRows.ask(connection, target, who, tables);
  }

  /**
   * Creators' partitions are born with the privileges of tables: where their table can be used as a
   * whole, to use them tells nothing new.
   */
  void parts(List<String> creators, List<String> schemas) throws SQLException {
    if (creators.isEmpty()) return;
    each(
        InspectBirths.ROOTS.formatted(InspectSql.MANAGED, ""),
        row -> roots.put(row.getLong(1), row.getLong(2)),
        connection.createArrayOf("text", creators.toArray()),
        connection.createArrayOf("text", schemas.toArray()));
  }

  private void withoutParts(Map<Resource, Map<String, Extent>> can) {
    roots.forEach(
        (part, root) -> {
          Resource on = things.get(part);
          Resource of = things.get(root);
          if (on == null || of == null || !can.containsKey(on)) return;
          Map<String, Extent> more = new HashMap<>(can.getOrDefault(on, Map.of()));
          Map<String, Extent> table = can.getOrDefault(of, Map.of());
          more.keySet().removeIf(action -> table.get(action) instanceof Extent.Whole);
          if (more.isEmpty()) can.remove(on);
          else can.put(on, Map.copyOf(more));
        });
  }

  /** What somebody can who acts as any of these roles, one at a time. */
  Map<Resource, Map<String, Extent>> can(Collection<Long> roles) {
    Map<Resource, Map<String, Extent>> can = new HashMap<>();
    for (Long role : roles) {
      as(role)
          .forEach(
              (thing, actions) ->
                  can.merge(thing, actions, (one, other) -> either(one, other, names(thing))));
    }
    withoutParts(can);
    return can;
  }

  private static Map<String, Extent> either(
      Map<String, Extent> one, Map<String, Extent> other, Set<String> names) {
    Map<String, Extent> both = new HashMap<>(one);
    other.forEach(
        (action, extent) -> both.merge(action, extent, (a, b) -> Extent.either(a, b, names)));
    return Map.copyOf(both);
  }

  /** Every column of a thing of which some role has single ones, or a view; else none. */
  private Set<String> names(Resource thing) {
    return named.getOrDefault(thing, Set.of());
  }

  private Map<Resource, Map<String, Extent>> as(Long role) {
    Map<Long, String> letters = whole.getOrDefault(role, Map.of());
    Map<Resource, Map<String, Extent>> can = HashMap.newHashMap(letters.size());
    letters.forEach(
        (on, some) -> {
          Resource thing = things.get(on);
          if (thing != null) can.put(thing, extents.computeIfAbsent(some, ProbeDatabase::wholes));
        });
    columns
        .getOrDefault(role, Map.of())
        .forEach(
            (on, byColumn) -> {
              Resource thing = things.get(on);
              if (thing == null) return;
              named.put(thing, byColumn.keySet());
              Map<String, Extent> all = new HashMap<>(can.getOrDefault(thing, Map.of()));
              partly(byColumn).forEach(all::putIfAbsent);
              if (!all.isEmpty()) can.put(thing, Map.copyOf(all));
            });
    for (Long on : rows.tables()) {
      Resource thing = things.get(on);
      if (thing != null)
        can.computeIfPresent(thing, (_, actions) -> rows.narrowed(actions, role, on));
    }
    views.read(things, can);
    return can;
  }

  private static Map<String, Extent> wholes(String letters) {
    Map<String, Extent> all = new HashMap<>();
    for (int i = 0; i < letters.length(); i++) {
      String action = ACTIONS.get(letters.charAt(i));
      if (action != null) all.put(action, new Extent.Whole());
    }
    return Map.copyOf(all);
  }

  /** Every column by itself is the whole. */
  private static Map<String, Extent> partly(Map<String, String> byColumn) {
    Map<String, Set<String>> named = new HashMap<>();
    byColumn.forEach(
        (column, letters) -> {
          for (int i = 0; i < letters.length(); i++) {
            String action = ACTIONS.get(letters.charAt(i));
            if (action != null) named.computeIfAbsent(action, _ -> new TreeSet<>()).add(column);
          }
        });
    Map<String, Extent> all = new HashMap<>();
    named.forEach(
        (action, names) ->
            all.put(
                action,
                names.size() == byColumn.size()
                    ? new Extent.Whole()
                    : new Extent.Columns(Set.copyOf(names))));
    return all;
  }

  private void things(Target target, List<String> schemas, Optional<Resource> only)
      throws SQLException {
    Array managed = connection.createArrayOf("text", schemas.toArray());
    each(
        InspectSql.THINGS_AND_PARTITIONS,
        row -> {
          Thing thing = InspectThings.thingOf(row);
          Resource resource = thing.resource(target);
          long oid = row.getLong(2);
          boolean asked = only.isEmpty() || only.get().equals(resource);
          if (!asked && !views.table(oid).equals(only)) return;
          things.put(oid, resource);
          byKind.computeIfAbsent(thing.kind(), _ -> new ArrayList<>()).add(oid);
          byOwner.computeIfAbsent(row.getLong(6), _ -> new ArrayList<>()).add(oid);
        },
        managed,
        managed,
        managed,
        managed);
  }

  private void alike(List<Long> some) {
    alike.put(some.getFirst(), some);
    spared.addAll(some.subList(1, some.size()));
  }

  private void add(long role, long thing, String letters) {
    for (Long each : alike.getOrDefault(thing, List.of(thing))) addOne(role, each, letters);
  }

  private void addOne(long role, long thing, String letters) {
    whole.computeIfAbsent(role, _ -> new HashMap<>()).merge(thing, letters, String::concat);
  }

  private Array asked(Thing.Kind... kinds) throws SQLException {
    Set<Long> all = new HashSet<>();
    for (Thing.Kind kind : kinds) all.addAll(byKind.getOrDefault(kind, List.of()));
    all.removeAll(spared);
    return oids(all);
  }

  private Array oids(Thing.Kind... kinds) throws SQLException {
    Set<Long> all = new HashSet<>();
    for (Thing.Kind kind : kinds) all.addAll(byKind.getOrDefault(kind, List.of()));
    return oids(all);
  }

  private Array oids(Set<Long> all) throws SQLException {
    return connection.createArrayOf("oid", all.toArray());
  }

  private interface Take {
    void row(ResultSet row) throws SQLException;
  }

  private void each(String sql, Take take, Array... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(10_000);
      for (int i = 0; i < parameters.length; i++) statement.setArray(i + 1, parameters[i]);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) take.row(row);
      }
    }
  }
}
