package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Table;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.filter.Parametrised;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.sql.Column;
import dev.usher.sql.MariaDbDialect;
import dev.usher.sql.Parametrising;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One table or view, by one question. */
final class InspectTable {
  /** Names are compared here and not there, where some that differ in their case are one. */
  private static final String COLUMNS =
      """
      SELECT t.table_schema, t.table_name, t.table_type = 'VIEW', c.column_name, c.column_type,
        c.character_set_name
      FROM information_schema.tables AS t JOIN information_schema.columns AS c
        ON c.table_schema = t.table_schema AND c.table_name = t.table_name
      WHERE t.table_schema = ? AND t.table_name = ? AND t.table_type <> 'SEQUENCE'
      ORDER BY c.ordinal_position
      """;

  private InspectTable() {}

  private record Found(Dialect dialect, List<Column> all) implements Table {
    @Override
    public List<String> columns() {
      return all.stream().map(Column::name).toList();
    }

    @Override
    public Parametrised rows(Condition condition, String alias, Map<String, Value> subject) {
      return Parametrising.of(
          condition,
          constants -> new MariaDbDialect(constants, dialect.bytewise()),
          all,
          alias,
          subject);
    }
  }

  static Optional<Table> of(Dialect dialect, Realm realm, Connection connection, Resource on)
      throws SQLException {
    if (on.path().size() != 1) return Optional.empty();
    String name = on.path().getLast().name();
    boolean isView = on.path().getLast().kind().equals("view");
    List<Column> columns = new ArrayList<>();
    for (Map.Entry<String, Target> one : MariaDbInspect.databases(dialect, realm).entrySet()) {
      if (!one.getValue().equals(on.target())) continue;
      try (PreparedStatement asked = connection.prepareStatement(COLUMNS)) {
        asked.setString(1, one.getKey());
        asked.setString(2, name);
        try (ResultSet row = asked.executeQuery()) {
          while (row.next()) {
            if (!Rows.text(row, 1).equals(one.getKey())
                || !Rows.text(row, 2).equals(name)
                || row.getBoolean(3) != isView) continue;
            columns.add(new Column(Rows.text(row, 4), Rows.text(row, 5), Rows.text(row, 6)));
          }
        }
      }
    }
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(new Found(dialect, List.copyOf(columns)));
  }
}
