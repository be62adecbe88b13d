package dev.usher.connectors.postgres.session;

import dev.usher.connectors.postgres.link.Blocked;
import dev.usher.connectors.postgres.link.PostgresErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a cluster: an advisory lock of a session in the database {@code postgres}, for
 * advisory locks belong to a database.
 */
public final class WriterLock {
  /** "usher" and a version, so that nobody else's number is likely to be it. */
  private static final long KEY = 0x75736865_72000001L;

  private static final String HOLDER =
      """
      SELECT a.pid, a.usename, a.application_name, a.backend_start
      FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = %d AND l.objid = %d
      """
          .formatted(KEY >>> 32, KEY & 0xFFFFFFFFL);

  /** Of the time after which a holder who says nothing has let go. */
  private static final int SIGNS = 4;

  private final Connection connection;
  private @Nullable Thread signs;

  WriterLock(Connection connection) {
    this.connection = connection;
  }

  /** Waits at most that long; empty when it is ours, else who has it. */
  Optional<String> take(Duration limit) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = " + Math.max(1, limit.toMillis()));
      statement.execute("SELECT pg_advisory_lock(" + KEY + ")");
      // A process that sleeps holds its connection, and would hold up everybody's leaving.
      statement.execute("SET idle_session_timeout = " + alive(limit));
      signs = Thread.ofPlatform().daemon().name("writer").start(() -> live(limit));
      return Optional.empty();
    } catch (SQLException error) {
      if (!PostgresErrors.isLockTimeout(error)) throw error;
    }
    return Optional.of(
        Blocked.who(connection, HOLDER).orElse("somebody who has just let go of it"));
  }

  /** In milliseconds: who says nothing for so long is taken for gone, by the server itself. */
  static long alive(Duration limit) {
    return Math.max(5_000, limit.toMillis());
  }

  private void live(Duration limit) {
    try {
      do {
        Thread.sleep(alive(limit) / SIGNS);
      } while (isHeld());
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the lock's session lives. */
  synchronized boolean isHeld() {
    try {
      return connection.isValid(5);
    } catch (SQLException gone) {
      return false;
    }
  }

  void close() {
    if (signs != null) signs.interrupt();
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      // With its session the lock is gone too.
    }
  }
}
