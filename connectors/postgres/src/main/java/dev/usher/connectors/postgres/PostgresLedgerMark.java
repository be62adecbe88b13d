package dev.usher.connectors.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The ledger's head in the database: schema usher, table ledger, one row, nobody else's to read.
 */
final class PostgresLedgerMark {
  private static final String MAKE =
      """
      CREATE SCHEMA IF NOT EXISTS usher;
      REVOKE ALL ON SCHEMA usher FROM PUBLIC;
      CREATE TABLE IF NOT EXISTS usher.ledger (
        only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        head text NOT NULL,
        at timestamptz NOT NULL);
      REVOKE ALL ON usher.ledger FROM PUBLIC
      """;

  private static final String WRITE =
      "INSERT INTO usher.ledger (head, at) VALUES (?, pg_catalog.now())"
          + " ON CONFLICT (only_one) DO UPDATE SET head = excluded.head, at = excluded.at";

  private PostgresLedgerMark() {}

  /** The head that was left by the last apply. The table must be there. */
  static Optional<String> head(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT head FROM usher.ledger")) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  static void write(Connection connection, String head) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      boolean there;
      try (ResultSet row =
          statement.executeQuery("SELECT to_regclass('usher.ledger') IS NOT NULL")) {
        there = row.next() && row.getBoolean(1);
      }
      if (!there) statement.execute(MAKE);
      try (PreparedStatement write = connection.prepareStatement(WRITE)) {
        write.setString(1, head);
        write.executeUpdate();
      }
      connection.commit();
    } catch (SQLException error) {
      connection.rollback();
      throw error;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
