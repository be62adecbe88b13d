package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Value;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody is to see of a table by the view of one role, by the policy alone: of what that
 * role reads just the cells that it means, of no row that has none of these.
 *
 * @param may of whoever has the role that role's meaning; nothing of others
 */
record Sight(String role, String table, Set<String> columns, Optional<Meaning> may) {
  /** Of tables that a role of that carry reads, and not whole. */
  static List<Sight> of(Access access) {
    List<Sight> sights = new ArrayList<>();
    for (Access.Role role : access.roles().values()) {
      if (role.carry() != Carry.VIEW) continue;
      for (String table : RandomRows.TABLES) {
        List<Right> rights =
            role.rights().stream()
                .filter(right -> right.words().contains("select"))
                .filter(right -> right.touches(on(access, table)))
                .toList();
        if (rights.isEmpty() || rights.stream().anyMatch(Sight::isWhole)) continue;
        Set<String> columns = new TreeSet<>(Set.of("id"));
        for (Right right : rights)
          columns.addAll(right.columns().orElse(RandomRows.COLUMNS.keySet()));
        sights.add(new Sight(role.name(), table, columns, Optional.empty()));
      }
    }
    return sights;
  }

  private static boolean isWhole(Right right) {
    return right.rows().isEmpty() && right.columns().isEmpty();
  }

  private static Resource on(Access access, String table) {
    return Resource.of(access.target(), Segment.plain("public"), Segment.plain(table));
  }

  /** Whether that is had by one of them. */
  static boolean isOne(List<Sight> sights, Access.Held held) {
    return sights.stream()
        .anyMatch(
            one ->
                one.role.equals(held.role())
                    && held.right().on().stream()
                        .anyMatch(on -> on.toString().endsWith("/" + one.table)));
  }

  /** The same, of whoever has no more than that of the role. */
  Sight of(Access only, Catalogue catalogue) {
    return new Sight(
        role,
        table,
        columns,
        only.roles().isEmpty() ? Optional.empty() : Optional.of(new Meaning(only, catalogue)));
  }

  /** Looks, as the face, and holds each cell that is there against what is meant. */
  void look(Connection connection, Face face, Access access, Map<Integer, Map<String, Value>> rows)
      throws SQLException {
    Map<Integer, Map<String, String>> meant = new TreeMap<>();
    Map<Integer, Map<String, String>> all = read(connection, "public." + table, columns);
    rows.forEach(
        (id, row) -> {
          Map<String, String> cells = new HashMap<>();
          boolean any = false;
          for (String column : columns) {
            boolean is =
                may.filter(
                        of ->
                            Face.decides(
                                of,
                                face.account(),
                                "select",
                                on(access, table).column(column),
                                row))
                    .isPresent();
            any |= is;
            cells.put(column, is ? all.get(id).get(column) : null);
          }
          if (any) meant.put(id, cells);
        });
    String view = "public." + table + "__usher_" + role;
    Sql.run(connection, "begin", face.puttingOn());
    try {
      Map<Integer, Map<String, String>> seen = read(connection, view, columns);
      assertThat(may).as(face + " may look at " + view).isPresent();
      assertThat(seen).as(face + " sees by " + view).isEqualTo(meant);
    } catch (SQLException refused) {
      assertThat(refused.getSQLState()).as(refused.getMessage()).isEqualTo("42501");
      assertThat(may).as(face + " may look at " + view).isEmpty();
    } finally {
      Sql.run(connection, "rollback");
    }
  }

  private static Map<Integer, Map<String, String>> read(
      Connection connection, String from, Set<String> columns) throws SQLException {
    Map<Integer, Map<String, String>> found = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select " + String.join(", ", quoted(columns)) + " from " + from)) {
      while (row.next()) {
        Map<String, String> cells = new HashMap<>();
        for (String column : columns) cells.put(column, row.getString(column));
        found.put(row.getInt("id"), cells);
      }
    }
    return found;
  }

  private static List<String> quoted(Set<String> columns) {
    return columns.stream().map(column -> Sql.name(column)).toList();
  }
}
