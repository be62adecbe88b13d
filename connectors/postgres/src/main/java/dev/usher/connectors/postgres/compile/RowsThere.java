package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What stands in one target already that decides who sees which rows of some tables. */
public final class RowsThere {
  private final Target target;

  /** Who holds what row security is about, by grants that usher does not take. */
  private final Map<Thing, Set<String>> grantees = new HashMap<>();

  final Map<Thing, RowFact.Shape> shapes = new HashMap<>();

  /** Where row security is on, and whether usher has policies there. */
  final Map<Thing, Boolean> on = new HashMap<>();

  final Set<Thing> ruled = new HashSet<>();
  final Set<Thing> forced = new HashSet<>();
  final Map<Thing, List<RowFact.Strange>> strange = new HashMap<>();
  final Map<Thing, List<RowFact.HandsOn>> handsOn = new HashMap<>();

  final List<RowFact.Definer> definers = new ArrayList<>();

  /** By thing: who holds anything on it by grants that usher does not take. */
  private final Map<Thing, Set<String>> holders = new HashMap<>();

  /** By thing: who reaches it by what usher does not manage. */
  private final Map<Thing, Set<String>> beside = new HashMap<>();

  /** By member: roles that it is in, and usher does not take it out of. */
  private final Map<String, Set<String>> groups = new HashMap<>();

  RowsThere(Target target, Set<Thing> tables, ObservedState<PostgresFact> observed) {
    this.target = target;
    Set<Thing> hands = new HashSet<>();
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof RowFact.HandsOn one && tables.contains(one.on())) hands.add(one.by());
      if (fact instanceof RowFact.Definer one && one.target().equals(target)) hands.add(one.by());
    }
    observed.facts().forEach((fact, origin) -> add(fact, origin, tables, hands));
  }

  private void add(PostgresFact fact, Origin origin, Set<Thing> tables, Set<Thing> hands) {
    if (fact instanceof PostgresFact.Membership one) {
      if (origin != Origin.OURS)
        groups.computeIfAbsent(one.member(), _ -> new HashSet<>()).add(one.group());
      return;
    }
    if (!fact.target().equals(target)) return;
    switch (fact) {
      case PostgresFact.Privilege one when origin == Origin.FOREIGN -> {
        boolean rows = CompileRows.COMMANDS.contains(one.privilege().toLowerCase(Locale.ROOT));
        if (rows && tables.contains(one.on()))
          grantees.computeIfAbsent(one.on(), _ -> new TreeSet<>()).add(one.grantee());
        if (hands.contains(one.on()))
          holders.computeIfAbsent(one.on(), _ -> new TreeSet<>()).add(one.grantee());
      }
      case RowFact.Shape one when tables.contains(one.on()) -> shapes.put(one.on(), one);
      case RowFact.Switch one -> on.put(one.on(), origin == Origin.OURS);
      case RowFact.Rule one -> ruled.add(one.on());
      case RowFact.Forced one -> forced.add(one.on());
      case RowFact.Strange one ->
          strange.computeIfAbsent(one.on(), _ -> new ArrayList<>()).add(one);
      case RowFact.Definer one -> {
        definers.add(one);
        beside.computeIfAbsent(one.by(), _ -> new TreeSet<>()).addAll(one.beside());
      }
      case RowFact.HandsOn one when tables.contains(one.on()) -> {
        handsOn.computeIfAbsent(one.on(), _ -> new ArrayList<>()).add(one);
        beside.computeIfAbsent(one.by(), _ -> new TreeSet<>()).addAll(one.beside());
      }
      default -> {}
    }
  }

  /**
   * Roles that hold something on the table, are not of the policy, and are to go on. Its owner is
   * bound by no row policy.
   */
  Set<String> others(Thing table, Standing standing) {
    Set<String> others = new TreeSet<>(grantees.getOrDefault(table, Set.of()));
    others.removeIf(one -> one.equals(PostgresFact.PUBLIC) || standing.isMade(one));
    return others;
  }

  /**
   * Who comes by what hands on, and goes on doing so; what usher's own roles hold there it takes.
   */
  Set<String> holders(Thing by, Standing standing) {
    Set<String> all = new TreeSet<>(beside.getOrDefault(by, Set.of()));
    all.removeIf(standing::isMade);
    all.addAll(holders.getOrDefault(by, Set.of()));
    return all;
  }

  /** Whether everybody holds something on the table, and goes on holding it. */
  boolean isPublic(Thing table) {
    return grantees.getOrDefault(table, Set.of()).contains(PostgresFact.PUBLIC);
  }

  /** The role and all that it is in by what usher leaves alone. */
  Set<String> closure(Set<String> roles) {
    Set<String> seen = new TreeSet<>();
    List<String> open = new ArrayList<>(roles);
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (seen.add(next)) open.addAll(groups.getOrDefault(next, Set.of()));
    }
    return seen;
  }
}
