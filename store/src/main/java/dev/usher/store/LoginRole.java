package dev.usher.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.util.PasswordUtil;

/** A role that logs in with a password. */
public final class LoginRole {
  private LoginRole() {}

  /**
   * Makes it where it is missing. The server is sent what it keeps of the password, never itself.
   */
  public static void make(Connection connection, Account account) throws SQLException {
    if (isThere(connection, account.user())) return;
    String kept =
        PasswordUtil.encodePassword(account.user(), account.password().clone(), "scram-sha-256");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create role "
              + statement.enquoteIdentifier(account.user(), true)
              + " login password "
              + statement.enquoteLiteral(kept));
    }
  }

  private static boolean isThere(Connection connection, String role) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select from pg_roles where rolname = ?")) {
      statement.setString(1, role);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
