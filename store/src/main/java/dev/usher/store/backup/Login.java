package dev.usher.store.backup;

import dev.usher.store.Account;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A connection as the owner of the tables. */
final class Login {
  private Login() {}

  static Connection of(Account owner) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", owner.user());
    login.setProperty("password", new String(owner.password()));
    login.setProperty("ApplicationName", "usher backup");
    login.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(owner.url(), login);
  }

  /** Values are written in the one form that every version reads alike. */
  static void plainTexts(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local search_path = pg_catalog");
      statement.execute("set local datestyle = 'ISO, YMD'");
      statement.execute("set local intervalstyle = 'postgres'");
      statement.execute("set local timezone = 'UTC'");
      statement.execute("set local bytea_output = 'hex'");
      statement.execute("set local extra_float_digits = 3");
    }
  }
}
