package dev.usher.policy.text;

import dev.usher.core.model.Nearest;
import java.util.Collection;
import java.util.TreeSet;

/** How messages show what a user wrote and what they may have meant. */
public final class Words {
  /** Longest text shown, in code points. */
  private static final int LONGEST = 60;

  /** Most names listed in a hint. */
  private static final int MOST = 12;

  private Words() {}

  /** A user's text, safe to print: short, on one line, without control characters. */
  public static String shown(String written) {
    StringBuilder shown = new StringBuilder();
    written
        .codePoints()
        .limit(LONGEST)
        .forEach(
            point -> {
              if (isHidden(point)) {
                shown.append("\\u{").append(Integer.toHexString(point)).append('}');
              } else {
                shown.appendCodePoint(point);
              }
            });
    return written.codePointCount(0, written.length()) > LONGEST ? shown + "…" : shown.toString();
  }

  /** Control and format characters: what does not show, or turns the text around. */
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

  /** The nearest known name as a question, or what there is. */
  public static String instead(String written, Collection<String> known) {
    if (known.isEmpty()) return "none is defined";
    return Nearest.to(written, known)
        .map(name -> "did you mean `" + shown(name) + "`?")
        .orElseGet(() -> "there " + (known.size() == 1 ? "is " : "are ") + listed(known));
  }

  /** All names, sorted: for sets that are known to be small. */
  public static String all(Collection<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  /** The first names, sorted. */
  public static String listed(Collection<String> names) {
    String first =
        String.join(", ", new TreeSet<>(names).stream().limit(MOST).map(Words::shown).toList());
    return names.size() > MOST ? first + " and " + (names.size() - MOST) + " more" : first;
  }
}
