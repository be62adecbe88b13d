package dev.usher.connectors.postgres.model;

import dev.usher.core.ledger.Canonical;
import dev.usher.core.model.Target;
import dev.usher.core.model.Visible;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Names of native roles: how usher's own are made, and which ones no account can have. */
public final class PostgresNames {
  /** NAMEDATALEN - 1: longer names are cut by the server without an error. */
  static final int MAX_BYTES = 63;

  /** usher's own schema in each database that it manages. */
  public static final String SCHEMA = "usher";

  private PostgresNames() {}

  /**
   * {@code usher_<environment>_<system>_<role>_<hash>}. The hash is of the whole triple and is
   * never cut, so that two long names do not become one.
   */
  public static String group(Target target, String role) {
    String hash =
        sha256(target.environment() + "\0" + target.system() + "\0" + role).substring(0, 8);
    String readable = "usher_" + target.environment() + "_" + target.system() + "_" + role;
    return cut(readable, MAX_BYTES - 1 - hash.length()) + "_" + hash;
  }

  /** {@code usher_kept_<hash>} of the target and the subject: the role that says so. */
  static String kept(Target target, String subject) {
    String all = target.environment() + "\0" + target.system() + "\0" + subject;
    return "usher_kept_" + sha256(all).substring(0, 32);
  }

  /** The row policy of a group role for one command: one table has each once. */
  public static String policy(String group, String action) {
    return "usher_" + action + "_" + sha256(group).substring(0, 16);
  }

  /**
   * The view of a table by which those of a role read it: {@code orders__usher_support}. People
   * write it into their programs: it does not change with the policy, and has to be quoted only
   * where the table's name has.
   */
  public static String view(String table, String role) {
    StringBuilder readable = new StringBuilder(table).append("__usher_");
    role.toLowerCase(Locale.ROOT)
        .codePoints()
        .map(c -> c < 128 && Character.isLetterOrDigit(c) ? c : '_')
        .forEach(readable::appendCodePoint);
    String name = readable.toString();
    if (name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) return name;
    String hash = "_" + sha256(table + "\0" + role).substring(0, 8);
    return cut(name, MAX_BYTES - hash.length()) + hash;
  }

  public static String command(String action) {
    return action.toUpperCase(Locale.ROOT);
  }

  /** Why no account can be called that; empty when one can. */
  public static Optional<String> refusal(String account) {
    if (account.isEmpty()) return Optional.of("it is empty");
    if (account.indexOf('\0') >= 0) return Optional.of("it holds a zero byte");
    if (account.equals("public") || account.equals("none")) {
      return Optional.of("PostgreSQL keeps that word for itself");
    }
    if (account.startsWith("pg_")) return Optional.of("PostgreSQL keeps names that begin with pg_");
    int bytes = account.getBytes(StandardCharsets.UTF_8).length;
    return bytes > MAX_BYTES
        ? Optional.of("it has " + bytes + " bytes, and PostgreSQL cuts names at " + MAX_BYTES)
        : Optional.empty();
  }

  /** Whether the policy can name somebody so whose account is called that, as {@code "{name}"}. */
  public static boolean isSubject(String account) {
    return refusal(account).isEmpty()
        && account.equals(account.strip())
        && !account.equals("*")
        && account.indexOf(':') < 0
        && !account.contains("{env}")
        && account.codePoints().noneMatch(Visible::isHidden);
  }

  static String sha256(String text) {
    return Canonical.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The longest beginning of that many bytes that cuts no character in two. */
  private static String cut(String text, int bytes) {
    CharBuffer out = CharBuffer.allocate(text.length());
    ByteBuffer in = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    in.limit(Math.min(in.limit(), bytes));
    StandardCharsets.UTF_8.newDecoder().decode(in, out, false);
    return out.flip().toString();
  }
}
