package dev.usher.core.check;

import dev.usher.core.condition.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may do one action, or all that a bundle stands for, on one thing. Where a role is all that is
 * asked for, its numbers are here: to follow one reference more is to wait for the memory once
 * more.
 */
final class Verdict {
  /** One for all, so that it need not be waited for. */
  private static final int[] NONE = {};

  /** Where there is no such action. */
  static final Verdict NOBODY = new Verdict("", List.of(), false, NONE, false, null);

  private final String word;
  private final @Nullable Verdict before;

  /** Whom to have a role of is all that is asked, which is so of most things; else absent. */
  private final int @Nullable [] roles;

  private final long signature;
  private final List<Cell> cells;
  private final boolean isPossible;
  private final boolean comesAlong;
  private final int[] nevers;
  private final boolean isForbidden;

  /**
   * @param word the action, or the bundle
   * @param cells all of which have to be held; equal ones once
   * @param comesAlong whether it may come with something else that is held, which only the meaning
   *     itself can tell
   * @param nevers that forbid some of it, by number
   * @param isForbidden whether one of them speaks of everyone
   * @param before what was asked for before on the same thing
   */
  Verdict(
      String word,
      List<Cell> cells,
      boolean comesAlong,
      int[] nevers,
      boolean isForbidden,
      @Nullable Verdict before) {
    this.word = word;
    this.before = before;
    this.cells = cells;
    this.isPossible =
        !cells.isEmpty() && cells.stream().noneMatch(cell -> cell.writers().isEmpty());
    this.comesAlong = comesAlong;
    this.nevers = nevers.length == 0 ? NONE : nevers;
    this.isForbidden = isForbidden;
    boolean isSimple = cells.size() == 1 && cells.getFirst().isOfRoles() && !comesAlong;
    this.roles = isSimple ? cells.getFirst().writers().roles() : null;
    this.signature = roles == null ? 0 : Holding.signature(roles);
  }

  /** Of this word, or of those before; absent when it is of none. */
  static @Nullable Verdict find(@Nullable Verdict last, String word) {
    for (Verdict one = last; one != null; one = one.before) if (one.isOf(word)) return one;
    return null;
  }

  boolean isOf(String asked) {
    return word.equals(asked);
  }

  boolean comesAlong() {
    return comesAlong;
  }

  int[] nevers() {
    return nevers;
  }

  /** Whether nothing but roles is asked for: no row, and nothing that is held beside. */
  boolean isOfRoles() {
    return roles != null;
  }

  /** Whether the holder has one of them. */
  boolean isAmong(Holding holding) {
    return roles != null && holding.first(roles, signature, 0) < roles.length;
  }

  /** Whether it is no more than {@link #packed} says, whoever asks. */
  boolean isPacked() {
    return roles != null && !isForbidden && nevers.length == 0 && Packed.fit(roles, 1);
  }

  /** The roles, as in {@link Packed}. */
  long packed() {
    long[] word = {0};
    if (roles != null) Packed.put(roles, word, 0);
    return word[0];
  }

  /** Whether permissions in force hold all of it. */
  boolean isGiven(Holding holding, Optional<Map<String, Value>> row, Map<String, Value> context) {
    if (!isPossible) return false;
    for (int i = 0; i < cells.size(); i++)
      if (!cells.get(i).isHeld(holding, row, context)) return false;
    return true;
  }

  /** Whether it must never be, of this holder. */
  boolean isForbidden(Holding holding) {
    if (isForbidden) return true;
    for (int never : nevers) for (int its : holding.nevers()) if (never == its) return true;
    return false;
  }
}
