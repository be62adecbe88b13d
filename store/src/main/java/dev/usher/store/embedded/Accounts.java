package dev.usher.store.embedded;

import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.util.PasswordUtil;

/**
 * The two accounts of an embedded store, and its database, which belongs to the one.
 *
 * @param server {@code jdbc:postgresql://127.0.0.1:port/}
 */
record Accounts(String server, Passwords passwords) {
  private static final String OWNER = "usher_owner";
  private static final String DATABASE = "usher";

  Account migrating() throws IOException {
    return new Account(server + DATABASE, OWNER, passwords.of(OWNER));
  }

  Account running() throws IOException {
    return new Account(server + DATABASE, Store.RUNNING, passwords.of(Store.RUNNING));
  }

  /** Makes what is not there yet. The server is sent what it keeps of a password, never itself. */
  void make(Account superuser) throws IOException {
    Properties login = new Properties();
    login.setProperty("user", superuser.user());
    login.setProperty("password", new String(superuser.password()));
    try (Connection connection = DriverManager.getConnection(superuser.url(), login)) {
      if (isThere(connection, "select from pg_database where datname = ?", DATABASE)) return;
      makeRole(connection, OWNER);
      makeRole(connection, Store.RUNNING);
      run(connection, "create database " + DATABASE + " owner " + OWNER);
    } catch (SQLException failure) {
      throw new StoreFailure(
          "the embedded PostgreSQL does not take its own accounts: "
              + failure.getMessage()
              + "; see that nobody else changed them",
          failure);
    }
  }

  private void makeRole(Connection connection, String role) throws IOException, SQLException {
    if (isThere(connection, "select from pg_roles where rolname = ?", role)) return;
    String kept = PasswordUtil.encodePassword(role, passwords.of(role), "scram-sha-256");
    run(connection, "create role " + role + " login password '" + kept + "'");
  }

  private static boolean isThere(Connection connection, String question, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
