package dev.usher.testkit;

import java.sql.Connection;
import java.util.Optional;

/** The MySQL server that a variable names, if it does. */
final class MySqlServer {
  private MySqlServer() {}

  /** Looked for once for each JVM, with a connection that holds the server until the JVM ends. */
  private static final class Holder {
    static final Optional<Held> FOUND =
        Optional.ofNullable(System.getenv("USHER_TEST_MYSQL")).map(MySqlServer::find);
  }

  private record Held(MariaDb server, Connection lock) {}

  static Optional<MariaDb> shared() {
    return Holder.FOUND.map(Held::server);
  }

  /** One that is named must be there. */
  private static Held find(String where) {
    MariaDb server = MariaDbService.at("mysql", where);
    Connection lock = server.connect();
    String version = Sql.column(lock, "select version()").getFirst();
    // Two test runs must not meet on one server; what a JVM holds goes with it.
    Sql.rows(lock, "select get_lock('usher-tests', 900)");
    return new Held(server.called("MySQL " + version), lock);
  }
}
