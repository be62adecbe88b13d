package dev.usher.store.backup;

import dev.usher.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a store holds, as its own catalogue says. */
final class Tables {
  /**
   * Flyway's own, and what is made anew by who is alive: whose turn it was, whose answers changed.
   */
  private static final String LEFT_OUT =
      "('flyway_schema_history', 'scheduled_tasks', 'check_change')";

  /** Those that others refer to come first. */
  private static final String TABLES =
      """
      with recursive t as (
        select c.oid, c.relname::text as name from pg_class c
        where c.relnamespace = '%1$s'::regnamespace and c.relkind = 'r'
          and c.relname not in %2$s
      ), depth(oid, d) as (
        select oid, 0 from t
        union
        select f.conrelid, depth.d + 1
        from depth join pg_constraint f on f.contype = 'f' and f.confrelid = depth.oid
          and f.conrelid <> f.confrelid
        where depth.d < 20
      )
      select t.name from t join depth using (oid) group by t.name order by max(d), t.name
      """
          .formatted(Store.SCHEMA, LEFT_OUT);

  private static final String COLUMNS =
      """
      select attname, format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = to_regclass(?) and attnum > 0 and not attisdropped and attgenerated = ''
      order by attnum
      """;

  private static final String SEQUENCES =
      "select sequencename, last_value from pg_sequences where schemaname = '%s' and last_value is not null order by 1"
          .formatted(Store.SCHEMA);

  private Tables() {}

  static List<String> all(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) names.add(rows.getString(1));
    }
    return names;
  }

  /** Each column of a table with its type, as SQL has it; none of a table that is not there. */
  static Map<String, String> columns(Connection connection, String table) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, Store.SCHEMA + "." + name(table));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) columns.put(rows.getString(1), rows.getString(2));
      }
    }
    return columns;
  }

  /** How far each sequence is. */
  static Map<String, Long> sequences(Connection connection) throws SQLException {
    Map<String, Long> sequences = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SEQUENCES)) {
      while (rows.next()) sequences.put(rows.getString(1), rows.getLong(2));
    }
    return sequences;
  }

  /** The number of the last migration. */
  static String version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select version from "
                    + Store.SCHEMA
                    + ".flyway_schema_history where success and version is not null"
                    + " order by installed_rank desc limit 1")) {
      row.next();
      return row.getString(1);
    }
  }

  /** As SQL has a name. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String table(String name) {
    return Store.SCHEMA + "." + name(name);
  }
}
