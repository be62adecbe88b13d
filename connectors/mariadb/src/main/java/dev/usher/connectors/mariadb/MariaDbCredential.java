package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Passwords. The server is sent the hash, not the password, so that nothing it logs holds one.
 * Their end is in the mark: the servers' own ends are whole days after the last change, and let the
 * user set a new one.
 */
final class MariaDbCredential {
  private MariaDbCredential() {}

  static void set(
      Dialect dialect,
      Target target,
      Connection connection,
      Grantee who,
      char[] secret,
      Optional<Instant> end)
      throws SQLException {
    refuseOthers(dialect, target, connection, who);
    // First the end: a password whose end nobody knows would be for good.
    Rows.run(
        connection,
        MariaDbMark.ends(who, end),
        "ALTER USER " + Sql.grantee(who) + dialect.password(secret));
    if (dialect.noOldPassword().isPresent()) {
      Rows.run(connection, "ALTER USER " + Sql.grantee(who) + dialect.noOldPassword().get());
    }
  }

  private static void refuseOthers(
      Dialect dialect, Target target, Connection connection, Grantee who) throws SQLException {
    String named = " = " + Sql.text(who.name()) + " AND host = " + Sql.text(who.host());
    List<String> there =
        Rows.column(
            connection, "SELECT 1 FROM " + dialect.accounts() + " WHERE BINARY User" + named);
    if (there.isEmpty()) {
      throw new TargetFailure(
          Code.MISSING, target, "there is no account " + who + " in " + target + ": apply");
    }
    List<String> marks =
        Rows.column(
            connection,
            "SELECT 1 FROM usher.mark WHERE kind = 'account' AND state = 'made' AND name" + named);
    if (marks.isEmpty()) {
      throw new TargetFailure(
          Code.CONFLICT,
          target,
          who + " in " + target + " is not usher's: adopt it, or set its password yourself");
    }
  }
}
