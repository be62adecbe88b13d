package dev.usher.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Questions as plain JDBC asks them: each in turn, every value of every row read. */
final class Bare {
  private static final int FETCH = 10_000;

  private Bare() {}

  /** Returns how many rows there were. */
  static long ask(Connection connection, List<String> questions) throws SQLException {
    connection.setAutoCommit(false);
    long rows = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      for (String question : questions) {
        if (!statement.execute(question)) continue;
        try (ResultSet row = statement.getResultSet()) {
          int columns = row.getMetaData().getColumnCount();
          while (row.next()) {
            for (int i = 1; i <= columns; i++) row.getString(i);
            rows++;
          }
        }
      }
    } finally {
      connection.rollback();
    }
    return rows;
  }
}
