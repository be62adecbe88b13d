package dev.usher.core.filter;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Mentions;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Decider;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One subject's way to the rows of one thing, by one action: {@link dev.usher.core.meaning.Meaning}
 * turned round. A row is reached if and only if for each column that is asked for one permission in
 * force holds it there, and if the row may be read too where the action reads first.
 */
public final class Filter {
  private final SystemType type;
  private final String kind;
  private final Resource on;
  private final String action;
  private final List<Right> acting;
  private final Optional<List<Right>> reading;
  private final String nearest;

  /**
   * @param action one of the system's own
   * @param on a thing that has rows, as a whole
   */
  public Filter(Access access, String subject, String action, Resource on) {
    this.type = access.type();
    this.kind = type.kindOf(on);
    this.on = on;
    this.action = action;
    List<Right> near =
        access.heldBy(subject).stream()
            .map(Held::right)
            .filter(right -> right.touches(on))
            .toList();
    Optional<String> first = type.readsFirst(action);
    List<Right> readers = first.map(read -> allowing(near, read)).orElse(List.of());
    List<Right> all = allowing(near, action);
    // Who reads no row at all may still write, but no row that only some condition lets through.
    this.acting =
        first.isPresent() && readers.isEmpty()
            ? all.stream().filter(right -> right.rows().isEmpty()).toList()
            : all;
    this.reading = readers.isEmpty() ? Optional.empty() : Optional.of(readers);
    this.nearest =
        Decider.decide(access, subject, action, on, Optional.empty()) instanceof Decision.None no
            ? no.nearest()
            : "no permission in force gives " + action + " of all that";
  }

  private List<Right> allowing(List<Right> rights, String one) {
    return rights.stream().filter(right -> right.allows(type, kind, one)).toList();
  }

  /** Whether the action is held column by column; else only a row as a whole can be asked for. */
  public boolean isByColumn() {
    return type.byColumn(kind, action);
  }

  /** Whether something is held of the thing at all. */
  public boolean isGiven() {
    return !acting.isEmpty();
  }

  /** What comes closest to something that is held. */
  public String nearest() {
    return nearest;
  }

  /** Whether a row has to be one that may be read too. */
  public boolean isRead() {
    return reading.isPresent();
  }

  /** Those of the columns of which something is held, in some row. */
  public List<String> held(List<String> columns) {
    return columns.stream()
        .filter(column -> acting.stream().anyMatch(right -> right.covers(on.column(column))))
        .toList();
  }

  /**
   * The rows that are reached with all of these columns.
   *
   * @param columns at least one where the action is by column, else none
   */
  public Rows rows(List<String> columns) {
    Set<Set<Condition>> each = new LinkedHashSet<>();
    Set<Right> by = new LinkedHashSet<>();
    for (Resource cell : cells(columns)) {
      List<Right> holding = acting.stream().filter(right -> right.covers(cell)).toList();
      if (holding.isEmpty()) return new Rows.None(nearest(cell));
      narrow(holding, each, by);
    }
    reading.ifPresent(readers -> narrow(readers, each, by));
    if (each.isEmpty()) return new Rows.Every();
    List<Condition> all =
        each.stream()
            .map(
                any -> any.size() == 1 ? any.iterator().next() : new Condition.Or(List.copyOf(any)))
            .toList();
    return new Rows.Some(
        all.size() == 1 ? all.getFirst() : new Condition.And(all), List.copyOf(by));
  }

  private List<Resource> cells(List<String> columns) {
    if (columns.isEmpty() == isByColumn())
      throw new IllegalArgumentException(action + " is asked for by column, or it is not");
    return isByColumn() ? columns.stream().map(on::column).toList() : List.of(on);
  }

  /** One of the conditions has to hold, unless one of the rights has none. */
  private static void narrow(List<Right> rights, Set<Set<Condition>> each, Set<Right> by) {
    if (rights.stream().anyMatch(right -> right.rows().isEmpty())) return;
    Set<Condition> any = new LinkedHashSet<>();
    for (Right right : rights) {
      any.add(right.rows().orElseThrow());
      by.add(right);
    }
    each.add(any);
  }

  private String nearest(Resource cell) {
    return acting.isEmpty() || cell.column().isEmpty()
        ? nearest
        : "no permission in force gives %s of %s; it is given of other columns"
            .formatted(action, cell);
  }

  /**
   * Those of the columns by which whoever writes them could move a row out of sight or into it,
   * which no permission says they may.
   */
  public Set<String> moving(List<String> columns) {
    Set<String> moving = new TreeSet<>();
    if (type.readsFirst(action).isEmpty()) return moving;
    for (Right right : acting) {
      if (right.rows().isEmpty() || right.mayMove()) continue;
      List<String> covered = new ArrayList<>(columns);
      covered.retainAll(Mentions.columns(right.rows().get()));
      covered.removeIf(column -> !right.covers(on.column(column)));
      moving.addAll(covered);
    }
    return moving;
  }
}
