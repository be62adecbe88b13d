package dev.usher.core.check;

import dev.usher.core.access.Right;
import dev.usher.core.check.Line.Said;
import dev.usher.core.condition.Value;
import dev.usher.core.meaning.Attributes;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All resources that the same lines of the policy speak of: whoever may do something to one may do
 * it to each.
 */
final class Thing {
  /** What every column is called that no line names: no pattern tells two of them apart. */
  static final String ANY_OTHER = "(any other)";

  private final SystemType type;
  private final String kind;
  private final Resource on;
  private final List<Line> lines;
  private final Set<String> columns;

  /** What was asked for, the last first: there are few words for one thing. */
  private volatile @Nullable Verdict known;

  /** What makes resources equal. */
  record Key(List<Integer> lines, String kind, Optional<String> column) {}

  private Thing(SystemType type, Resource on, List<Line> lines, Set<String> columns) {
    this.type = type;
    this.kind = type.kindOf(on);
    this.on = on;
    this.lines = lines;
    this.columns = columns;
  }

  /**
   * @param lines those that mean the thing, or the thing of which it is a column
   */
  static Thing of(SystemType type, Resource on, List<Line> lines) {
    Set<String> columns = columns(lines);
    return new Thing(type, on.column().isPresent() ? known(on, columns) : on, lines, columns);
  }

  private static Resource known(Resource on, Set<String> columns) {
    return columns.contains(on.column().orElseThrow()) ? on : on.whole().column(ANY_OTHER);
  }

  Key key() {
    return new Key(lines.stream().map(Line::number).toList(), kind, on.column());
  }

  /** Of what kind it is; a column is no kind of its own. */
  String kind() {
    return kind;
  }

  /** What is said of one, as far as it can be. */
  Optional<Map<String, Value>> said(Optional<Map<String, Value>> row) {
    return Attributes.of(type, kind, row);
  }

  /** Roles that may give something on it, by number. */
  int[] roles() {
    return lines.stream()
        .map(Line::said)
        .mapToInt(said -> said instanceof Said.Permission(int role, _) ? role : -1)
        .filter(role -> role >= 0)
        .distinct()
        .toArray();
  }

  /** The columns that the policy tells apart; of what is a column itself none. */
  Set<String> columns() {
    return isColumn() ? Set.of() : columns;
  }

  boolean isColumn() {
    return on.column().isPresent();
  }

  /**
   * @param word an action, or a bundle
   */
  Verdict verdict(String word) {
    Verdict found = Verdict.find(known, word);
    if (found != null) return found;
    Set<String> actions = type.expand(word, kind);
    // What is no word is not remembered: there is no end of those.
    return actions.isEmpty() ? Verdict.NOBODY : remember(word, actions);
  }

  private synchronized Verdict remember(String word, Set<String> actions) {
    Verdict found = Verdict.find(known, word);
    if (found != null) return found;
    Verdict made = work(word, actions, known);
    known = made;
    return made;
  }

  private Verdict work(String word, Set<String> actions, @Nullable Verdict before) {
    Set<Cell> cells = new LinkedHashSet<>();
    boolean comesAlong = false;
    for (String action : new TreeSet<>(actions)) {
      for (Resource part : parts(action)) cells.add(cell(action, part));
      comesAlong |= !isColumn() && action.equals(type.passage().get(kind));
    }
    List<Forbidden> forbidden = forbidden(actions);
    return new Verdict(
        word,
        List.copyOf(cells),
        comesAlong,
        forbidden.stream().mapToInt(Forbidden::number).toArray(),
        forbidden.stream().anyMatch(Forbidden::ofEveryone),
        before);
  }

  /** The cells that an action on it is made of, of all columns that can be told apart. */
  private List<Resource> parts(String action) {
    SystemType.Kind known = type.kinds().get(kind);
    boolean hasColumns = known != null && !known.columnActions().isEmpty();
    if (isColumn() || !hasColumns || !type.byColumn(kind, action)) return List.of(on);
    List<Resource> parts = new ArrayList<>();
    for (String column : columns) parts.add(on.column(column));
    parts.add(on.column(ANY_OTHER));
    return parts;
  }

  /** Who writes a row has to be able to read it, by whatever permission on the thing. */
  private Cell cell(String action, Resource part) {
    boolean isHeld = part.column().isEmpty() || type.byColumn(kind, action);
    return new Cell(
        group(action, right -> isHeld && right.covers(part)),
        type.readsFirst(action).map(first -> group(first, _ -> true)));
  }

  private Cell.Group group(String action, Predicate<Right> isMeant) {
    List<Cell.Entry> entries = new ArrayList<>();
    for (Line line : lines)
      if (line.said() instanceof Said.Permission(int role, Right right)
          && right.touches(on.whole())
          && isMeant.test(right)
          && right.allows(type, kind, action)) entries.add(new Cell.Entry(role, right.rows()));
    return new Cell.Group(entries);
  }

  private List<Forbidden> forbidden(Set<String> actions) {
    Set<Forbidden> found = new LinkedHashSet<>();
    for (Line line : lines)
      if (line.said() instanceof Said.Never(Forbidden forbidden)
          && actions.stream()
              .anyMatch(action -> Nevers.speaksOf(forbidden.never(), type, on, action)))
        found.add(forbidden);
    return List.copyOf(found);
  }

  /** The columns that the lines tell apart. */
  private static Set<String> columns(List<Line> lines) {
    Set<String> names = new TreeSet<>();
    for (Line line : lines)
      switch (line.said()) {
        case Said.Permission(int _, Right right) -> {
          right.on().forEach(pattern -> names.addAll(named(pattern)));
          right.except().forEach(pattern -> names.addAll(named(pattern)));
          right.columns().ifPresent(names::addAll);
        }
        case Said.Never(Forbidden forbidden) ->
            forbidden.never().on().forEach(pattern -> names.addAll(named(pattern)));
      }
    return names;
  }

  private static Set<String> named(Pattern pattern) {
    return pattern.column().orElse(new Name.Any()) instanceof Name.OneOf(Set<String> names)
        ? names
        : Set.of();
  }
}
