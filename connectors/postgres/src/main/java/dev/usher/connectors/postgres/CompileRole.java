package dev.usher.connectors.postgres;

import static java.util.Objects.requireNonNull;

import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The privileges that one role of the policy needs by itself: the whole thing where a right covers
 * it wholly, single columns where not, and what neither can work without.
 */
final class CompileRole {
  private final Access access;
  private final Catalogue catalogue;

  /** Thing, then action, then column ("" for the whole), then why. */
  private final Map<Resource, Map<String, Map<String, Set<Cause>>>> held = new LinkedHashMap<>();

  CompileRole(Access access, Catalogue catalogue) {
    this.access = access;
    this.catalogue = catalogue;
  }

  /**
   * Adds what the right gives among these things.
   *
   * @return whether it gives anything
   */
  boolean add(Right right, Set<Resource> near) {
    boolean gives = false;
    Map<String, List<String>> actions = new HashMap<>();
    for (Resource thing : near) {
      if (!right.touches(thing)) continue;
      String kind = access.type().kindOf(thing);
      gives |= add(right, thing, kind, actions.computeIfAbsent(kind, _ -> actions(right, kind)));
    }
    return gives;
  }

  private List<String> actions(Right right, String kind) {
    SystemType.Kind known = access.type().kinds().get(kind);
    return known == null
        ? List.of()
        : known.actions().stream()
            .filter(action -> !action.equals("own") && right.allows(access.type(), kind, action))
            .toList();
  }

  private boolean add(Right right, Resource thing, String kind, List<String> actions) {
    Entry entry = catalogue.entries().get(thing);
    if (entry == null) return false;
    boolean gives = false;
    for (String action : actions) {
      boolean byColumn = access.type().byColumn(kind, action);
      if (byColumn ? right.coversForGood(thing) : right.covers(thing)) {
        give(thing, action, "", right.cause());
        gives = true;
        continue;
      }
      if (!byColumn) continue;
      List<String> covered =
          entry.columns().stream().filter(name -> right.covers(thing.column(name))).toList();
      covered.forEach(column -> give(thing, action, column, right.cause()));
      gives |= !covered.isEmpty();
    }
    return gives;
  }

  private void give(Resource thing, String action, String column, Cause why) {
    held.computeIfAbsent(thing, _ -> new TreeMap<>())
        .computeIfAbsent(action, _ -> new TreeMap<>())
        .computeIfAbsent(column, _ -> new TreeSet<>())
        .add(why);
  }

  /** What was added, whole things before columns, with what it cannot work without. */
  Map<Resource, Map<String, Map<String, Set<Cause>>>> all() {
    List.copyOf(held.keySet())
        .forEach(
            thing -> {
              Map<String, Map<String, Set<Cause>>> actions = requireNonNull(held.get(thing));
              Cause why =
                  actions.values().iterator().next().values().iterator().next().iterator().next();
              for (Resource up = thing; !up.path().isEmpty(); ) {
                up =
                    new Resource(
                        up.target(), up.path().subList(0, up.path().size() - 1), Optional.empty());
                String passage = access.type().passage().get(access.type().kindOf(up));
                if (passage != null) bring(up, passage, why);
              }
              Entry entry = requireNonNull(catalogue.entries().get(thing));
              for (Companion companion : entry.companions()) {
                Map<String, Set<Cause>> needing = actions.get(companion.action());
                if (needing == null || !catalogue.entries().containsKey(companion.other()))
                  continue;
                bring(
                    companion.other(),
                    companion.its(),
                    needing.values().iterator().next().iterator().next());
              }
            });
    held.values()
        .forEach(
            actions ->
                actions
                    .values()
                    .forEach(
                        columns -> {
                          if (columns.containsKey(""))
                            columns.keySet().removeIf(name -> !name.isEmpty());
                        }));
    return held;
  }

  /** One reason is enough for what comes along. */
  private void bring(Resource thing, String action, Cause why) {
    Map<String, Map<String, Set<Cause>>> actions = held.get(thing);
    if (actions == null || !actions.containsKey(action)) give(thing, action, "", why);
  }
}
