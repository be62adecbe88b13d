package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.api.Table;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.filter.Parametrised;
import dev.usher.core.model.Resource;
import dev.usher.sql.Column;
import dev.usher.sql.Parametrising;
import dev.usher.sql.PostgresDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One table, view or foreign table, by one question. */
public final class InspectTable {
  private static final String COLUMNS =
      """
      SELECT c.relkind, pg_encoding_to_char(d.encoding), a.attname, %s, %s
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_database d ON d.datname = current_database()
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      ORDER BY a.attnum
      """
          .formatted(PostgresDialect.COLUMN_TYPE, PostgresDialect.COLUMN_COLLATION);

  private InspectTable() {}

  private record Found(String encoding, List<Column> all) implements Table {
    @Override
    public List<String> columns() {
      return all.stream().map(Column::name).toList();
    }

    @Override
    public Parametrised rows(Condition condition, String alias, Map<String, Value> subject) {
      return encoding.equals("UTF8")
          ? Parametrising.of(condition, PostgresDialect::new, all, alias, subject)
          : new Parametrised.Refused(
              "the database has the encoding "
                  + encoding
                  + ", in which texts do not compare as conditions mean",
              "rows want a database with the encoding UTF8");
    }
  }

  public static Optional<Table> of(Connection connection, Resource on) throws SQLException {
    if (on.path().size() != 2) return Optional.empty();
    String encoding = "";
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement asked = connection.prepareStatement(COLUMNS)) {
      asked.setString(1, on.path().get(0).name());
      asked.setString(2, on.path().get(1).name());
      try (ResultSet row = asked.executeQuery()) {
        while (row.next()) {
          String kind = Thing.Kind.ofRelation(row.getString(1).charAt(0)).word;
          String written = on.path().getLast().kind();
          if (!kind.equals(written.isEmpty() ? Thing.Kind.TABLE.word : written)) continue;
          encoding = row.getString(2);
          columns.add(new Column(row.getString(3), row.getString(4), row.getString(5)));
        }
      }
    }
    return columns.isEmpty() ? Optional.empty() : Optional.of(new Found(encoding, columns));
  }
}
