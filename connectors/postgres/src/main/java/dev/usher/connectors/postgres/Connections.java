package dev.usher.connectors.postgres;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;

/** Opens connections, all alike: as usher, with limits, with a search path nobody can poison. */
final class Connections {
  static final String APPLICATION = "usher";

  /** The driver itself, not by DriverManager: what else is on the class path is not asked. */
  private static final Driver DRIVER = new Driver();

  private Connections() {}

  /**
   * @param limit longest wait for the connection; ten times that for any answer
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
    try {
      Connection connection = DRIVER.connect(url, settings);
      if (connection == null) {
        throw new TargetFailure(Code.UNREACHABLE, target, target + ": not a PostgreSQL URL");
      }
      return prepare(target, connection);
    } catch (SQLException error) {
      throw PostgresErrors.failure(target, login.user(), error);
    }
  }

  private static Connection prepare(Target target, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet recovery = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()")) {
      if (recovery.next() && recovery.getBoolean(1)) {
        connection.close();
        throw new TargetFailure(
            Code.READ_ONLY,
            target,
            target
                + " is a standby or in recovery, and takes no changes: point url at the primary");
      }
      statement.execute(
          "SET search_path = pg_catalog; SET standard_conforming_strings = on;"
              + " SET client_min_messages = warning; SET row_security = on");
    } catch (SQLException error) {
      connection.close();
      throw error;
    }
    return connection;
  }
}
