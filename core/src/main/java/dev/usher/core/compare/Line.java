package dev.usher.core.compare;

import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change of many cells at once.
 *
 * @param words actions and bundles, as few as stand for the actions
 * @param on things of one kind
 * @param except of these, which it is not
 * @param columns the only columns meant, where not all are
 * @param butColumns of all columns those that are not meant
 */
public record Line(
    Change change,
    Set<String> words,
    Pattern on,
    List<Pattern> except,
    Optional<Set<String>> columns,
    Set<String> butColumns) {

  /** More than may be done with a row: it may be moved to others, or be handed on by a view. */
  public static final String MOVE = "move rows of";

  public static final String HAND_ON = "see all rows by";

  public Line {
    words = Set.copyOf(words);
    except = List.copyOf(except);
    butColumns = Set.copyOf(butColumns);
  }

  /** Whether it tells that of this very cell. */
  public boolean tells(SystemType type, String action, Resource cell) {
    Resource whole = cell.whole();
    return words.stream().anyMatch(word -> type.expand(word, type.kindOf(whole)).contains(action))
        && on.covers(whole)
        && except.stream().noneMatch(pattern -> pattern.covers(whole))
        && cell.column().map(this::hasColumn).orElse(true);
  }

  private boolean hasColumn(String name) {
    return columns.map(only -> only.contains(name)).orElse(true) && !butColumns.contains(name);
  }
}
