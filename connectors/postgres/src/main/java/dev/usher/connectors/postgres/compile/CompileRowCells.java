package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Mentions;
import dev.usher.core.model.Resource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the policies and grants of one person's roles give just the cells that are meant, by what
 * the policy itself says: with {@link Access#worn} one set of roles after the other.
 */
final class CompileRowCells {
  private final Access access;
  private final RowRefusals refusals;

  CompileRowCells(Access access, RowRefusals refusals) {
    this.access = access;
    this.refusals = refusals;
  }

  /** Policies are for whole rows and grants for whole columns: together they give both. */
  void cells(Thing on, List<String> columns, String action, List<Right> rights) {
    Resource thing = on.resource(access.target());
    if (!access.type().byColumn(access.type().kindOf(thing), action)) return;
    Map<Set<Optional<Condition>>, Map<String, Set<Right>>> alike = new LinkedHashMap<>();
    for (String column : columns) {
      Set<Right> holding = new LinkedHashSet<>();
      for (Right right : rights) if (right.covers(thing.column(column))) holding.add(right);
      if (holding.isEmpty()) continue;
      Set<Optional<Condition>> rows = new HashSet<>();
      holding.forEach(right -> rows.add(right.rows()));
      Set<Optional<Condition>> which =
          rows.contains(Optional.<Condition>empty()) ? Set.of(Optional.empty()) : rows;
      alike.computeIfAbsent(which, _ -> new LinkedHashMap<>()).put(column, holding);
    }
    if (alike.size() < 2) return;
    List<Map<String, Set<Right>>> parts = List.copyOf(alike.values());
    Set<Right> one = parts.get(0).values().iterator().next();
    Set<Right> other = new LinkedHashSet<>(parts.get(1).values().iterator().next());
    Right first = one.iterator().next();
    Right second = other.stream().filter(right -> !one.contains(right)).findFirst().orElse(first);
    if (!refusals.isNew("columns", on, action, first.cause(), second.cause())) return;
    refusals.refuse(
        first.rows().isPresent() ? first : second,
        "columns-and-rows",
        "somebody may "
            + action
            + " "
            + String.join(", ", parts.get(0).keySet())
            + " of some rows of "
            + on.prose()
            + " by "
            + first.cause()
            + ", and "
            + String.join(", ", parts.get(1).keySet())
            + " of others by "
            + second.cause()
            + ": PostgreSQL would give all these columns of all these rows",
        "let both permissions mean the same columns or the same rows, or different people; or say"
            + (action.equals(CompileRows.COMMANDS.getFirst())
                ? " carry: view, or carry: switch, on one of the roles"
                : " carry: switch on one of the roles"));
  }

  /**
   * Who writes some rows must read them; and what decides which rows those are cannot be written,
   * or a row could be moved from one's customer to another, unless that is meant. Even then a new
   * row must be one that may be read and written, as PostgreSQL asks of it by the same policies.
   */
  void writes(
      Thing on, List<String> columns, Map<String, List<Right>> byAction, List<Right> anyhow) {
    Resource thing = on.resource(access.target());
    for (String action : List.of("update", "delete")) {
      List<Right> rights = byAction.getOrDefault(action, List.of());
      if (!isNarrowed(rights) || byAction.containsKey(CompileRowChecks.READING)) continue;
      if (!refusals.isNew("unread", on, rights.getFirst().cause())) continue;
      refusals.refuse(
          rights.getFirst(),
          "rows-unread",
          "somebody may "
              + action
              + " some rows of "
              + on.prose()
              + " and read none, so that nothing is reached",
          "give read of the same rows too");
    }
    for (String action : List.of("update", "delete")) {
      for (Right right : byAction.getOrDefault(action, List.of()))
        readsElsewhere(
            on, action, right, byAction.getOrDefault(CompileRowChecks.READING, List.of()), anyhow);
    }
    for (Right right : byAction.getOrDefault("update", List.of())) {
      if (right.rows().isEmpty() || right.mayMove()) continue;
      Set<String> moves = new TreeSet<>(Mentions.columns(right.rows().get()));
      moves.retainAll(columns);
      moves.removeIf(column -> !right.covers(thing.column(column)) && !right.covers(thing));
      if (moves.isEmpty() || !refusals.isNew("moves", on, right.cause())) continue;
      refusals.refuse(
          right,
          "moves-rows",
          "rows reads "
              + String.join(", ", moves)
              + " of "
              + on.prose()
              + ", and whoever may update that can move a row out of sight or into it",
          "write update in a permission of its own, with the other columns in `columns`, or"
              + " may-move: true");
    }
  }

  /**
   * What is written by one role is read by any, as the policy means it. But while a hat is worn
   * other reading is not there, and what is read by a view is not where it is written: of that
   * which reads what is written nothing may be gone.
   */
  private void readsElsewhere(
      Thing on, String action, Right right, List<Right> here, List<Right> anyhow) {
    Set<Optional<Condition>> reads = rows(here);
    Set<Optional<Condition>> all = rows(anyhow);
    Optional<Condition> every = Optional.empty();
    if (reads.equals(all) || reads.contains(every)) return;
    if (right.rows().isPresent()
        ? reads.contains(right.rows())
        : here.isEmpty() && all.contains(every)) return;
    if (!refusals.isNew("elsewhere", on, action, right.cause())) return;
    refusals.refuse(
        right,
        "rows-unread",
        "somebody may "
            + action
            + " rows of "
            + on.prose()
            + " that they read by another role, which is not there when they do: one of the two is"
            + " put on by itself, or read by a view",
        "give read of the same rows in the role that writes them");
  }

  private static Set<Optional<Condition>> rows(List<Right> rights) {
    Set<Optional<Condition>> rows = new HashSet<>();
    rights.forEach(right -> rows.add(right.rows()));
    return rows;
  }

  static boolean isNarrowed(List<Right> rights) {
    return !rights.isEmpty() && rights.stream().allMatch(right -> right.rows().isPresent());
  }
}
