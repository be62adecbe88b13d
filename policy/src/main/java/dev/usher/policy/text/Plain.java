package dev.usher.policy.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What YAML takes a plain scalar for: the core schema (YAML 1.2.2, 10.3.2), and the words that
 * older readers take for booleans (YAML 1.1).
 */
public enum Plain {
  TEXT,
  NULL,
  BOOLEAN,
  /** {@code yes}, {@code no}, {@code on}, {@code off}: a boolean to YAML 1.1, a text to 1.2. */
  OLD_BOOLEAN,
  INTEGER,
  DECIMAL;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> BOOLEANS =
      Set.of("true", "True", "TRUE", "false", "False", "FALSE");
  private static final Set<String> OLD_BOOLEANS = Set.of("yes", "no", "on", "off", "y", "n");
  private static final Pattern INTEGERS = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern DECIMALS =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
              + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  public static Plain of(String value) {
    if (value.length() <= 5) {
      if (NULLS.contains(value)) return NULL;
      if (BOOLEANS.contains(value)) return BOOLEAN;
      if (OLD_BOOLEANS.contains(value.toLowerCase(Locale.ROOT))) return OLD_BOOLEAN;
    }
    char first = value.isEmpty() ? ' ' : value.charAt(0);
    if ("+-.0123456789".indexOf(first) < 0) return TEXT;
    if (INTEGERS.matcher(value).matches()) return INTEGER;
    return DECIMALS.matcher(value).matches() ? DECIMAL : TEXT;
  }

  /** What it is in the words of a message. */
  public String words() {
    return switch (this) {
      case TEXT -> "a text";
      case NULL -> "nothing at all";
      case BOOLEAN, OLD_BOOLEAN -> "true or false";
      case INTEGER, DECIMAL -> "a number";
    };
  }
}
