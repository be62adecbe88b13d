package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.RowFact.Shape;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.sql.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What exists in the managed databases, and how privileges name it. */
final class InspectThings {
  private final SystemType type;
  private final Map<String, Target> targets;
  private final Map<Resource, List<String>> columns = new TreeMap<>();

  /** By database and name: tables, views and sequences share their names. */
  private final Map<List<String>, Resource> tables = new HashMap<>();

  /** By database, kind and name in lower case: routines are told apart by no more. */
  private final Map<List<String>, Resource> routines = new HashMap<>();

  /** Usher's views: no things of a policy, by database and name. */
  private final Set<List<String>> hidden;

  private final Map<Resource, List<String>> columnsOfViews = new HashMap<>();

  /** Columns of tables, by database and name. */
  private final Map<List<String>, List<Column>> shapes = new LinkedHashMap<>();

  private final Set<List<String>> versioned = new HashSet<>();

  private InspectThings(SystemType type, Map<String, Target> targets, Set<List<String>> hidden) {
    this.hidden = hidden;
    this.type = type;
    this.targets = targets;
  }

  /**
   * @param targets by database
   * @param hidden usher's views
   */
  static InspectThings read(
      Dialect dialect, Connection connection, Map<String, Target> targets, Set<List<String>> hidden)
      throws SQLException {
    InspectThings found = new InspectThings(dialect.type(), targets, hidden);
    targets.values().forEach(target -> found.columns.put(Resource.of(target), List.of()));
    String databases = Sql.texts(targets.keySet());
    Rows.each(
        connection,
        InspectSql.TABLES.formatted(databases),
        row -> {
          String kind =
              switch (Rows.text(row, 3)) {
                case "VIEW" -> "view";
                case "SEQUENCE" -> "sequence";
                case "BASE TABLE", "SYSTEM VERSIONED" -> "";
                default -> null;
              };
          if (kind == null) return;
          String database = Rows.text(row, 1);
          if (Rows.text(row, 3).equals("SYSTEM VERSIONED"))
            found.versioned.add(List.of(database, Rows.text(row, 2)));
          Resource thing = found.thing(database, kind, Rows.text(row, 2));
          if (thing != null) found.tables.put(List.of(database, Rows.text(row, 2)), thing);
        });
    Rows.each(
        connection,
        InspectSql.COLUMNS.formatted(databases),
        row -> {
          Resource thing = found.tables.get(List.of(Rows.text(row, 1), Rows.text(row, 2)));
          if (thing == null || thing.path().getLast().kind().equals("sequence")) return;
          if (thing.path().getLast().kind().isEmpty())
            found
                .shapes
                .computeIfAbsent(
                    List.of(Rows.text(row, 1), Rows.text(row, 2)), _ -> new ArrayList<>())
                .add(new Column(Rows.text(row, 3), Rows.text(row, 4), Rows.text(row, 5)));
          found.of(thing).computeIfAbsent(thing, _ -> new ArrayList<>()).add(Rows.text(row, 3));
        });
    Rows.each(
        connection,
        InspectSql.ROUTINES.formatted(dialect.routines(), databases),
        row -> {
          String kind = Rows.text(row, 3).toLowerCase(Locale.ROOT);
          String database = Rows.text(row, 1);
          Resource thing = found.thing(database, kind, Rows.text(row, 2));
          if (thing != null) {
            found.routines.put(List.of(database, kind, lower(Rows.text(row, 2))), thing);
          }
        });
    return found;
  }

  private @Nullable Resource thing(String database, String kind, String name) {
    Target target = targets.get(database);
    if (target == null) return null;
    Resource thing = Resource.of(target, new Segment(kind, name));
    boolean ours = kind.equals("view") && hidden.contains(List.of(database, name));
    (ours ? columnsOfViews : columns).put(thing, new ArrayList<>());
    return thing;
  }

  private Map<Resource, List<String>> of(Resource thing) {
    return columnsOfViews.containsKey(thing) ? columnsOfViews : columns;
  }

  /** What the columns of each table are. */
  List<Shape> shapes() {
    List<Shape> all = new ArrayList<>();
    shapes.forEach(
        (table, its) -> {
          Target target = targets.get(table.get(0));
          if (target != null)
            all.add(new Shape(target, table.get(1), List.copyOf(its), versioned.contains(table)));
        });
    return all;
  }

  /** Of a view of usher's. */
  List<String> columnsOfView(RowFact.View view) {
    return columnsOfViews.getOrDefault(
        Resource.of(view.target(), new Segment("view", view.name())), List.of());
  }

  Map<Target, Catalogue> catalogues() {
    Map<Target, Map<Resource, Entry>> all = new TreeMap<>();
    columns.forEach(
        (thing, its) ->
            all.computeIfAbsent(thing.target(), _ -> new TreeMap<>())
                .put(thing, its.isEmpty() ? Entry.BARE : new Entry(List.copyOf(its), Set.of())));
    Map<Target, Catalogue> found = new TreeMap<>();
    all.forEach((target, entries) -> found.put(target, new Catalogue(entries)));
    return found;
  }

  /** A privilege outlives its table: then it is as if there were one of that name. */
  @Nullable Resource table(String database, String name) {
    Target target = targets.get(database);
    if (target == null) return null;
    Resource known = tables.get(List.of(database, name));
    return known != null ? known : Resource.of(target, Segment.plain(name));
  }

  /**
   * @param type FUNCTION, PROCEDURE; others are not managed
   */
  @Nullable Resource routine(String database, String type, String name) {
    Target target = targets.get(database);
    String kind = type.toLowerCase(Locale.ROOT);
    if (target == null || !this.type.kinds().containsKey(kind)) return null;
    Resource known = routines.get(List.of(database, kind, lower(name)));
    return known != null ? known : Resource.of(target, new Segment(kind, name));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
