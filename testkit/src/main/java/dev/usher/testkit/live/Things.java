package dev.usher.testkit.live;

import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All things of some schemas of a database, and the database itself. */
public final class Things {
  private static final Map<String, String> KINDS =
      Map.of(
          "r",
          "",
          "p",
          "",
          "v",
          "view",
          "m",
          "materialized-view",
          "f",
          "foreign-table",
          "S",
          "sequence");

  private final Connection connection;
  private final Target target;
  private final String schemas;
  private final List<Thing> things = new ArrayList<>();

  private Things(Connection connection, Target target, List<String> schemas) {
    this.connection = connection;
    this.target = target;
    this.schemas = String.join(", ", schemas.stream().map(Sql::text).toList());
  }

  /** Reads them as whoever the connection is. */
  public static List<Thing> read(Connection connection, Target target, List<String> schemas) {
    Things reading = new Things(connection, target, schemas);
    reading.containers();
    reading.relations();
    reading.routines();
    reading.types();
    return List.copyOf(reading.things);
  }

  private void containers() {
    Sql.rows(connection, "select oid from pg_database where datname = current_database()")
        .forEach(row -> add(Resource.of(target), "database", row.getFirst(), "", false, List.of()));
    Sql.rows(connection, "select nspname, oid from pg_namespace where nspname in (" + schemas + ")")
        .forEach(
            row ->
                add(
                    Resource.of(target, Segment.plain(row.getFirst())),
                    "schema",
                    row.get(1),
                    "",
                    false,
                    List.of()));
  }

  private void relations() {
    Map<String, List<Thing.Column>> columns = columns();
    String sql =
        """
        select n.nspname, c.relname, c.oid, c.relkind,
               exists (select from pg_inherits i where i.inhrelid = c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname in (%s)
        """
            .formatted(schemas);
    for (List<String> row : Sql.rows(connection, sql)) {
      String relkind = row.get(3);
      Segment segment = new Segment(KINDS.getOrDefault(relkind, ""), row.get(1));
      add(
          Resource.of(target, Segment.plain(row.getFirst()), segment),
          relkind.equals("S") ? "sequence" : "table",
          row.get(2),
          relkind,
          row.get(4).equals("t"),
          relkind.equals("S") ? List.of() : columns.getOrDefault(row.get(2), List.of()));
    }
  }

  private Map<String, List<Thing.Column>> columns() {
    Map<String, List<Thing.Column>> columns = new HashMap<>();
    String sql =
        """
        select a.attrelid, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod),
               exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary
                 and i.indkey::text = a.attnum::text)
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
        where a.attnum > 0 and not a.attisdropped and n.nspname in (%s)
        order by a.attnum
        """
            .formatted(schemas);
    for (List<String> row : Sql.rows(connection, sql)) {
      columns
          .computeIfAbsent(row.getFirst(), _ -> new ArrayList<>())
          .add(
              new Thing.Column(
                  row.get(1), Integer.parseInt(row.get(2)), row.get(3), row.get(4).equals("t")));
    }
    return columns;
  }

  private void routines() {
    String sql =
        """
        select n.nspname, p.proname || '(' || oidvectortypes(p.proargtypes) || ')', p.oid, p.prokind,
               exists (select from pg_depend d where d.classid = 'pg_proc'::regclass
                 and d.objid = p.oid and d.deptype in ('e', 'i'))
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in (%s)
        """
            .formatted(schemas);
    for (List<String> row : Sql.rows(connection, sql)) {
      Segment segment = new Segment("function", row.get(1));
      add(
          Resource.of(target, Segment.plain(row.getFirst()), segment),
          "function",
          row.get(2),
          row.get(3),
          row.get(4).equals("t"),
          List.of());
    }
  }

  /** Types of their own: not the rows of tables, not arrays, not what comes with a range. */
  private void types() {
    String sql =
        """
        select n.nspname, t.typname, t.oid
        from pg_type t join pg_namespace n on n.oid = t.typnamespace
        left join pg_class c on c.oid = t.typrelid
        where n.nspname in (%s) and t.typtype in ('b', 'c', 'd', 'e', 'r')
        and (c.oid is null or c.relkind = 'c') and t.typsubscript::text <> 'array_subscript_handler'
        """
            .formatted(schemas);
    for (List<String> row : Sql.rows(connection, sql)) {
      Segment segment = new Segment("type", row.get(1));
      add(
          Resource.of(target, Segment.plain(row.getFirst()), segment),
          "type",
          row.get(2),
          "",
          false,
          List.of());
    }
  }

  private void add(
      Resource on,
      String ask,
      String oid,
      String relkind,
      boolean belongs,
      List<Thing.Column> columns) {
    things.add(new Thing(on, ask, Long.parseLong(oid), relkind, belongs, columns));
  }
}
