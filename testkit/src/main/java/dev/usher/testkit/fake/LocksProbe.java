package dev.usher.testkit.fake;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.testkit.fake.House.Thing;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a badge opens, by asking every lock.
 *
 * @param only empty: everything
 */
record LocksProbe(
    House house, Map<Target, String> wings, Map<Target, Catalogue> there, Optional<Resource> only) {

  Reach of(House.Badge badge) {
    Map<Resource, Map<String, Extent>> can = new HashMap<>();
    for (Catalogue catalogue : there.values()) {
      for (Resource on : catalogue.entries().keySet()) {
        if (only.filter(one -> !one.equals(on)).isPresent()) continue;
        Map<String, Extent> here = actions(badge, on);
        if (!here.isEmpty()) can.put(on, here);
      }
    }
    boolean ours = LocksMark.read(badge.engraved()).isPresent();
    return new Reach(badge.name(), true, ours, !badge.blocked(), Set.of(), Set.of(), can);
  }

  private Map<String, Extent> actions(House.Badge badge, Resource on) {
    Map<String, Extent> here = new HashMap<>();
    SystemType.Kind kind = LocksType.TYPE.kinds().get(LocksType.TYPE.kindOf(on));
    if (kind == null) return here;
    Thing thing = thing(wings.getOrDefault(on.target(), ""), on);
    for (String action : kind.actions()) {
      if (house.opens(badge.name(), thing, action)) here.put(action, new Extent.Whole());
    }
    return here;
  }

  static Thing thing(String wing, Resource on) {
    if (on.path().isEmpty()) return new Thing(wing, "wing", "");
    String kind = on.path().getFirst().kind();
    return new Thing(wing, kind.isEmpty() ? "door" : kind, on.path().getFirst().name());
  }
}
