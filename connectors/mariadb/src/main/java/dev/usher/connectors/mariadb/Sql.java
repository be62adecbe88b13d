package dev.usher.connectors.mariadb;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The one place where names and texts become SQL. Relies on a {@code sql_mode} with neither
 * ANSI_QUOTES nor NO_BACKSLASH_ESCAPES, which every connection of ours sets and is the default.
 */
final class Sql {
  private Sql() {}

  /** An identifier in backticks (manual: Identifier Names). */
  static String name(String name) {
    return '`' + checked(name).replace("`", "``") + '`';
  }

  static String names(Collection<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A string literal (manual: String Literals). */
  static String text(String text) {
    return "'" + checked(text).replace("\\", "\\\\").replace("'", "''") + "'";
  }

  static String texts(Collection<String> texts) {
    return texts.stream().map(Sql::text).collect(Collectors.joining(", "));
  }

  static String grantee(Grantee who) {
    return who.isRole() ? name(who.name()) : account(who);
  }

  /** With its host even where that is empty, which stands for all. */
  static String account(Grantee who) {
    return text(who.name()) + "@" + text(who.host());
  }

  static String grantees(Collection<Grantee> all) {
    return all.stream().map(Sql::grantee).collect(Collectors.joining(", "));
  }

  private static String checked(String text) {
    if (text.indexOf('\0') >= 0) throw new IllegalArgumentException("a name holds a zero byte");
    return text;
  }
}
