package dev.usher.connectors.redis;

import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.util.Objects;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** What an error of the server or the client library means, and what to do next. */
final class RedisErrors {
  private RedisErrors() {}

  /** A failure to get in. */
  static TargetFailure opening(Target target, String user, JedisException error) {
    Code code = code(error) == Code.LOST ? Code.UNREACHABLE : code(error);
    return new TargetFailure(code, target, sentence(target, user, code, error), error);
  }

  /** A failure of somebody who was in. */
  static TargetFailure failure(Target target, String user, JedisException error) {
    Code code = code(error);
    return new TargetFailure(code, target, sentence(target, user, code, error), error);
  }

  /** What came is no answer. */
  static TargetFailure senseless(Target target, Throwable why) {
    return new TargetFailure(
        Code.OTHER,
        target,
        target
            + " does not answer as a Redis does ("
            + why.getClass().getSimpleName()
            + "): what is there, on that port?",
        why);
  }

  /** One sentence for a step that was not done. */
  static String why(String user, JedisException error) {
    return text(error) + next(user, code(error));
  }

  private static Code code(JedisException error) {
    if (error instanceof JedisConnectionException) return Code.LOST;
    String word = text(error).split(" ", 2)[0];
    return switch (word) {
      case "WRONGPASS", "NOAUTH" -> Code.CREDENTIALS;
      case "NOPERM" -> Code.FORBIDDEN;
      case "READONLY" -> Code.READ_ONLY;
      case "LOADING", "BUSY", "MASTERDOWN", "DENIED" -> Code.UNREACHABLE;
      default -> Code.OTHER;
    };
  }

  /** The last of the causes says most: that a connection was refused, that a name is unknown. */
  private static String text(JedisException error) {
    Throwable last = error;
    while (last.getCause() != null) last = last.getCause();
    return Objects.requireNonNullElse(last.getMessage(), "no message").replaceFirst("[.]$", "");
  }

  private static String sentence(Target target, String user, Code code, JedisException error) {
    return switch (code) {
      case UNREACHABLE ->
          target + " cannot be reached: " + text(error) + ". Is the server up, and the URL right?";
      case CREDENTIALS ->
          target + " does not let " + user + " in. Check what admin points to, and ACL LIST there";
      case READ_ONLY, LOCKED, FORBIDDEN, MISSING, CONFLICT, LOST, OTHER ->
          target + ": " + text(error) + next(user, code);
    };
  }

  private static String next(String user, Code code) {
    return switch (code) {
      case READ_ONLY -> ". The server takes no writes: use the primary";
      case FORBIDDEN -> ". usher's account needs more: run admin.redis again for " + user;
      case LOST -> ". The connection was lost: plan again; what is done is found, the rest planned";
      case UNREACHABLE, CREDENTIALS, LOCKED, MISSING, CONFLICT, OTHER -> "";
    };
  }
}
