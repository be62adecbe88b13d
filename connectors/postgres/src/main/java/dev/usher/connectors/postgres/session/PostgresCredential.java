package dev.usher.connectors.postgres.session;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.core.model.Target;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.fastpath.FastpathArg;

/**
 * Passwords. The server is sent the verifier (RFC 5803, as the manual's section 54.10 has it), not
 * the password; and that as a setting of the transaction, so that nothing that the server may log
 * or show holds either.
 */
public final class PostgresCredential {
  /** What PostgreSQL itself uses. */
  private static final int ITERATIONS = 4096;

  private static final int SALT_BYTES = 16;

  /** {@code set_config(text, text, boolean)} in every version. */
  private static final int SET_CONFIG = 2078;

  /** Raised anew, for the context of the original error would quote the statement within. */
  private static final String ALTER =
      """
      DO $do$
      BEGIN
        EXECUTE format('ALTER ROLE %I PASSWORD %L VALID UNTIL %L',
          current_setting('usher.account'), current_setting('usher.verifier'),
          current_setting('usher.until'));
      EXCEPTION WHEN OTHERS THEN
        RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM;
      END
      $do$
      """;

  private PostgresCredential() {}

  static void set(
      Target target, Connection connection, String account, char[] secret, Optional<Instant> end)
      throws SQLException {
    refuseOthers(target, connection, account);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      setting(connection, "usher.account", account);
      setting(connection, "usher.verifier", verifier(secret));
      setting(connection, "usher.until", end.map(Instant::toString).orElse("infinity"));
      statement.execute(ALTER);
      connection.commit();
    } catch (SQLException error) {
      connection.rollback();
      throw error;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** {@code SCRAM-SHA-256$4096:salt$stored:server}. */
  public static String verifier(char[] secret) {
    ScramMechanism how = ScramMechanism.SCRAM_SHA_256;
    byte[] salt = ScramFunctions.salt(SALT_BYTES, new SecureRandom());
    byte[] salted =
        ScramFunctions.saltedPassword(
            how, StringPreparation.POSTGRESQL_PREPARATION, secret, salt, ITERATIONS);
    byte[] stored = ScramFunctions.storedKey(how, ScramFunctions.clientKey(how, salted));
    Base64.Encoder text = Base64.getEncoder();
    return "SCRAM-SHA-256$"
        + ITERATIONS
        + ":"
        + text.encodeToString(salt)
        + "$"
        + text.encodeToString(stored)
        + ":"
        + text.encodeToString(ScramFunctions.serverKey(how, salted));
  }

  private static void refuseOthers(Target target, Connection connection, String account)
      throws SQLException {
    try (PreparedStatement ask =
        connection.prepareStatement(
            "SELECT coalesce(shobj_description(oid, 'pg_authid'), '') FROM pg_roles"
                + " WHERE rolname = ?")) {
      ask.setString(1, account);
      try (ResultSet row = ask.executeQuery()) {
        if (!row.next()) {
          throw new TargetFailure(
              Code.MISSING, target, "there is no account " + account + " in " + target + ": apply");
        }
        boolean ours =
            PostgresMark.read(row.getString(1)).orElse(null) instanceof PostgresMark.Account;
        if (!ours) {
          throw new TargetFailure(
              Code.CONFLICT,
              target,
              account
                  + " in "
                  + target
                  + " is not usher's: adopt it, or set its password yourself");
        }
      }
    }
  }

  /**
   * By a function call of the protocol (manual, 55.2.9): of those a server logs the function alone,
   * while of a query it logs the parameters too.
   */
  @SuppressWarnings("deprecation") // for speed there are better ways; for silence there is none
  private static void setting(Connection connection, String name, String value)
      throws SQLException {
    connection
        .unwrap(PGConnection.class)
        .getFastpathAPI()
        .fastpath(
            SET_CONFIG,
            new FastpathArg[] {
              new FastpathArg(name.getBytes(StandardCharsets.UTF_8)),
              new FastpathArg(value.getBytes(StandardCharsets.UTF_8)),
              new FastpathArg(new byte[] {1})
            });
  }
}
