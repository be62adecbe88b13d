package dev.usher.core.model;

/**
 * Texts of others, safe to print. A name in a database can hold whatever moves a terminal's cursor,
 * turns the direction of reading, or begins a line that looks like one of ours.
 */
public final class Visible {
  /** In code points. */
  private static final int BRIEF = 60;

  private Visible() {}

  /** The text as one line, with {@code \\u001b} for what could not be seen. */
  public static String line(String text) {
    if (text.codePoints().noneMatch(Visible::isHidden)) return text;
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              if (isHidden(point)) escape(shown, point);
              else shown.appendCodePoint(point);
            });
    return shown.toString();
  }

  /** What a user wrote, for a message: at most 60 characters, with {@code \\u{1b}} likewise. */
  public static String brief(String written) {
    StringBuilder shown = new StringBuilder();
    written
        .codePoints()
        .limit(BRIEF)
        .forEach(
            point -> {
              if (isHidden(point))
                shown.append("\\u{").append(Integer.toHexString(point)).append('}');
              else shown.appendCodePoint(point);
            });
    return written.codePointCount(0, written.length()) > BRIEF ? shown + "…" : shown.toString();
  }

  /** Whether it is no letter or sign, but something done to those around it. */
  public static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** As JSON has it, so that JSON stays what it is. */
  public static void escape(StringBuilder to, int point) {
    for (char each : Character.toChars(point)) to.append("\\u%04x".formatted((int) each));
  }
}
