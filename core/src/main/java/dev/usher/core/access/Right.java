package dev.usher.core.access;

import dev.usher.core.condition.Condition;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One permission in one target.
 *
 * @param words actions and bundles as written
 * @param on from the environment down
 * @param except likewise; takes whole things or columns out of {@code on}
 * @param columns the only columns meant, where said
 * @param rows the only rows meant, where said
 * @param mayMove whether what {@code rows} reads may be updated: from one row meant to another
 * @param exposes what may hand on all the rows of what {@code rows} narrows
 */
public record Right(
    Set<String> words,
    List<Pattern> on,
    List<Pattern> except,
    Optional<Set<String>> columns,
    Optional<Condition> rows,
    boolean mayMove,
    List<Pattern> exposes,
    Cause cause) {

  /** No row is moved, and nothing hands on more. */
  public Right(
      Set<String> words,
      List<Pattern> on,
      List<Pattern> except,
      Optional<Set<String>> columns,
      Optional<Condition> rows,
      Cause cause) {
    this(words, on, except, columns, rows, false, List.of(), cause);
  }

  /** Whether some of the thing, or the column, is meant at all, whatever the action. */
  public boolean touches(Resource thing) {
    return on.stream().anyMatch(pattern -> pattern.covers(thing) || namesColumnsOf(pattern, thing))
        && except.stream().noneMatch(pattern -> pattern.covers(thing));
  }

  private static boolean namesColumnsOf(Pattern pattern, Resource thing) {
    return pattern.column().isPresent()
        && thing.column().isEmpty()
        && new Pattern(pattern.steps(), Optional.empty()).covers(thing);
  }

  /**
   * Whether the thing is meant with every column that it has and may yet get. An exception of
   * columns narrows also what has none of them today: tomorrow's {@code email} is to stay hidden.
   */
  public boolean coversForGood(Resource thing) {
    return covers(thing) && except.stream().noneMatch(pattern -> namesColumnsOf(pattern, thing));
  }

  /** Whether it tells the columns of one thing apart. */
  public boolean isByColumn() {
    return columns.isPresent()
        || on.stream().anyMatch(pattern -> pattern.column().isPresent())
        || except.stream().anyMatch(pattern -> pattern.column().isPresent());
  }

  /** Whether the very cell is meant: the thing as a whole, or that one column. */
  public boolean covers(Resource cell) {
    return on.stream().anyMatch(pattern -> pattern.covers(cell))
        && except.stream().noneMatch(pattern -> pattern.covers(cell))
        && (columns.isEmpty() || cell.column().filter(columns.get()::contains).isPresent());
  }

  /** Whether its words stand for that action of the system on that kind. */
  public boolean allows(SystemType type, String kind, String action) {
    return words.stream().anyMatch(word -> type.expand(word, kind).contains(action));
  }
}
