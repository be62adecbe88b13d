package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Passwords. The server is sent the hash (manual: Authentication Plugin, mysql_native_password),
 * not the password, so that nothing it logs holds one. Their end is in the mark: MariaDB's own ends
 * are whole days after the last change, and let the user set a new one.
 */
final class MariaDbCredential {
  private MariaDbCredential() {}

  static void set(
      Target target, Connection connection, Grantee who, char[] secret, Optional<Instant> end)
      throws SQLException {
    refuseOthers(target, connection, who);
    // First the end: a password whose end nobody knows would be for good.
    Rows.run(
        connection,
        MariaDbMark.ends(who, end),
        "ALTER USER "
            + Sql.grantee(who)
            + " IDENTIFIED VIA mysql_native_password USING "
            + Sql.text(hash(secret)));
  }

  /** {@code *} and the SHA-1 of the SHA-1, in capitals. */
  static String hash(char[] secret) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return "*" + HexFormat.of().withUpperCase().formatHex(sha1.digest(sha1.digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(encoded.array(), (byte) 0);
    }
  }

  private static void refuseOthers(Target target, Connection connection, Grantee who)
      throws SQLException {
    String named = " = " + Sql.text(who.name()) + " AND host = " + Sql.text(who.host());
    List<String> there =
        Rows.column(connection, "SELECT 1 FROM mysql.global_priv WHERE BINARY user" + named);
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
