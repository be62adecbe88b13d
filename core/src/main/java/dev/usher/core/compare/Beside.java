package dev.usher.core.compare;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Trust;
import dev.usher.core.route.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What gives access and stands beside roles and grants: what a system says of itself, which request
 * does what, and whose tokens are a service's.
 */
final class Beside {
  private Beside() {}

  /** A sentence for each thing that is otherwise. */
  static List<String> between(Policy old, Policy changed) {
    List<String> all = new ArrayList<>();
    for (String name : both(old.systems().keySet(), changed.systems().keySet())) {
      Policy.System was = old.systems().get(name);
      Policy.System is = changed.systems().get(name);
      tell(name + " at the gateway: ", routes(was), routes(is), all);
      // What a new system gives is told by what can be done there.
      if (was != null && is != null) tell(name + ": ", said(was), said(is), all);
    }
    tell("the service ", trusted(old), trusted(changed), all);
    return all;
  }

  private static void tell(
      String of, Map<String, String> was, Map<String, String> is, List<String> all) {
    for (String what : both(was.keySet(), is.keySet())) {
      String before = was.get(what);
      String after = is.get(what);
      if (Objects.equals(before, after)) continue;
      all.add(
          of
              + what
              + (after == null ? " is not said any more" : " is " + after)
              + (before == null ? ", and was not said" : ", and was " + before));
    }
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  private static Map<String, String> routes(Policy.@Nullable System system) {
    Map<String, String> all = new LinkedHashMap<>();
    if (system == null) return all;
    for (Route route : system.routes().all())
      all.put(route.toString(), route.action() + " on " + route.kind() + ":" + route.name());
    return all;
  }

  private static Map<String, String> said(Policy.System system) {
    Map<String, String> all = new TreeMap<>();
    all.put("`type`", system.type().name());
    all.put("`auth`", system.auth());
    system.settings().forEach((key, words) -> all.put("`" + key + "`", String.join(", ", words)));
    system
        .things()
        .forEach(
            (key, things) ->
                things.forEach(
                    (thing, words) -> all.put("`" + key + "` " + thing, String.join(", ", words))));
    return all;
  }

  private static Map<String, String> trusted(Policy policy) {
    Map<String, String> all = new TreeMap<>();
    for (Subject subject : policy.subjects().values()) {
      Optional<Trust> trust = subject.trust();
      trust.ifPresent(
          one ->
              all.put(
                  subject.name(),
                  "whoever has a token of "
                      + one.issuer()
                      + " with "
                      + new TreeMap<>(one.claims())));
    }
    return all;
  }
}
