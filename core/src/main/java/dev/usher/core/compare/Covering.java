package dev.usher.core.compare;

import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the rights that touch a thing are for one action on one cell of it, and so which rows
 * some of them give.
 */
final class Covering {
  private final List<Right> near;
  private final boolean readsFirst;
  private final BitSet giving = new BitSet();
  private final BitSet reading = new BitSet();
  private final Map<List<BitSet>, Rows> known = new HashMap<>();

  /**
   * @param near the rights that touch the thing
   */
  Covering(SystemType type, List<Right> near, String action, Resource cell) {
    this.near = near;
    String kind = type.kindOf(cell);
    Optional<String> first = type.readsFirst(action);
    readsFirst = first.isPresent();
    for (int i = 0; i < near.size(); i++) {
      giving.set(i, near.get(i).covers(cell) && near.get(i).allows(type, kind, action));
      reading.set(i, readsFirst && near.get(i).allows(type, kind, first.get()));
    }
  }

  /** What those of the rights give. */
  Rows rows(BitSet mine) {
    BitSet gives = (BitSet) giving.clone();
    gives.and(mine);
    if (gives.isEmpty()) return Rows.NONE;
    BitSet reads = (BitSet) reading.clone();
    reads.and(mine);
    return known.computeIfAbsent(List.of(gives, reads), _ -> rows(gives, reads));
  }

  private Rows rows(BitSet gives, BitSet reads) {
    List<Set<Condition>> all = new ArrayList<>();
    gives.stream()
        .mapToObj(near::get)
        .forEach(
            right -> {
              if (readsFirst) all.addAll(read(right, reads));
              else all.add(rows(right));
            });
    return Rows.of(all);
  }

  /** A row is reached by what writes it only if it may be read too, where rows are narrowed. */
  private List<Set<Condition>> read(Right writing, BitSet reads) {
    if (reads.isEmpty()) return writing.rows().isEmpty() ? List.of(Set.of()) : List.of();
    List<Set<Condition>> both = new ArrayList<>();
    reads.stream()
        .mapToObj(near::get)
        .forEach(
            reader -> {
              Set<Condition> all = new HashSet<>(rows(writing));
              all.addAll(rows(reader));
              both.add(all);
            });
    return both;
  }

  private static Set<Condition> rows(Right right) {
    return right.rows().map(Rows::parts).orElse(Set.of());
  }
}
