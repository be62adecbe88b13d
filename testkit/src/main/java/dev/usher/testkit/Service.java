package dev.usher.testkit;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** The server that the machine runs as a service, if it does. */
final class Service {
  /** Advisory lock that keeps two test runs off one cluster; any constant that is ours will do. */
  private static final long LOCK = 0x7573_6865_7274_6573L;

  private Service() {}

  /** Looked for once for each JVM, with a connection that holds the cluster until the JVM ends. */
  private static final class Holder {
    static final Optional<Held> FOUND = find();
  }

  private record Held(Postgres server, Connection lock) {}

  static Optional<Postgres> shared() {
    return Holder.FOUND.map(Held::server);
  }

  private static Optional<Held> find() {
    String where =
        Optional.ofNullable(System.getenv("USHER_TEST_POSTGRES")).orElse("postgres@127.0.0.1:5432");
    URI place = URI.create("postgresql://" + where);
    String[] login = Optional.ofNullable(place.getUserInfo()).orElse("postgres").split(":", 2);
    String password = login.length > 1 ? login[1] : "";
    int port = place.getPort() < 0 ? 5432 : place.getPort();
    try {
      Properties settings = new Properties();
      settings.setProperty("user", login[0]);
      settings.setProperty("password", password);
      settings.setProperty("connectTimeout", "5");
      Connection connection =
          DriverManager.getConnection(
              "jdbc:postgresql://" + place.getHost() + ":" + port + "/postgres", settings);
      int major = connection.getMetaData().getDatabaseMajorVersion();
      Postgres server =
          new Postgres(
              "PostgreSQL " + major + " (service)",
              major,
              place.getHost(),
              port,
              login[0],
              password);
      hold(connection);
      return Optional.of(new Held(server, connection));
    } catch (SQLException failure) {
      String what = "no PostgreSQL service at " + place.getHost() + ":" + port;
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException(
            what + "; under CI=true there must be one (USHER_TEST_POSTGRES)", failure);
      }
      System.err.println("SKIPPED: " + what + " (" + failure.getMessage() + ")");
      return Optional.empty();
    }
  }

  private static void hold(Connection connection) throws SQLException {
    Sql.run(connection, "set lock_timeout = '15min'", "select pg_advisory_lock(" + LOCK + ")");
  }
}
