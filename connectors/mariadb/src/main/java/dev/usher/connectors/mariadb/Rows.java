package dev.usher.connectors.mariadb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Answers of a server, row by row. */
final class Rows {
  private Rows() {}

  /** What to do with a row. */
  interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  static void each(Connection connection, String sql, Reader reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) reader.read(row);
    }
  }

  /** The first column of every row. */
  static List<String> column(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    each(connection, sql, row -> found.add(text(row, 1)));
    return found;
  }

  /** A text; empty where there is none. */
  static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    }
  }
}
