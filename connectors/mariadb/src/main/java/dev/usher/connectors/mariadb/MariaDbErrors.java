package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.BoundedSocket;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Objects;
import java.util.Set;

/**
 * What an error of the server or the driver means, and what to do next. Numbers are those of the
 * manuals' pages MariaDB Error Codes and MySQL Server Error Message Reference. The failing
 * statement is never repeated.
 */
final class MariaDbErrors {
  /** The account exists and is shut, has another password, or there is none such. */
  private static final Set<Integer> LOGIN = Set.of(1045, 1698, 4151, 1820, 1862, 3118);

  private MariaDbErrors() {}

  /**
   * A failure of a target, with what to do next.
   *
   * @param connecting whether there was no connection yet
   */
  static TargetFailure failure(
      Target target, String admin, SQLException error, boolean connecting) {
    Code code = code(error);
    if (asksForThePassword(error)) {
      return new TargetFailure(
          Code.CREDENTIALS,
          target,
          target
              + " asks for the password as it is, which is sent only to a server that proves by TLS"
              + " who it is: add sslMode=verify-full to the URL, or let usher's account have"
              + " mysql_native_password or ed25519");
    }
    if (connecting && code == Code.LOST) code = Code.UNREACHABLE;
    if (connecting && LOGIN.contains(error.getErrorCode())) code = Code.CREDENTIALS;
    String sentence =
        switch (code) {
          case UNREACHABLE ->
              target
                  + " cannot be reached: "
                  + text(error)
                  + ". Is the server up, and the URL right?";
          case CREDENTIALS ->
              target
                  + " does not let "
                  + admin
                  + " in: "
                  + text(error)
                  + ". Check what admin points to, and the account's host";
          case READ_ONLY, LOCKED, FORBIDDEN, MISSING, CONFLICT, LOST, OTHER ->
              target + ": " + text(error) + next(admin, code);
        };
    return new TargetFailure(code, target, sentence);
  }

  /** The driver's words when it keeps to what {@link Connections} allows it. */
  private static boolean asksForThePassword(SQLException error) {
    return text(error).contains("restrictedAuth");
  }

  /** Of a server that is another, or too old. */
  static void refuse(Dialect dialect, Target target, String version) {
    dialect
        .refusal(version)
        .ifPresent(
            why -> {
              throw new TargetFailure(Code.OTHER, target, target + " is " + version + "; " + why);
            });
  }

  /** Whether the connection is gone, so that nobody knows what became of the statement. */
  static boolean isLost(SQLException error) {
    return code(error) == Code.LOST;
  }

  static Code code(SQLException error) {
    return switch (error.getErrorCode()) {
      case 1040, 1053, 1203, 1226 -> Code.UNREACHABLE;
      case 1290, 1792, 1836 -> Code.READ_ONLY;
      case 1205, 1213, 1969, 1317, 1223, 3024 -> Code.LOCKED;
      case 1044, 1045, 1142, 1143, 1227, 1370, 1410, 1698, 1959 -> Code.FORBIDDEN;
      case 1049, 1054, 1133, 1141, 1146, 1147, 1305, 1403, 1960, 1962, 3523 -> Code.MISSING;
      case 1396, 1062, 4006 -> Code.CONFLICT;
      case 1927, 1184 -> Code.LOST;
      default -> isOfConnection(error) ? Code.LOST : Code.OTHER;
    };
  }

  private static boolean isOfConnection(SQLException error) {
    return error instanceof SQLNonTransientConnectionException
        || Objects.requireNonNullElse(error.getSQLState(), "").startsWith("08");
  }

  /** What the server says; the driver puts its connection's number in front. */
  static String text(SQLException error) {
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof BoundedSocket.Exceeded cut) return String.valueOf(cut.getMessage());
    }
    return Objects.requireNonNullElse(error.getMessage(), "no message")
        .replaceFirst("^\\(conn=\\d+\\) ", "")
        .replaceFirst("[.]$", "")
        .lines()
        .findFirst()
        .orElse("no message");
  }

  /** One sentence for a step that was not done. */
  static String why(String admin, SQLException error) {
    return text(error) + next(admin, code(error));
  }

  private static String next(String admin, Code code) {
    return switch (code) {
      case READ_ONLY -> ". The server takes no writes (a replica?): use the primary";
      case LOCKED ->
          ". Somebody holds a lock, or a backup does: let them finish, then run it again";
      case FORBIDDEN ->
          ". usher's account needs more: run admin.sql again for " + admin + " and that database";
      case MISSING -> ". It was there when the plan was made: plan again";
      case CONFLICT -> ". Look at what stands in the way, then plan again";
      case LOST -> ". The connection was lost: plan again; what is done is found, the rest planned";
      case UNREACHABLE, CREDENTIALS, OTHER -> "";
    };
  }
}
