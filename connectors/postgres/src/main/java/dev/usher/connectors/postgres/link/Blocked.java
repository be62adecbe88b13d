package dev.usher.connectors.postgres.link;

import dev.usher.connectors.api.TargetFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.postgresql.PGConnection;

/**
 * Watches whom a connection waits for. It has to be asked while it waits: when the wait is given
 * up, the server no longer says. So another connection is opened for it, where something takes so
 * long that it may be such a wait.
 */
public final class Blocked implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(300);

  /** For the other connection to be closed. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final AtomicReference<Optional<String>> last = new AtomicReference<>(Optional.empty());
  private final Thread watching;

  private Blocked(int backend, Duration limit, Supplier<Connection> another) {
    // Interrupted in the middle of a question a virtual thread closes its socket, which is its own.
    watching = Thread.ofVirtual().unstarted(() -> watch(backend, limit, another));
  }

  /**
   * @param limit after which that connection gives up to wait for a lock
   */
  static Blocked watch(Connection connection, Duration limit, Supplier<Connection> another)
      throws SQLException {
    int backend = connection.unwrap(PGConnection.class).getBackendPID();
    Blocked blocked = new Blocked(backend, limit, another);
    blocked.watching.start();
    return blocked;
  }

  private void watch(int backend, Duration limit, Supplier<Connection> another) {
    try {
      Thread.sleep(limit.dividedBy(2));
      try (Connection other = another.get()) {
        while (true) {
          blocking(other, backend).ifPresent(who -> last.set(Optional.of(who)));
          Thread.sleep(EVERY);
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (SQLException | TargetFailure unknown) {
      // That a lock is in the way is said all the same, and not whose.
    }
  }

  private static Optional<String> blocking(Connection other, int backend) throws SQLException {
    return who(
        other,
        "SELECT a.pid, a.usename, a.application_name, coalesce(a.xact_start, a.backend_start)"
            + " FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids("
            + backend
            + "))");
  }

  /**
   * The first of them in words: {@code process 4711 of app (psql) since …}.
   *
   * @param sql its process, role, program, and since when
   */
  public static Optional<String> who(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) return Optional.empty();
      String program = row.getString(3);
      return Optional.of(
          "process "
              + row.getString(1)
              + " of "
              + row.getString(2)
              + (program == null || program.isEmpty() ? "" : " (" + program + ")")
              + (row.getString(4) == null ? "" : " since " + row.getString(4)));
    }
  }

  /** {@code ; held by process 4711 of app since …} when that is what the error is about. */
  public String by(SQLException error) {
    return PostgresErrors.isLockTimeout(error)
        ? last.get().map(who -> "; it is held by " + who).orElse("")
        : "";
  }

  @Override
  public void close() {
    watching.interrupt();
    try {
      watching.join(PATIENCE);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
