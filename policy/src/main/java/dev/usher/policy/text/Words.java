package dev.usher.policy.text;

import dev.usher.core.model.Nearest;
import dev.usher.core.model.Visible;
import java.util.Collection;
import java.util.TreeSet;

/** How messages show what a user wrote and what they may have meant. */
public final class Words {
  /** Most names listed in a hint. */
  private static final int MOST = 12;

  private Words() {}

  /** A user's text, safe to print: short, on one line, without control characters. */
  public static String shown(String written) {
    return Visible.brief(written);
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
