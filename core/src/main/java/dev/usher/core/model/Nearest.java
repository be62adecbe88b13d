package dev.usher.core.model;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The name that somebody most likely meant. */
public final class Nearest {
  /** Names beyond this length are not compared: nobody mistypes so long a name recognisably. */
  private static final int LONGEST = 100;

  private Nearest() {}

  /** The closest of the known names, when one is close enough to be meant; ties: the first. */
  public static Optional<String> to(String written, Collection<String> known) {
    if (written.length() > LONGEST) return Optional.empty();
    String wanted = written.toLowerCase(Locale.ROOT);
    int allowed = Math.max(1, written.length() / 3);
    String best = null;
    int least = allowed + 1;
    for (String name : known) {
      if (Math.abs(name.length() - written.length()) >= least) continue;
      int distance = distance(wanted, name.toLowerCase(Locale.ROOT), least);
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Edits and swaps of neighbours (optimal string alignment), or {@code limit} when not fewer. */
  private static int distance(String a, String b, int limit) {
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) above[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      int least = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
        least = Math.min(least, row[j]);
      }
      if (least >= limit) return limit;
      int[] spare = before;
      before = above;
      above = row;
      row = spare;
    }
    return Math.min(above[b.length()], limit);
  }
}
