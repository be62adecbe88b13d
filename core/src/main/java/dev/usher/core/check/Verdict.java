package dev.usher.core.check;

import dev.usher.core.condition.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may do one action, or all that a bundle stands for, on one thing.
 *
 * @param cells all of which have to be held; equal ones once
 * @param isPossible whether there is such an action there, and a permission for each of its cells
 * @param comesAlong whether it may come with something else that is held, which only the meaning
 *     itself can tell
 * @param nevers that forbid some of it, by number
 * @param isForbidden whether one of them speaks of everyone
 */
record Verdict(
    List<Cell> cells, boolean isPossible, boolean comesAlong, int[] nevers, boolean isForbidden) {

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
