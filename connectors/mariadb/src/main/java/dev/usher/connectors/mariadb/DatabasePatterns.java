package dev.usher.connectors.mariadb;

import java.util.regex.Pattern;

/**
 * How privileges name databases (manuals: GRANT).
 *
 * @param wildcards whether {@code _} and {@code %} stand for others; MySQL takes them as they are
 *     where {@code partial_revokes} is on, and then the backslash too
 */
record DatabasePatterns(boolean wildcards) {

  /** The pattern of that database alone. */
  String of(String database) {
    if (!wildcards) return database;
    return database.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%");
  }

  /** An empty pattern means everything. */
  boolean matches(String pattern, String database) {
    if (pattern.isEmpty()) return true;
    if (!wildcards) return pattern.equals(database);
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        regex.append(Pattern.quote(pattern.substring(++i, i + 1)));
      } else if (c == '%') regex.append(".*");
      else if (c == '_') regex.append('.');
      else regex.append(Pattern.quote(String.valueOf(c)));
    }
    return database.matches("(?s)" + regex);
  }
}
