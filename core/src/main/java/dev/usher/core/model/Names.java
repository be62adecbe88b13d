package dev.usher.core.model;

import java.util.regex.Pattern;

/** How names are written in addresses: bare when plain, else in double quotes as in SQL. */
public final class Names {
  /** Letters, digits and a few signs; a function's argument types behind it, in parentheses. */
  private static final Pattern BARE =
      Pattern.compile(
          "[\\p{L}\\p{N}_$@+-]+(\\(([\\p{L}\\p{N}_$. \\[\\]]+(, [\\p{L}\\p{N}_$. \\[\\]]+)*)?\\))?");

  private Names() {}

  /** Whether a character may stand in a name outside quotes. */
  static boolean isBare(int codePoint) {
    return Character.isLetterOrDigit(codePoint)
        || Character.getType(codePoint) == Character.LETTER_NUMBER
        || Character.getType(codePoint) == Character.OTHER_NUMBER
        || "_$@+-".indexOf(codePoint) >= 0;
  }

  /** The name as it is written in an address. */
  public static String quote(String name) {
    return BARE.matcher(name).matches() ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
