package dev.usher.connectors.postgres.model;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's head in the database: schema usher, table ledger, one row, nobody else's to read.
 * Whoever else owned the schema or the table could have triggers or a view there run with usher's
 * rights; so it is touched only where it belongs to usher's account itself, or to a superuser.
 */
public final class PostgresLedgerMark {
  private static final String MAKE =
      """
      CREATE SCHEMA IF NOT EXISTS usher;
      REVOKE CREATE ON SCHEMA usher FROM PUBLIC;
      CREATE TABLE IF NOT EXISTS usher.ledger (
        only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        head text NOT NULL,
        at timestamptz NOT NULL);
      REVOKE ALL ON usher.ledger FROM PUBLIC
      """;

  private static final String ADD =
      "INSERT INTO usher.ledger (head, at) VALUES (?, pg_catalog.now()) ON CONFLICT DO NOTHING";

  private static final String CHANGE = "UPDATE usher.ledger SET head = ?, at = pg_catalog.now()";

  /** Whether the table is there; whose it or its schema is, where that is not to be trusted. */
  public static final String STANDING =
      """
      EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = 'usher' AND c.relname = 'ledger'),
      (SELECT min(o.rolname) FROM pg_roles o
       WHERE o.rolname <> current_user AND NOT o.rolsuper AND o.oid IN (
         SELECT nspowner FROM pg_namespace WHERE nspname = 'usher'
         UNION
         SELECT c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'usher' AND c.relname IN ('ledger', 'attributes', 'seal')))
      """;

  private PostgresLedgerMark() {}

  public static void refuse(Target target, @Nullable String owner) {
    if (owner == null) return;
    throw new TargetFailure(
        Code.CONFLICT,
        target,
        "schema usher in "
            + target
            + " belongs to "
            + owner
            + ", whose code there could run as usher's account: DROP SCHEMA usher CASCADE; or, if "
            + owner
            + " was usher's account before, give schema and table usher.ledger to the new one");
  }

  /** The head that was left by the last apply. The table must be there and usher's. */
  public static Optional<String> head(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT head FROM usher.ledger")) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  public static void write(Target target, Connection connection, String head) throws SQLException {
    claim(target, connection, (_, _) -> Optional.of(head));
  }

  /** As {@link #take}, in a transaction of its own. */
  public static boolean claim(Target target, Connection connection, Claim claim)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      boolean isOurs = take(target, connection, claim);
      connection.commit();
      return isOurs;
    } catch (SQLException | TargetFailure failure) {
      connection.rollback();
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /**
   * Makes the claim within the open transaction. The row stays locked until its end: who claims it
   * meanwhile waits, and then finds what we left.
   *
   * @return whether it was made
   */
  public static boolean take(Target target, Connection connection, Claim claim)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!isThere(target, statement)) {
        statement.execute(MAKE);
        // Somebody may have been quicker.
        isThere(target, statement);
      }
      Optional<String> found = locked(statement);
      Optional<String> next = claim.over(target, found);
      if (next.isEmpty()) return false;
      if (next.equals(found)) return true;
      try (PreparedStatement write = connection.prepareStatement(found.isEmpty() ? ADD : CHANGE)) {
        write.setString(1, next.get());
        // Of two that find no row one adds it; the other looks again at what is there now.
        return write.executeUpdate() == 1 || take(target, connection, claim);
      }
    }
  }

  private static Optional<String> locked(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT head FROM usher.ledger FOR UPDATE")) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  private static boolean isThere(Target target, Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT " + STANDING)) {
      row.next();
      refuse(target, row.getString(2));
      return row.getBoolean(1);
    }
  }
}
