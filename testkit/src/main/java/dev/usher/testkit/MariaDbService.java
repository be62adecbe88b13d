package dev.usher.testkit;

import java.net.URI;
import java.sql.Connection;
import java.util.Optional;

/** The MariaDB server that the machine runs as a service, if it does. */
final class MariaDbService {
  private MariaDbService() {}

  /** Looked for once for each JVM, with a connection that holds the server until the JVM ends. */
  private static final class Holder {
    static final Optional<Held> FOUND = find();
  }

  private record Held(MariaDb server, Connection lock) {}

  static Optional<MariaDb> shared() {
    return Holder.FOUND.map(Held::server);
  }

  /**
   * @param where {@code user[:password]@host:port}
   */
  static MariaDb at(String scheme, String where) {
    URI place = URI.create(scheme + "://" + where);
    String[] login = Optional.ofNullable(place.getUserInfo()).orElse("root").split(":", 2);
    int port = place.getPort() < 0 ? 3306 : place.getPort();
    return new MariaDb(
        scheme, scheme, place.getHost(), port, login[0], login.length > 1 ? login[1] : "");
  }

  private static Optional<Held> find() {
    String where =
        Optional.ofNullable(System.getenv("USHER_TEST_MARIADB")).orElse("root@127.0.0.1:3306");
    MariaDb server = at("mariadb", where);
    try {
      Connection lock = server.connect();
      String version = Sql.column(lock, "select version()").getFirst();
      // Two test runs must not meet on one server; what a JVM holds goes with it.
      Sql.rows(lock, "select get_lock('usher-tests', 900)");
      return Optional.of(new Held(server.called("MariaDB " + version + " (service)"), lock));
    } catch (IllegalStateException failure) {
      String what = "no MariaDB service at " + server.host() + ":" + server.port();
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException(
            what + "; under CI=true there must be one (USHER_TEST_MARIADB)", failure);
      }
      System.err.println("SKIPPED: " + what + " (" + failure.getMessage() + ")");
      return Optional.empty();
    }
  }
}
