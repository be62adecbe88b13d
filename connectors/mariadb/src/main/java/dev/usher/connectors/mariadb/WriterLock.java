package dev.usher.connectors.mariadb;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The one writer of a server: a lock of its session (manual: GET_LOCK), and gone with it. */
final class WriterLock {
  private static final String NAME = "'usher.writer'";

  private static final String HOLDER =
      "SELECT CONCAT('connection ', id, ' of ', user, ' from ', host) FROM %s"
          + " WHERE id = IS_USED_LOCK("
          + NAME
          + ")";

  private WriterLock() {}

  /** Waits at most that long; empty when it is ours, else who has it. */
  static Optional<String> take(Dialect dialect, Connection connection, Duration limit)
      throws SQLException {
    if (is(connection, "IS_USED_LOCK(" + NAME + ") = CONNECTION_ID()")) return Optional.empty();
    if (is(connection, "GET_LOCK(" + NAME + ", " + Math.max(1, limit.toSeconds()) + ")")) {
      return Optional.empty();
    }
    List<String> holder = Rows.column(connection, HOLDER.formatted(dialect.sessions()));
    return Optional.of(holder.isEmpty() ? "somebody who has just let go" : holder.getFirst());
  }

  private static boolean is(Connection connection, String question) throws SQLException {
    return Rows.column(connection, "SELECT " + question).equals(List.of("1"));
  }
}
