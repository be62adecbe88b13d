package dev.usher.connectors.postgres;

import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Of which columns each account holds each privilege, and where delete, by the server's own
 * answers.
 */
record Held(Map<List<String>, Set<String>> columns) {
  private static final String ASKED =
      """
      select a.rolname, c.relname, p.word, t.attname
      from pg_roles a, pg_class c, pg_attribute t,
        (values ('select'), ('insert'), ('update')) p (word)
      where a.rolname in (%1$s) and c.oid in (%2$s) and t.attrelid = c.oid and t.attnum > 0
        and has_column_privilege(a.oid, c.oid, t.attnum, p.word)
      union all
      select a.rolname, c.relname, 'delete', '' from pg_roles a, pg_class c
      where a.rolname in (%1$s) and c.oid in (%2$s) and has_table_privilege(a.oid, c.oid, 'delete')
      """;

  static Held read(Connection connection, List<String> accounts) {
    Map<List<String>, Set<String>> columns = new HashMap<>();
    Sql.rows(
            connection,
            ASKED.formatted(
                accounts.stream().map(Sql::text).collect(Collectors.joining(", ")),
                RandomRows.TABLES.stream()
                    .map(table -> "'public." + table + "'::regclass")
                    .collect(Collectors.joining(", "))))
        .forEach(
            row ->
                columns
                    .computeIfAbsent(row.subList(0, 3), _ -> new TreeSet<>())
                    .add(row.getLast()));
    return new Held(columns);
  }

  Set<String> columns(String account, String table, String word) {
    return columns.getOrDefault(List.of(account, table, word), Set.of());
  }
}
