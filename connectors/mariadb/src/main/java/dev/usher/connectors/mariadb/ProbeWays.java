package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Way;
import dev.usher.connectors.mariadb.RowFact.HandsOn;
import dev.usher.connectors.mariadb.RowFact.View;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who comes by every row of a table of which usher's views show some: by a view or a routine with
 * its definer's rights. Of other tables it is told by nobody: a view is how one gives a part there.
 */
final class ProbeWays {
  private ProbeWays() {}

  static List<Way> of(
      Map<String, Target> databases, ObservedState<MariaDbFact> observed, List<Reach> answers) {
    List<Way> ways = new ArrayList<>();
    databases.forEach(
        (database, target) -> {
          Map<String, Set<String>> found = new TreeMap<>();
          for (Resource table : narrowed(target, observed)) {
            for (HandsOn one : HandsOn.of(table, database, observed.facts().keySet())) {
              Set<String> who = who(one, table, answers);
              if (who.isEmpty()) continue;
              found.computeIfAbsent(path(one, table), _ -> new TreeSet<>()).addAll(who);
            }
          }
          found.forEach((path, who) -> ways.add(new Way(target, path, who, true)));
        });
    return ways;
  }

  private static Set<Resource> narrowed(Target target, ObservedState<MariaDbFact> observed) {
    Set<Resource> tables = new LinkedHashSet<>();
    for (MariaDbFact fact : observed.facts().keySet()) {
      if (fact instanceof View view && view.target().equals(target))
        tables.add(Resource.of(target, Segment.plain(view.table())));
    }
    return tables;
  }

  /** Those who have it, and do not read all of the table anyway. */
  private static Set<String> who(HandsOn one, Resource table, List<Reach> answers) {
    String action = one.isRoutine() ? "execute" : "select";
    Set<String> who = new TreeSet<>();
    for (Reach reach : answers) {
      boolean has = reach.can().getOrDefault(one.by(), Map.of()).containsKey(action);
      Extent own = reach.can().getOrDefault(table, Map.of()).get("select");
      if (has && !(own instanceof Extent.Whole)) who.add(reach.account());
    }
    return who;
  }

  private static String path(HandsOn one, Resource table) {
    return one.isRoutine()
        ? one.by() + " runs with its definer's rights and may hand on whatever that can read"
        : one.by() + " reads all of " + table + " with its definer's rights";
  }
}
