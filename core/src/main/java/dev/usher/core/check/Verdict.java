package dev.usher.core.check;

import dev.usher.core.condition.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may do one action, or all that a bundle stands for, on one thing. */
final class Verdict {
  /** Where there is no such action. */
  static final Verdict NOBODY = new Verdict(List.of(), false, new int[0], false);

  /** Whom to have a role of is all that is asked, which is so of most things; else absent. */
  private final Cell.@Nullable Group alone;

  private final List<Cell> cells;
  private final boolean isPossible;
  private final boolean comesAlong;
  private final int[] nevers;
  private final boolean isForbidden;

  /**
   * @param cells all of which have to be held; equal ones once
   * @param comesAlong whether it may come with something else that is held, which only the meaning
   *     itself can tell
   * @param nevers that forbid some of it, by number
   * @param isForbidden whether one of them speaks of everyone
   */
  Verdict(List<Cell> cells, boolean comesAlong, int[] nevers, boolean isForbidden) {
    this.cells = cells;
    this.isPossible =
        !cells.isEmpty() && cells.stream().noneMatch(cell -> cell.writers().isEmpty());
    this.comesAlong = comesAlong;
    this.nevers = nevers;
    this.isForbidden = isForbidden;
    this.alone =
        cells.size() == 1 && cells.getFirst().readers().isEmpty()
            ? cells.getFirst().writers()
            : null;
  }

  boolean comesAlong() {
    return comesAlong;
  }

  int[] nevers() {
    return nevers;
  }

  /** Whether permissions in force hold all of it. */
  boolean isGiven(Holding holding, Optional<Map<String, Value>> row, Map<String, Value> context) {
    if (alone != null) return alone.some(holding, row, context, false);
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
