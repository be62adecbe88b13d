package dev.usher.policy.section;

import dev.usher.core.model.Carry;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Role;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import dev.usher.policy.text.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Warns of a grant that gives nothing which others do not give the same people, in the same places,
 * for as long, on no worse terms. Whom a group or a condition brings into a team is left aside.
 */
public final class Covered {
  private final Problems problems;
  private final Map<Key, List<Grant>> grants = new HashMap<>();
  private final Map<Grant, Integer> order = new IdentityHashMap<>();
  private final Map<String, Set<String>> includers = new HashMap<>();
  private final Map<Who, Set<Who>> containers = new HashMap<>();

  private record Key(Who who, String role, String environment) {}

  public Covered(Map<String, Role> roles, Map<String, Team> teams, Problems problems) {
    this.problems = problems;
    for (String name : roles.keySet()) {
      Set<String> all = Closure.of(name, roles);
      // What is put on by itself, or read by views, is not there beside all else.
      boolean beside = all.stream().map(roles::get).allMatch(Covered::isBeside);
      for (String one : all)
        if (beside || one.equals(name))
          includers.computeIfAbsent(one, _ -> new LinkedHashSet<>()).add(name);
    }
    teams.forEach(
        (name, team) ->
            team.members()
                .forEach(
                    member ->
                        containers
                            .computeIfAbsent(member, _ -> new LinkedHashSet<>())
                            .add(new Who.OfTeam(name))));
  }

  private static boolean isBeside(Role role) {
    return role == null || role.carry() == Carry.TOGETHER;
  }

  /** In the order of the text: of two that say the same the later one is told. */
  public void check(List<Grant> all) {
    for (Grant grant : all) {
      order.putIfAbsent(grant, order.size());
      for (Who who : grant.to())
        for (String environment : grant.in())
          grants
              .computeIfAbsent(new Key(who, grant.role(), environment), _ -> new ArrayList<>())
              .add(grant);
    }
    all.forEach(this::check);
  }

  private void check(Grant grant) {
    Optional<Grant> by = Optional.empty();
    for (Who who : grant.to())
      for (String environment : grant.in()) {
        by = coverer(grant, who, environment);
        if (by.isEmpty()) return;
      }
    by.ifPresent(
        other ->
            problems.warning(
                "grant-covered",
                grant.at(),
                "this grant gives nothing that is not given by the one in " + other.at(),
                "drop it, or say what it is to give beyond that"));
  }

  private Optional<Grant> coverer(Grant grant, Who who, String environment) {
    for (String role : includers.getOrDefault(grant.role(), Set.of()))
      for (Who whole : around(who))
        for (Grant other : grants.getOrDefault(new Key(whole, role, environment), List.of()))
          if (other != grant && covers(other, grant, whole.equals(who))) return Optional.of(other);
    return Optional.empty();
  }

  private boolean covers(Grant other, Grant grant, boolean sameWho) {
    boolean terms = other.onRequest().isEmpty() || other.onRequest().equals(grant.onRequest());
    boolean begins =
        other.from().isEmpty()
            || grant.from().filter(from -> !from.isBefore(other.from().get())).isPresent();
    boolean ends =
        other.until().isEmpty()
            || grant.until().filter(until -> !until.isAfter(other.until().get())).isPresent();
    if (!terms || !begins || !ends) return false;
    boolean alike =
        sameWho
            && other.role().equals(grant.role())
            && other.onRequest().equals(grant.onRequest())
            && other.from().equals(grant.from())
            && other.until().equals(grant.until());
    return !alike || order.getOrDefault(other, 0) < order.getOrDefault(grant, 0);
  }

  /** They, the teams that list them over any number of steps, and everyone. */
  private Set<Who> around(Who who) {
    Set<Who> all = new LinkedHashSet<>();
    List<Who> open = new ArrayList<>(List.of(who));
    Set<Who> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Who next = open.removeLast();
      if (!seen.add(next)) continue;
      all.add(next);
      open.addAll(containers.getOrDefault(next, Set.of()));
    }
    all.add(new Who.Everyone());
    return all;
  }
}
