package dev.usher.connectors.postgres;

import dev.usher.connectors.postgres.PostgresFact.Owner;
import dev.usher.connectors.postgres.PostgresFact.Privilege;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The privileges that one role of the policy needs by itself: the whole thing where a right covers
 * it for good, single columns where not, and what neither can work without.
 */
final class CompileRole {
  private final Access access;
  private final Catalogue catalogue;
  private final Map<Resource, Owner> owned;
  private final String group;
  private final Map<Privilege, Set<Cause>> given = new LinkedHashMap<>();

  /** What comes along, and one reason, which is enough. */
  private final Map<Privilege, Cause> needed = new LinkedHashMap<>();

  /** Paths whose passages are needed already. */
  private final Set<List<Segment>> led = new HashSet<>();

  /** What a right allows on things of one kind. */
  private record Action(String name, String privilege, boolean byColumn) {}

  /**
   * @param owned what there is, with its owner
   * @param group the role of the server that is to have it
   */
  CompileRole(Access access, Catalogue catalogue, Map<Resource, Owner> owned, String group) {
    this.access = access;
    this.catalogue = catalogue;
    this.owned = owned;
    this.group = group;
  }

  /**
   * Adds what the right gives among these things.
   *
   * @return whether it gives anything
   */
  boolean add(Right right, Set<Resource> near) {
    boolean gives = false;
    Set<Cause> why = Set.of(right.cause());
    Map<String, List<Action>> actions = new HashMap<>();
    for (Resource thing : near) {
      Entry entry = catalogue.entries().get(thing);
      Owner owner = owned.get(thing);
      if (entry == null || owner == null || !right.touches(thing)) continue;
      String kind = access.type().kindOf(thing);
      for (Action action : actions.computeIfAbsent(kind, _ -> actions(right, kind))) {
        if (!add(right, thing, entry, owner, action, why)) continue;
        gives = true;
        need(thing, entry, action, right.cause());
      }
    }
    return gives;
  }

  private List<Action> actions(Right right, String kind) {
    SystemType type = access.type();
    SystemType.Kind known = type.kinds().get(kind);
    if (known == null) return List.of();
    return known.actions().stream()
        .filter(action -> !action.equals("own") && right.allows(type, kind, action))
        .map(name -> new Action(name, privilege(name), type.byColumn(kind, name)))
        .toList();
  }

  private static String privilege(String action) {
    return action.toUpperCase(Locale.ROOT);
  }

  private boolean add(
      Right right, Resource thing, Entry entry, Owner owner, Action action, Set<Cause> why) {
    if (action.byColumn() ? right.coversForGood(thing) : right.covers(thing)) {
      give(privilege(owner, "", action.privilege()), why);
      return true;
    }
    if (!action.byColumn()) return false;
    boolean gives = false;
    for (String column : entry.columns()) {
      if (!right.covers(thing.column(column))) continue;
      give(privilege(owner, column, action.privilege()), why);
      gives = true;
    }
    return gives;
  }

  private Privilege privilege(Owner owner, String column, String privilege) {
    return new Privilege(
        access.target(), owner.on(), column, privilege, group, owner.owner(), false);
  }

  private void give(Privilege privilege, Set<Cause> why) {
    given.merge(
        privilege,
        why,
        (some, more) -> {
          Set<Cause> both = new TreeSet<>(some);
          both.addAll(more);
          return both;
        });
  }

  /** The way to the thing, and what its use draws from. */
  private void need(Resource thing, Entry entry, Action action, Cause why) {
    int depth = thing.path().size();
    if (depth > 0 && led.add(thing.path().subList(0, depth - 1))) {
      for (Resource up : thing.ancestors()) {
        String passage = access.type().passage().get(access.type().kindOf(up));
        if (passage != null) need(up, passage, why);
      }
    }
    for (Companion companion : entry.companions()) {
      if (companion.action().equals(action.name())) need(companion.other(), companion.its(), why);
    }
  }

  private void need(Resource other, String action, Cause why) {
    Owner owner = owned.get(other);
    if (owner != null) needed.putIfAbsent(privilege(owner, "", privilege(action)), why);
  }

  /** What was added, with what it cannot work without; no column of what is held whole. */
  Map<Privilege, Set<Cause>> all() {
    Map<Privilege, Set<Cause>> all = new LinkedHashMap<>(given);
    needed.forEach((privilege, why) -> all.putIfAbsent(privilege, Set.of(why)));
    all.keySet().removeIf(one -> !one.column().isEmpty() && given.containsKey(one.whole()));
    return all;
  }
}
