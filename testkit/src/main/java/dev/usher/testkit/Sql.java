package dev.usher.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Plain SQL in tests: a statement that fails is an IllegalStateException that shows it. */
public final class Sql {
  private Sql() {}

  /** Runs each in turn. */
  public static void run(Connection connection, String... statements) {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException failure) {
        throw new IllegalStateException(failure.getMessage() + "\n  in: " + sql, failure);
      }
    }
  }

  /** All rows, each value as text; null stays null. */
  public static List<List<String>> rows(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) row.add(result.getString(i));
        rows.add(row);
      }
      return rows;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure.getMessage() + "\n  in: " + sql, failure);
    }
  }

  /** The first column of every row. */
  public static List<String> column(Connection connection, String sql) {
    return rows(connection, sql).stream().map(List::getFirst).toList();
  }

  /** A name in double quotes. */
  public static String name(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** A text in single quotes; the server's standard_conforming_strings is on. */
  public static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
