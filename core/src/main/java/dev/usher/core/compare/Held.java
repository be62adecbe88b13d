package dev.usher.core.compare;

import dev.usher.core.access.Right;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that somebody holds in one target: which rows of a cell that gives them. */
final class Held {
  private final SystemType type;
  private final Set<Right> rights;
  private final Things things;
  private final Map<Resource, BitSet> near = new HashMap<>();
  private final Map<Resource, Boolean> passages = new HashMap<>();

  /**
   * @param rights of those that the things are of
   * @param things of whatever these rights and those they are held against can tell apart
   */
  Held(Set<Right> rights, Things things) {
    this.type = things.type();
    this.rights = rights;
    this.things = things;
  }

  /**
   * @param implied whether it is there only because something below is
   */
  record Cell(Rows rows, boolean implied) {}

  /** What of a cell is held, and what comes with something below. */
  Cell cell(String action, Resource cell) {
    Rows direct = direct(action, cell);
    if (direct.isAll() || cell.column().isPresent()) return new Cell(direct, false);
    boolean passage = action.equals(type.passage().get(type.kindOf(cell)));
    return passage && givesBelow(cell) ? new Cell(Rows.ALL, true) : new Cell(direct, false);
  }

  private Rows direct(String action, Resource cell) {
    BitSet mine = near(cell.whole());
    return mine.isEmpty() ? Rows.NONE : things.covering(action, cell).rows(mine);
  }

  /** Which of the rights that touch the thing are these. */
  private BitSet near(Resource whole) {
    return near.computeIfAbsent(
        whole,
        _ -> {
          BitSet mine = new BitSet();
          List<Right> all = things.near(whole);
          for (int i = 0; i < all.size(); i++) mine.set(i, rights.contains(all.get(i)));
          return mine;
        });
  }

  private boolean givesBelow(Resource above) {
    return passages.computeIfAbsent(above, _ -> things.anyBelow(above, rights, this::gives));
  }

  private boolean gives(Resource thing) {
    SystemType.Kind kind = type.kinds().get(type.kindOf(thing));
    if (kind == null || near(thing).isEmpty()) return false;
    for (String action : kind.actions())
      for (Resource cell : things.cells(thing, action))
        if (!direct(action, cell).isNone()) return true;
    return false;
  }
}
