package dev.usher.connectors.mariadb;

import dev.usher.core.model.Target;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of usher.mark that speak of accounts and roles, whatever became of what they speak of.
 *
 * @param groups by the native role's name
 */
record Marks(Map<Grantee, List<Mark>> accounts, Map<String, Mark> groups) {
  private static final long MICROS = 1_000_000;

  /** One row. */
  record Mark(
      Target target,
      String role,
      boolean made,
      boolean adopted,
      boolean unswept,
      Optional<Instant> until) {}

  static Marks read(Connection connection) throws SQLException {
    Marks found = new Marks(new TreeMap<>(), new TreeMap<>());
    Rows.each(connection, InspectSql.MARKS, found::add);
    return found;
  }

  private void add(ResultSet row) throws SQLException {
    BigDecimal ends = row.getBigDecimal(10);
    Mark mark =
        new Mark(
            new Target(Rows.text(row, 4), Rows.text(row, 5)),
            Rows.text(row, 6),
            Rows.text(row, 7).equals("made"),
            row.getBoolean(8),
            row.getBoolean(9),
            Optional.ofNullable(ends).map(Marks::instant));
    String name = Rows.text(row, 2);
    if (Rows.text(row, 1).equals("role")) groups.put(name, mark);
    else
      accounts
          .computeIfAbsent(new Grantee(name, Rows.text(row, 3)), _ -> new ArrayList<>())
          .add(mark);
  }

  private static Instant instant(BigDecimal seconds) {
    long micros = seconds.multiply(BigDecimal.valueOf(MICROS)).longValue();
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), 1000 * Math.floorMod(micros, MICROS));
  }
}
