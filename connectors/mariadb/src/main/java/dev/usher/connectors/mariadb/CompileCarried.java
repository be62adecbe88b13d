package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What one that was there before usher is to hold, where a role of usher's would be given all that
 * is meant: as long as the policy means no less and no more than it holds, nothing about it
 * changes.
 */
final class CompileCarried {
  /** Steps of a pattern that come before the path: the environment, the system. */
  private static final int TARGET = 2;

  private final Access access;
  private final Access.Role role;
  private final Carrier carrier;
  private final Carriers carriers;
  private final Set<Resource> things;
  private final Map<Resource, Map<String, Set<String>>> what = new LinkedHashMap<>();
  private final Map<Resource, Set<Cause>> why = new HashMap<>();

  /** On routines: what each member's own role is given, for no role passes it on to roles. */
  final Map<Held, Set<Cause>> ofRoutines = new LinkedHashMap<>();

  /** Whether some of that is not held by the carrier, so that its members do not have it. */
  boolean lacks;

  /**
   * @param things that there are
   */
  CompileCarried(
      Access access, Access.Role role, Carrier carrier, Carriers carriers, Set<Resource> things) {
    this.access = access;
    this.role = role;
    this.carrier = carrier;
    this.carriers = carriers;
    this.things = things;
  }

  /**
   * @param meant for the role, whoever carries it
   */
  Map<Held, Set<Cause>> held(Map<Held, Set<Cause>> meant) {
    Resource database = Resource.of(access.target());
    Map<String, Set<Cause>> wide = wide(database, meant.keySet());
    Set<String> everywhere = new HashSet<>(wide.keySet());
    everywhere.addAll(carriers.others(carrier.who(), database).keySet());
    wide.forEach((privilege, causes) -> add(database, privilege, Set.of(Held.WHOLE), causes));
    meant.forEach(
        (held, causes) ->
            held.what()
                .forEach(
                    (privilege, columns) -> {
                      boolean covered = everywhere.contains(privilege);
                      Set<String> to = covered ? Set.of() : given(held.on(), privilege, columns);
                      Set<String> stays = staying(held.on(), privilege, columns);
                      if (held.isOfRoutine() && !carrier.own())
                        byMembers(held, privilege, to, causes);
                      else add(held.on(), privilege, to, causes);
                      add(held.on(), privilege, stays, causes);
                      lacks |= held.isOfRoutine() && !carrier.own() && !stays.containsAll(to);
                    }));
    Map<Held, Set<Cause>> facts = new LinkedHashMap<>();
    what.forEach(
        (on, all) ->
            facts.put(Held.of(carrier.who(), on, all), why.getOrDefault(on, new TreeSet<>())));
    return facts;
  }

  private void add(Resource on, String privilege, Set<String> columns, Set<Cause> causes) {
    if (columns.isEmpty()) return;
    what.computeIfAbsent(on, _ -> new TreeMap<>())
        .computeIfAbsent(privilege, _ -> new TreeSet<>())
        .addAll(columns);
    why.computeIfAbsent(on, _ -> new TreeSet<>()).addAll(causes);
  }

  private void byMembers(Held held, String privilege, Set<String> to, Set<Cause> causes) {
    if (to.isEmpty()) return;
    ofRoutines.put(Held.of(held.by(), held.on(), Map.of(privilege, to)), causes);
  }

  /** What is meant, but for what somebody gave it in a way that is not usher's. */
  private Set<String> given(Resource on, String privilege, Set<String> columns) {
    Set<String> there =
        carriers.others(carrier.who(), on).getOrDefault(privilege, Collections.emptySortedSet());
    if (there.contains(Held.WHOLE)) return Set.of();
    Set<String> to = new TreeSet<>(columns);
    to.removeAll(there);
    return to;
  }

  /** What it holds and is meant to: by column beside the whole too, and beside the database's. */
  private Set<String> staying(Resource on, String privilege, Set<String> columns) {
    Set<String> stays = new TreeSet<>();
    carriers
        .ours(carrier.who(), on)
        .getOrDefault(privilege, Collections.emptySortedSet())
        .forEach(
            column -> {
              if (columns.contains(Held.WHOLE) || columns.contains(column)) stays.add(column);
            });
    return stays;
  }

  /**
   * What it holds on the database as a whole, and is meant to on whatever is in it, today's and
   * tomorrow's.
   */
  private Map<String, Set<Cause>> wide(Resource database, Set<Held> meant) {
    Map<String, Set<Cause>> wide = new TreeMap<>();
    SystemType type = access.type();
    Map<Resource, Held> byThing = new HashMap<>();
    meant.forEach(held -> byThing.put(held.on(), held));
    for (String privilege : carriers.ours(carrier.who(), database).keySet()) {
      if (type.expand(privilege, type.root()).contains(privilege)) continue;
      for (Right right : role.rights()) {
        if (isOfAll(right, privilege) && things.stream().allMatch(isHeld(privilege, byThing))) {
          wide.computeIfAbsent(privilege, _ -> new TreeSet<>()).add(right.cause());
        }
      }
    }
    return wide;
  }

  private boolean isOfAll(Right right, String privilege) {
    SystemType type = access.type();
    return right.on().stream().anyMatch(CompileCarried::isOfAll)
        && right.except().isEmpty()
        && right.columns().isEmpty()
        && right.rows().isEmpty()
        && type.kinds().entrySet().stream()
            .filter(kind -> kind.getValue().actions().contains(privilege))
            .allMatch(kind -> right.allows(type, kind.getKey(), privilege));
  }

  private static boolean isOfAll(Pattern pattern) {
    return pattern.steps().getLast() instanceof Step.Deep
        && pattern.steps().size() <= TARGET + 1
        && pattern.column().isEmpty();
  }

  private Predicate<Resource> isHeld(String privilege, Map<Resource, Held> meant) {
    SystemType type = access.type();
    return thing -> {
      SystemType.Kind kind = type.kinds().get(type.kindOf(thing));
      if (kind == null || !kind.actions().contains(privilege)) return true;
      Held held = meant.get(thing);
      return held != null
          && held.what().containsKey(privilege)
          && held.what().get(privilege).contains(Held.WHOLE);
    };
  }
}
