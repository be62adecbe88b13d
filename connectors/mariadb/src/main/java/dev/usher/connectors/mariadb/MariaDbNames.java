package dev.usher.connectors.mariadb;

import dev.usher.core.ledger.Canonical;
import dev.usher.core.model.Target;
import dev.usher.core.model.Visible;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Names of native roles: how usher's own are made, and which ones no account can have.
 *
 * @param stem how many characters of a role's name are for people to read
 * @param max characters of a user's or role's name (manuals: Identifier Names); so bytes are enough
 */
record MariaDbNames(int stem, int max) {

  /** usher's own database. */
  static final String DATABASE = "usher";

  static final Set<String> SYSTEM =
      Set.of("mysql", "information_schema", "performance_schema", "sys", DATABASE);

  /** Characters of the name of a table, a view or a column (manuals: Identifier Names). */
  static final int LONGEST_VIEW = 64;

  /** What usher's own roles begin with, and no account may. */
  private static final String PREFIX = "usher_";

  /**
   * {@code usher_<environment>_<system>_<role>_<hash>}. The hash is of the whole triple and is
   * never cut, so that two long names do not become one.
   */
  String group(Target target, String role) {
    return name(
        target.environment() + "_" + target.system() + "_" + role,
        "group\0" + target.environment() + "\0" + target.system() + "\0" + role);
  }

  /** The one role that is an account's default: in it are all that the policy gives. */
  String personal(Grantee account) {
    return name("account_" + account.name(), "account\0" + account.name() + "\0" + account.host());
  }

  /**
   * The view of a table by which those of a role do that: {@code orders__usher_support}, {@code
   * orders__usher_support_update}. One that is too long is cut, and ends with a hash.
   */
  String view(String table, String role, String action) {
    StringBuilder name = new StringBuilder(table).append("__").append(PREFIX);
    role.toLowerCase(Locale.ROOT)
        .codePoints()
        .map(c -> isAscii(c) && Character.isLetterOrDigit(c) || c == '-' ? c : '_')
        .forEach(name::appendCodePoint);
    if (!action.equals("select")) name.append('_').append(action);
    if (name.length() <= LONGEST_VIEW) return name.toString();
    String hash = "_" + sha256(table + "\0" + role + "\0" + action).substring(0, 12);
    return name.substring(0, LONGEST_VIEW - hash.length()) + hash;
  }

  /**
   * What is no plain letter or digit is left to the hash; MariaDB loses what a role of another name
   * holds on routines.
   */
  private String name(String readable, String whole) {
    StringBuilder name = new StringBuilder(PREFIX);
    readable
        .codePoints()
        .limit(stem)
        .map(c -> isAscii(c) && Character.isLetterOrDigit(c) || c == '-' ? c : '_')
        .forEach(name::appendCodePoint);
    return name + "_" + sha256(whole).substring(0, 12);
  }

  /** Whether only a role of usher's is called so. */
  static boolean isOurs(String name) {
    return name.startsWith(PREFIX);
  }

  static boolean isAscii(int codePoint) {
    return codePoint < 0x80;
  }

  /** Why no account can be called that; empty when one can. */
  Optional<String> refusal(String account) {
    if (account.isEmpty()) return Optional.of("it is empty, which stands for everybody");
    if (account.chars().anyMatch(c -> c < ' ')) {
      return Optional.of("it holds a character that cannot be seen");
    }
    if (account.codePoints().anyMatch(c -> c > 0xFFFF)) {
      return Optional.of("it holds a character that cannot be stored in a name");
    }
    if (!account.equals(account.strip())) return Optional.of("it begins or ends with a blank");
    if (account.equalsIgnoreCase("public")) {
      return Optional.of("the server keeps that word for itself");
    }
    if (account.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
      return Optional.of("names that begin with " + PREFIX + " are for usher's roles");
    }
    int bytes = account.getBytes(StandardCharsets.UTF_8).length;
    return bytes > max
        ? Optional.of("it has " + bytes + " bytes, and names have at most " + max)
        : Optional.empty();
  }

  /** Whether the policy can name somebody so whose account is called that, as {@code "{name}"}. */
  static boolean isSubject(String account) {
    return !account.equals("*")
        && account.indexOf(':') < 0
        && !account.contains("{env}")
        && account.codePoints().noneMatch(Visible::isHidden);
  }

  static String sha256(String text) {
    return Canonical.sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
