package dev.usher.core.check;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Evaluation.Truth;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By which roles one action on one cell is held: a cell is a column, or a thing as a whole for what
 * is not held by column.
 *
 * @param writers who hold the action
 * @param readers who hold what has to be allowed first; absent where nothing has
 */
record Cell(Group writers, Optional<Group> readers) {

  /** One role's permission, for all rows or some. */
  record Entry(int role, Optional<Condition> rows) {}

  /** Whether a role is all that is asked for. */
  boolean isOfRoles() {
    return readers.isEmpty() && writers.entries.stream().allMatch(one -> one.rows().isEmpty());
  }

  /** Whether the whole cell is held: of all rows, or of the one that is given. */
  boolean isHeld(Holding holding, Optional<Map<String, Value>> row, Map<String, Value> context) {
    if (readers.isEmpty()) return writers.some(holding, row, context, false);
    // Who may read nothing at all writes blindly, and so never some rows alone.
    if (!readers.get().isAmong(holding)) return writers.some(holding, row, context, true);
    return readers.get().some(holding, row, context, false)
        && writers.some(holding, row, context, false);
  }

  /** Permissions by role. */
  static final class Group {
    private final int[] roles;
    private final @Nullable Rows[] rows;
    private final long signature;

    private record Rows(Condition condition, Set<String> columns) {}

    private final List<Entry> entries;

    Group(List<Entry> entries) {
      this.entries =
          entries.stream().distinct().sorted(Comparator.comparingInt(Entry::role)).toList();
      roles = this.entries.stream().mapToInt(Entry::role).toArray();
      rows =
          this.entries.stream()
              .map(
                  entry ->
                      entry
                          .rows()
                          .map(rows -> new Rows(rows, Set.copyOf(Mentions.columns(rows))))
                          .orElse(null))
              .toArray(Rows[]::new);
      signature = Holding.signature(roles);
    }

    boolean isEmpty() {
      return roles.length == 0;
    }

    /** By number, ascending. */
    int[] roles() {
      return roles;
    }

    /** Whether the holder has one of the roles. */
    boolean isAmong(Holding holding) {
      return holding.first(roles, signature, 0) < roles.length;
    }

    /**
     * Whether a permission that the holder has lets the row through.
     *
     * @param onlyWhole whether one that is for some rows does not count
     */
    boolean some(
        Holding holding,
        Optional<Map<String, Value>> row,
        Map<String, Value> context,
        boolean onlyWhole) {
      for (int i = holding.first(roles, signature, 0);
          i < roles.length;
          i = holding.first(roles, signature, i + 1)) {
        Rows narrowed = rows[i];
        if (narrowed == null) return true;
        if (!onlyWhole && row.isPresent() && lets(narrowed, row.get(), holding, context))
          return true;
      }
      return false;
    }

    /** A row without a column that the condition reads is not one where it is null. */
    private static boolean lets(
        Rows narrowed, Map<String, Value> row, Holding holding, Map<String, Value> context) {
      return row.keySet().containsAll(narrowed.columns())
          && Evaluation.truth(narrowed.condition(), row, holding.attributes(), context)
              == Truth.TRUE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Group group && entries.equals(group.entries);
    }

    @Override
    public int hashCode() {
      return Objects.hash(entries);
    }
  }
}
