package dev.usher.connectors.postgres.link;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.postgres.model.PostgresUrl;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Opens connections, all alike: as usher, with limits, with settings that nobody else has a say in.
 * A database's owner can set almost any setting for whoever comes in (ALTER DATABASE … SET), a role
 * that may create roles for a role.
 */
public final class Connections {
  static final String APPLICATION = "usher";

  /**
   * What statements are read by, how the server words what it gives back, what could stop them
   * halfway, and what takes longer than they do. A version that has not one of these is not asked
   * for it.
   */
  private static final String PIN =
      """
      SELECT set_config(name, value, false)
      FROM (VALUES
        ('standard_conforming_strings', 'on'), ('backslash_quote', 'safe_encoding'),
        ('array_nulls', 'on'), ('transform_null_equals', 'off'), ('check_function_bodies', 'on'),
        ('row_security', 'on'), ('client_min_messages', 'warning'),
        ('quote_all_identifiers', 'off'), ('extra_float_digits', '1'), ('bytea_output', 'hex'),
        ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'), ('TimeZone', 'UTC'),
        ('default_transaction_read_only', 'off'), ('default_transaction_deferrable', 'off'),
        ('default_transaction_isolation', 'read committed'), ('default_tablespace', ''),
        ('createrole_self_grant', ''), ('jit', 'off'), ('statement_timeout', '0'),
        ('idle_in_transaction_session_timeout', '0'), ('idle_session_timeout', '0'),
        ('transaction_timeout', '0')) AS pinned (name, value)
      WHERE current_setting(name, true) IS NOT NULL
      """;

  /** The most that one answer may take of the heap; a server that goes on and on is cut off. */
  private static final String LARGEST_ANSWER = "10p";

  /** The driver itself, not by DriverManager: what else is on the class path is not asked. */
  private static final Driver DRIVER = new Driver();

  private Connections() {}

  /**
   * @param limit longest wait for the connection, and for any lock; ten times that for any answer
   * @throws TargetFailure when it cannot be had
   */
  static Connection open(Target target, String url, Login login, Duration limit) {
    String seconds = Long.toString(Math.max(1, limit.toSeconds()));
    Properties settings = new Properties();
    settings.setProperty("user", login.user());
    if (login.password().length > 0) {
      settings.setProperty("password", new String(login.password()));
    }
    settings.setProperty("ApplicationName", APPLICATION);
    settings.setProperty("connectTimeout", seconds);
    settings.setProperty("loginTimeout", seconds);
    settings.setProperty("socketTimeout", Long.toString(Math.max(60, 10 * limit.toSeconds())));
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("logServerErrorDetail", "false");
    settings.setProperty("maxResultBuffer", LARGEST_ANSWER);
    // Whoever answers in the server's place could just ask for the password as it is.
    if (!PostgresUrl.parse(url).provesServer()) settings.setProperty("requireAuth", "!password");
    try {
      Connection connection = DRIVER.connect(url, settings);
      if (connection == null) {
        throw new TargetFailure(Code.UNREACHABLE, target, target + ": not a PostgreSQL URL");
      }
      return prepare(target, connection, limit);
    } catch (SQLException error) {
      throw PostgresErrors.opening(target, login.user(), error);
    }
  }

  private static Connection prepare(Target target, Connection connection, Duration limit)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Before anything is read: who holds a catalogue's table would have us wait for the socket.
      statement.execute("SET lock_timeout = " + Math.max(1, limit.toMillis()));
      if (isStandby(statement)) {
        connection.close();
        throw new TargetFailure(
            Code.READ_ONLY,
            target,
            target
                + " is a standby or in recovery, and takes no changes: point url at the primary");
      }
      // First, for the rest is found by it; and as nobody else, whatever the default is.
      statement.execute("SET search_path = pg_catalog");
      statement.execute("SET ROLE NONE");
      statement.execute(PIN);
    } catch (SQLException error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  private static boolean isStandby(Statement statement) throws SQLException {
    try (ResultSet recovery = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()")) {
      return recovery.next() && recovery.getBoolean(1);
    }
  }
}
