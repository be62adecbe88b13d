package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/** Opens connections, all alike: as usher, to no database in particular, with limits. */
final class Connections {
  /** The driver itself, not by DriverManager: what else is on the class path is not asked. */
  private static final Driver DRIVER = new Driver();

  /** Ways to prove a password without saying it. Any server may ask for another, PAM's for one. */
  private static final String PROOFS =
      "mysql_native_password,client_ed25519,parsec,caching_sha2_password";

  private Connections() {}

  /**
   * @param limit longest wait for the connection or a lock; ten times that for any answer
   * @throws TargetFailure when it cannot be had
   */
  static Connection open(
      Dialect dialect, Target target, MariaDbUrl url, Login login, Duration limit) {
    Properties settings = new Properties();
    settings.setProperty("user", login.user());
    settings.setProperty("password", new String(login.password()));
    settings.setProperty("connectTimeout", Long.toString(Math.max(1, limit.toMillis())));
    settings.setProperty("socketTimeout", Long.toString(Math.max(60_000, 11 * limit.toMillis())));
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("allowLocalInfile", "false");
    settings.setProperty("permitRedirect", "false");
    settings.setProperty("socketFactory", BoundedSockets.class.getName());
    if (!url.provesServer()) settings.setProperty("restrictedAuth", PROOFS);
    settings.setProperty("connectionAttributes", "program_name:usher");
    try {
      return prepare(dialect, target, connect(target, url, settings), limit);
    } catch (SQLException error) {
      throw MariaDbErrors.failure(target, login.user(), error, true);
    }
  }

  private static Connection connect(Target target, MariaDbUrl url, Properties settings)
      throws SQLException {
    Connection connection;
    try {
      connection = DRIVER.connect(url.urlOfServer(), settings);
    } catch (RuntimeException senseless) {
      throw new TargetFailure(
          Code.OTHER,
          target,
          target + " does not answer as such a server does: " + senseless.getMessage(),
          senseless);
    }
    if (connection == null) {
      throw new TargetFailure(Code.UNREACHABLE, target, target + ": not a URL of one server");
    }
    return connection;
  }

  private static Connection prepare(
      Dialect dialect, Target target, Connection connection, Duration limit) throws SQLException {
    try {
      String version = Rows.column(connection, "SELECT VERSION()").getFirst();
      MariaDbErrors.refuse(dialect, target, version);
      boolean[] readOnly = new boolean[1];
      Rows.each(connection, dialect.server(), row -> readOnly[0] = row.getBoolean(4));
      if (readOnly[0]) {
        throw new TargetFailure(
            Code.READ_ONLY,
            target,
            target + " is read-only (a replica?), and takes no changes: point url at the primary");
      }
      long seconds = Math.max(1, limit.toSeconds());
      for (String setting : dialect.settings(seconds)) Rows.run(connection, setting);
      Rows.run(
          connection,
          "SET time_zone = '+00:00', autocommit = 1",
          // What an administrator set for all would cut off answers, refuse them, leave names
          // unquoted, or end a session that waits for somebody's yes.
          "SET sql_select_limit = 18446744073709551615, sql_quote_show_create = 1",
          "SET sql_big_selects = 1, wait_timeout = 28800",
          "SET SESSION TRANSACTION READ WRITE",
          "SET lock_wait_timeout = " + seconds + ", innodb_lock_wait_timeout = " + seconds);
      return connection;
    } catch (SQLException | TargetFailure failure) {
      connection.close();
      throw failure;
    }
  }
}
