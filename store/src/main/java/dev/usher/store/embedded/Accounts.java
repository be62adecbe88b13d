package dev.usher.store.embedded;

import dev.usher.store.Account;
import dev.usher.store.LoginRole;
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

/**
 * The two accounts of an embedded store, and its database, which belongs to the one.
 *
 * @param server {@code jdbc:postgresql://127.0.0.1:port/}
 */
record Accounts(String server, Passwords passwords) {
  static final String OWNER = "usher_owner";
  private static final String DATABASE = "usher";

  Account migrating() throws IOException {
    return new Account(server + DATABASE, OWNER, passwords.of(OWNER));
  }

  Account running() throws IOException {
    return new Account(server + DATABASE, Store.RUNNING, passwords.of(Store.RUNNING));
  }

  /** Makes what is not there yet. */
  void make(Account superuser) throws IOException {
    Properties login = new Properties();
    login.setProperty("user", superuser.user());
    login.setProperty("password", new String(superuser.password()));
    try (Connection connection = DriverManager.getConnection(superuser.url(), login)) {
      LoginRole.make(connection, migrating());
      LoginRole.make(connection, running());
      if (!isThere(connection)) create(connection);
    } catch (SQLException failure) {
      throw new StoreFailure(
          "the embedded PostgreSQL does not take its own accounts: "
              + failure.getMessage()
              + "; see that nobody else changed them",
          failure);
    }
  }

  private static boolean isThere(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select from pg_database where datname = ?")) {
      statement.setString(1, DATABASE);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create database " + DATABASE + " owner " + OWNER);
    }
  }
}
