package dev.usher.connectors.postgres.model;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The one place where names and texts become SQL. Relies on {@code standard_conforming_strings},
 * which every connection of ours sets.
 */
public final class Sql {
  private Sql() {}

  /** An identifier in double quotes, as the manual's section 4.1.1 says. */
  public static String name(String name) {
    return '"' + checked(name).replace("\"", "\"\"") + '"';
  }

  public static String names(Collection<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A string constant, as the manual's section 4.1.2.1 says. */
  public static String text(String text) {
    return "'" + checked(text).replace("'", "''") + "'";
  }

  public static String texts(Collection<String> texts) {
    return texts.stream().map(Sql::text).collect(Collectors.joining(", "));
  }

  /** A grantee: a role, or PUBLIC, which is no name. */
  public static String grantee(String role) {
    return role.equals(PostgresFact.PUBLIC) ? "PUBLIC" : name(role);
  }

  private static String checked(String text) {
    if (text.indexOf('\0') >= 0) throw new IllegalArgumentException("a name holds a zero byte");
    return text;
  }
}
