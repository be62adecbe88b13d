package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Owner;
import dev.usher.connectors.postgres.model.PostgresFact.Role;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who lives from what PUBLIC has: roles that log in, are not usher's, and have no other way. */
public final class Livelihood {
  private static final int NAMED = 5;

  private record Place(Target target, Thing on) {}

  private final Map<String, Set<String>> reach = new TreeMap<>();
  private final Map<Place, Set<String>> holders = new HashMap<>();

  Livelihood(ObservedState<PostgresFact> observed) {
    Map<String, Set<String>> groups = new HashMap<>();
    Standing standing = Standing.of(observed);
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof Membership one) {
        groups.computeIfAbsent(one.member(), _ -> new HashSet<>()).add(one.group());
      } else if (fact instanceof Owner one) {
        held(one.target(), one.on()).add(one.owner());
      }
    }
    PostgresFact.privileges(observed.facts().keySet())
        .filter(one -> !one.grantee().equals(PostgresFact.PUBLIC) && one.column().isEmpty())
        .forEach(one -> held(one.target(), one.on()).add(one.grantee()));
    for (Role role : standing.roles().values()) {
      boolean own =
          standing.servers().values().stream().anyMatch(one -> one.admin().equals(role.name()));
      if (role.login() && !role.superuser() && !own && !standing.isMade(role.name())) {
        reach.put(role.name(), closure(role.name(), groups));
      }
    }
  }

  private Set<String> held(Target target, Thing on) {
    return holders.computeIfAbsent(new Place(target, on), _ -> new HashSet<>());
  }

  /** Those who hold nothing on the thing but what PUBLIC has; sorted. */
  List<String> of(Target target, Thing on) {
    Set<String> ways = holders.getOrDefault(new Place(target, on), Set.of());
    return reach.entrySet().stream()
        .filter(entry -> entry.getValue().stream().noneMatch(ways::contains))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** {@code ; app and reporting have it no other way}; empty when nobody lives from it. */
  String prose(Target target, Thing on) {
    List<String> all = of(target, on);
    if (all.isEmpty()) return "";
    String some = String.join(", ", all.subList(0, Math.min(NAMED, all.size())));
    int more = all.size() - NAMED;
    return "; no other way for " + some + (more > 0 ? " and " + more + " others" : "");
  }

  private static Set<String> closure(String role, Map<String, Set<String>> groups) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of(role));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) open.addAll(groups.getOrDefault(next, Set.of()));
    }
    return seen;
  }
}
