package dev.usher.core.meaning;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Evaluation.Truth;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a policy means, by brute force and cell by cell: a cell (a row's column, or a thing as a
 * whole for what is not held by column) is held if and only if one permission in force holds all of
 * it. There is no deny. What an action cannot work without comes with it.
 */
public final class Meaning {
  /** How much of one cell: of all its rows, of some, of none. */
  private enum Grade {
    NO,
    SOME,
    YES
  }

  private record Cell(Grade grade, Optional<Held> by, boolean implied) {
    static final Cell NOTHING = new Cell(Grade.NO, Optional.empty(), false);

    Cell asImplied() {
      return new Cell(Grade.YES, by, true);
    }
  }

  private final Access access;
  private final Catalogue catalogue;
  private final Map<Resource, List<Need>> needs = new HashMap<>();
  private final Map<Resource, List<Resource>> below = new HashMap<>();

  private record Need(Resource by, Companion companion) {}

  /** The meaning of access to what is in the catalogue. */
  public Meaning(Access access, Catalogue catalogue) {
    this.access = access;
    this.catalogue = catalogue;
    catalogue
        .entries()
        .forEach(
            (thing, entry) -> {
              for (Companion companion : entry.companions())
                needs
                    .computeIfAbsent(companion.other(), _ -> new ArrayList<>())
                    .add(new Need(thing, companion));
              for (Resource up : thing.ancestors())
                below.computeIfAbsent(up, _ -> new ArrayList<>()).add(thing);
            });
  }

  /**
   * May the subject do this?
   *
   * @param word an action or a bundle
   * @param row one row's values; empty: all rows are meant
   */
  public Decision decide(
      String subject, String word, Resource on, Optional<Map<String, Value>> row) {
    return decide(subject, word, on, row, Map.of());
  }

  /** The same, asked with a context. */
  public Decision decide(
      String subject,
      String word,
      Resource on,
      Optional<Map<String, Value>> row,
      Map<String, Value> context) {
    return decide(Holder.of(access, subject, row, context), word, on);
  }

  /** Every action that the thing's kind has, decided for the subject. */
  public Map<String, Decision> decideAll(String subject, Resource on) {
    Holder holder = Holder.of(access, subject, Optional.empty(), Map.of());
    Map<String, Decision> all = new HashMap<>();
    actions(on).forEach(action -> all.put(action, decide(holder, action, on)));
    return all;
  }

  private Set<String> actions(Resource on) {
    SystemType.Kind kind = access.type().kinds().get(access.type().kindOf(on));
    return kind == null ? Set.of() : kind.actions();
  }

  private Decision decide(Holder holder, String word, Resource on) {
    String kind = access.type().kindOf(on);
    Set<String> actions = new TreeSet<>(access.type().expand(word, kind));
    if (actions.isEmpty()) {
      return new Decision.None(
          "there is no %s of a %s; it has %s".formatted(word, kind, new TreeSet<>(actions(on))));
    }
    Holder near = holder.at(on);
    List<String> missing = new ArrayList<>();
    List<Cell> held = new ArrayList<>();
    for (String action : actions) {
      for (Resource part : parts(action, on)) {
        Cell cell = cell(holder, near, action, part);
        if (cell.grade() != Grade.NO) held.add(cell);
        if (cell.grade() == Grade.YES) continue;
        List<String> name = new ArrayList<>();
        if (actions.size() > 1) name.add(action);
        if (on.column().isEmpty()) part.column().ifPresent(name::add);
        if (cell.grade() == Grade.SOME) name.add("some rows");
        missing.add(name.isEmpty() ? action : String.join(" ", name));
      }
    }
    if (held.isEmpty()) return new Decision.None(holder.nearest(on));
    Cause why = holder.why(held.getFirst().by().orElseThrow());
    return missing.isEmpty()
        ? new Decision.All(why, held.stream().allMatch(Cell::implied))
        : new Decision.Part(missing, why);
  }

  /** The cells that an action on a thing is made of. */
  private List<Resource> parts(String action, Resource on) {
    List<String> columns =
        catalogue.entry(on.whole()).map(Catalogue.Entry::columns).orElse(List.of());
    boolean byColumn = access.type().byColumn(access.type().kindOf(on), action);
    if (on.column().isPresent() || !byColumn || columns.isEmpty()) return List.of(on);
    return columns.stream().map(on::column).toList();
  }

  /** One cell: what holds it directly, or what brings it along. */
  private Cell cell(Holder holder, Holder near, String action, Resource cell) {
    Cell direct = direct(near, action, cell);
    if (direct.grade() == Grade.YES || cell.column().isPresent()) return direct;
    if (action.equals(access.type().passage().get(access.type().kindOf(cell)))) {
      for (Resource part : below.getOrDefault(cell, List.of())) {
        Optional<Cell> brings = some(holder, actions(part), part);
        if (brings.isPresent()) return brings.get().asImplied();
      }
    }
    for (Need need : needs.getOrDefault(cell, List.of())) {
      if (!need.companion().its().equals(action)) continue;
      Optional<Cell> brings = some(holder, Set.of(need.companion().action()), need.by());
      if (brings.isPresent()) return brings.get().asImplied();
    }
    return direct;
  }

  /** Some cell of the thing that is held directly. */
  private Optional<Cell> some(Holder holder, Set<String> actions, Resource on) {
    Holder near = holder.at(on);
    if (near.held().isEmpty()) return Optional.empty();
    return actions.stream()
        .flatMap(action -> parts(action, on).stream().map(part -> direct(near, action, part)))
        .filter(cell -> cell.grade() != Grade.NO)
        .findFirst();
  }

  /** The best of what single permissions hold of the cell. */
  private Cell direct(Holder near, String action, Resource cell) {
    String kind = access.type().kindOf(cell);
    boolean byColumn = access.type().byColumn(kind, action);
    boolean isColumn = cell.column().isPresent();
    if (isColumn && !byColumn) return Cell.NOTHING;
    Cell best = Cell.NOTHING;
    for (Held held : near.held()) {
      Right right = held.right();
      boolean covers = byColumn && !isColumn ? right.coversForGood(cell) : right.covers(cell);
      if (!covers || !right.allows(access.type(), kind, action)) continue;
      Grade grade = rows(near, right);
      Optional<String> reading = access.type().readsFirst(action);
      if (reading.isPresent()) grade = min(grade, reads(near, reading.get(), right, cell));
      if (grade.compareTo(best.grade()) > 0) best = new Cell(grade, Optional.of(held), false);
    }
    return best;
  }

  /** A row is reached by what writes it only if it may be read too, where rows are narrowed. */
  private Grade reads(Holder near, String reading, Right writing, Resource cell) {
    String kind = access.type().kindOf(cell);
    List<Right> readers =
        near.held().stream()
            .map(Held::right)
            .filter(right -> right.allows(access.type(), kind, reading))
            .toList();
    if (readers.isEmpty()) return writing.rows().isEmpty() ? Grade.YES : Grade.NO;
    return readers.stream().map(right -> rows(near, right)).max(Grade::compareTo).orElseThrow();
  }

  private static Grade min(Grade one, Grade other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** A row without a column that the condition reads is not one where it is null. */
  private static Grade rows(Holder holder, Right right) {
    if (right.rows().isEmpty()) return Grade.YES;
    if (holder.row().isEmpty()) return Grade.SOME;
    Condition condition = right.rows().get();
    Map<String, Value> row = holder.row().get();
    if (!row.keySet().containsAll(Mentions.columns(condition))) return Grade.NO;
    Truth truth = Evaluation.truth(condition, row, holder.attributes(), holder.context());
    return truth == Truth.TRUE ? Grade.YES : Grade.NO;
  }
}
