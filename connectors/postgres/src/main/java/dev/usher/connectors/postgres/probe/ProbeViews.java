package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.postgres.compile.CompileRows;
import dev.usher.connectors.postgres.model.Seal;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.connectors.postgres.model.ViewBody;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Views of usher's as long as they are what it made: the server words them as it did then, and they
 * read with the rights of their table's owner, which see all of it, by a barrier. Any other view is
 * a thing by itself, that the policy gives or does not.
 */
final class ProbeViews {
  private static final String READ = CompileRows.COMMANDS.getFirst();

  private static final String MARKED =
      """
      SELECT c.oid, t.relname, n.nspname, c.relname, obj_description(c.oid, 'pg_class'), %s,
             ARRAY(SELECT a.attname::text FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
             ARRAY(SELECT a.attname::text FROM pg_attribute a
                   WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_class t ON t.relowner = c.relowner AND t.relkind IN ('r', 'p')
        AND t.relnamespace = c.relnamespace AND NOT (t.relrowsecurity AND t.relforcerowsecurity)
        AND has_table_privilege(t.relowner, t.oid, 'SELECT') AND t.oid IN (
          SELECT d.refobjid FROM pg_rewrite w JOIN pg_depend d
            ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
              AND d.refclassid = 'pg_class'::regclass
          WHERE w.ev_class = c.oid AND w.ev_type = '1')
      WHERE c.relkind = 'v' AND starts_with(obj_description(c.oid, 'pg_class'), %s)
      """;

  /**
   * @param names of the table's columns
   * @param rows by column that it shows: of which rows
   */
  private record View(Thing on, Resource table, Set<String> names, Map<String, Set<String>> rows) {
    Extent of(Set<String> columns) {
      Map<String, Set<String>> some = new TreeMap<>(rows);
      some.keySet().retainAll(columns);
      return Extent.of(some, names);
    }
  }

  static final ProbeViews NONE = new ProbeViews();

  private final Map<Long, View> views = new HashMap<>();

  private ProbeViews() {}

  static ProbeViews read(Connection connection, Target target) throws SQLException {
    Seal seal = Seal.read(connection, target);
    ProbeViews read = new ProbeViews();
    String sql = MARKED.formatted(ViewBody.MADE, Sql.text(ViewBody.beginning(target)));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        String schema = row.getString(3);
        ViewBody body =
            ViewBody.found(row.getString(5), row.getString(6), seal, schema, row.getString(4));
        if (!body.isIntact()) continue;
        Thing table = new Thing(Thing.Kind.TABLE, schema, row.getString(2), "");
        Set<String> names = new TreeSet<>(List.of((String[]) row.getArray(8).getArray()));
        List<String> shown = List.of((String[]) row.getArray(7).getArray());
        Thing on = new Thing(Thing.Kind.VIEW, schema, row.getString(4), "");
        read.views.put(
            row.getLong(1), new View(on, table.resource(target), names, rows(body, shown)));
      }
    }
    return read;
  }

  /** All of them. */
  Set<Long> oids() {
    return views.keySet();
  }

  /** By table that some are of: every column that it has. */
  Map<Resource, Set<String>> names() {
    Map<Resource, Set<String>> names = new HashMap<>();
    views.values().forEach(view -> names.put(view.table(), view.names()));
    return names;
  }

  /** The table that it is a view of; empty for what is none of these. */
  Optional<Resource> table(long oid) {
    return Optional.ofNullable(views.get(oid)).map(View::table);
  }

  /** Those that show something of a table, or of one column of it. */
  List<Thing> of(Resource table) {
    return views.values().stream()
        .filter(view -> view.table().equals(table.whole()))
        .filter(view -> table.column().map(view.rows()::containsKey).orElse(true))
        .map(View::on)
        .toList();
  }

  /** What is read by them is read of their tables. */
  void read(Map<Long, Resource> things, Map<Resource, Map<String, Extent>> can) {
    views.forEach(
        (oid, view) -> {
          Resource thing = things.get(oid);
          if (thing != null && can.containsKey(thing)) read(view, thing, can);
        });
  }

  private static void read(View view, Resource thing, Map<Resource, Map<String, Extent>> can) {
    Map<String, Extent> rest = new HashMap<>(can.getOrDefault(thing, Map.of()));
    Extent read = rest.remove(READ);
    if (rest.isEmpty()) can.remove(thing);
    else can.put(thing, Map.copyOf(rest));
    Set<String> columns =
        switch (read) {
          case null -> Set.of();
          case Extent.Whole _ -> view.rows().keySet();
          case Extent.Columns(Set<String> some) -> some;
          // Views have no row security.
          case Extent.Some _, Extent.Uneven _ -> throw new IllegalStateException(thing.toString());
        };
    if (columns.isEmpty()) return;
    Map<String, Extent> there = new HashMap<>(can.getOrDefault(view.table(), Map.of()));
    there.merge(READ, view.of(columns), (one, other) -> Extent.either(one, other, view.names()));
    can.put(view.table(), Map.copyOf(there));
  }

  private static Map<String, Set<String>> rows(ViewBody body, List<String> columns) {
    Map<String, Set<String>> byWord = new HashMap<>();
    for (String one : body.rows) {
      int at = one.indexOf('=');
      byWord.computeIfAbsent(one.substring(0, at), _ -> new TreeSet<>()).add(one.substring(at + 1));
    }
    Map<String, Set<String>> rows = new TreeMap<>();
    for (String column : columns) {
      // A column that somebody renamed in the table is a word that nobody said.
      rows.put(column, byWord.getOrDefault(ViewBody.word(column), Set.of("view of " + column)));
    }
    return rows;
  }
}
