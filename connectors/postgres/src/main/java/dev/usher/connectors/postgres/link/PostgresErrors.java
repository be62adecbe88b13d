package dev.usher.connectors.postgres.link;

import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.core.model.Target;
import java.sql.SQLException;
import java.util.Objects;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an error of the server or the driver means, and what to do next. Codes are those of the
 * manual's appendix A. The failing statement is never repeated.
 */
public final class PostgresErrors {
  private PostgresErrors() {}

  /** A failure of a target, with what to do next. */
  public static TargetFailure failure(Target target, String admin, SQLException error) {
    return failure(target, admin, error, "");
  }

  /**
   * The same.
   *
   * @param more behind it
   */
  static TargetFailure failure(Target target, String admin, SQLException error, String more) {
    Code code = code(error);
    return new TargetFailure(code, target, sentence(target, admin, code, error) + more);
  }

  /** The same of a connection: a database may let nobody in (ALLOW_CONNECTIONS false). */
  static TargetFailure opening(Target target, String admin, SQLException error) {
    Code code = state(error).equals("55000") ? Code.UNREACHABLE : code(error);
    return new TargetFailure(code, target, sentence(target, admin, code, error));
  }

  /** Whether the connection is gone, so that nobody knows what became of a commit. */
  public static boolean isLost(SQLException error) {
    String state = state(error);
    return state.startsWith("08") || state.startsWith("57P");
  }

  public static boolean isLockTimeout(SQLException error) {
    return state(error).equals("55P03");
  }

  /** Whether there is nothing of that name. */
  public static boolean isUnknown(SQLException error) {
    return state(error).equals("42704");
  }

  static Code code(SQLException error) {
    if (asksForThePassword(error)) return Code.CREDENTIALS;
    return switch (state(error)) {
      case "08001", "08004", "57P03", "3D000", "53300" -> Code.UNREACHABLE;
      case "28P01", "28000" -> Code.CREDENTIALS;
      case "25006" -> Code.READ_ONLY;
      case "55P03", "57014" -> Code.LOCKED;
      case "42501" -> Code.FORBIDDEN;
      case "42P01", "42704", "3F000", "42883", "42703" -> Code.MISSING;
      case "42710", "23505", "2BP01", "42939" -> Code.CONFLICT;
      case "08006", "08003", "08000", "57P01", "57P02" -> Code.LOST;
      default -> Code.OTHER;
    };
  }

  /** What the server says, without the statement that it says it about. */
  static String text(SQLException error) {
    ServerErrorMessage server =
        error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    if (server == null)
      return Objects.requireNonNullElse(error.getMessage(), "no message").replaceFirst("[.]$", "");
    String message = Objects.requireNonNullElse(server.getMessage(), "no message");
    String detail = server.getDetail();
    return detail == null ? message : message + " (" + detail.replace('\n', ' ') + ")";
  }

  /** One sentence for a step that was not done. */
  public static String why(String admin, SQLException error) {
    return text(error) + next(admin, code(error));
  }

  private static String sentence(Target target, String admin, Code code, SQLException error) {
    if (asksForThePassword(error)) {
      return target
          + " asks for the password as it is, which is sent only to a server that proves by TLS who"
          + " it is: add sslmode=verify-full to the URL, or let the server use scram-sha-256";
    }
    return switch (code) {
      case UNREACHABLE ->
          target + " cannot be reached: " + text(error) + ". Is the server up, and the URL right?";
      case CREDENTIALS ->
          target
              + " does not let "
              + admin
              + " in: "
              + text(error)
              + ". Check what admin points to, and pg_hba.conf";
      case READ_ONLY, LOCKED, FORBIDDEN, MISSING, CONFLICT, LOST, OTHER ->
          target + ": " + text(error) + next(admin, code);
    };
  }

  /** The driver's words when it keeps to what {@link Connections} allows it. */
  private static boolean asksForThePassword(SQLException error) {
    return text(error).contains("requireAuth");
  }

  private static String next(String admin, Code code) {
    return switch (code) {
      case READ_ONLY -> ". The server takes no writes (a standby, or in recovery): use the primary";
      case LOCKED -> ". Somebody holds a lock: let them finish, then run it again";
      case FORBIDDEN ->
          ". usher's account needs more: run admin.sql again as a superuser, or"
              + " GRANT the owner of the thing, or ADMIN OPTION on the role, TO "
              + Sql.name(admin);
      case MISSING -> ". It was there when the plan was made: plan again";
      case CONFLICT -> ". Look at what stands in the way, then plan again";
      case LOST -> ". The connection was lost: plan again; what is done is found, the rest planned";
      case UNREACHABLE, CREDENTIALS, OTHER -> "";
    };
  }

  private static String state(SQLException error) {
    return Objects.requireNonNullElse(error.getSQLState(), "");
  }
}
