package dev.usher.core.access;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Environment;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Role;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.SystemType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which teams it is no small thing to come into by a directory: their people approve requests, have
 * a part in usher itself, or may do more than look and use in a protected environment. What cannot
 * be told counts as more.
 */
public final class Weighty {
  private final Policy policy;

  private Weighty(Policy policy) {
    this.policy = policy;
  }

  /** The groups that feed such teams. */
  public static Set<Group> groups(Policy policy) {
    Set<Group> groups = new HashSet<>();
    new Weighty(policy).teams().forEach(team -> team.group().ifPresent(groups::add));
    return groups;
  }

  /**
   * Such teams that somebody comes into by what a directory says of them, and no yes is asked for.
   */
  public static List<Team> byAttribute(Policy policy) {
    if (policy.directories().values().stream().allMatch(one -> one.attributes().isEmpty()))
      return List.of();
    return new Weighty(policy).teams().stream().filter(team -> team.where().isPresent()).toList();
  }

  private List<Team> teams() {
    List<Who> who = new ArrayList<>();
    for (Office office : Office.values()) who.addAll(office.holders(policy.offices()));
    for (Grant grant : policy.grants()) {
      grant.onRequest().ifPresent(request -> who.addAll(request.approvedBy()));
      if (grant.in().stream().anyMatch(this::isProtected) && givesMore(grant.role()))
        who.addAll(grant.to());
    }
    return within(who);
  }

  private boolean isProtected(String environment) {
    Environment found = policy.environments().get(environment);
    return found != null && found.isProtected();
  }

  private boolean givesMore(String name) {
    Deque<String> open = new ArrayDeque<>(List.of(name));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Role role = policy.roles().get(open.pop());
      if (role == null || !seen.add(role.name())) continue;
      open.addAll(role.includes());
      for (Permission permission : role.can())
        if (!permission.words().stream().allMatch(this::isHarmless)) return true;
    }
    return false;
  }

  /** On each kind of each type, whatever the permission speaks of. */
  private boolean isHarmless(String word) {
    if (word.equals("read") || word.equals("use")) return true;
    boolean isAnything = false;
    for (SystemType type : policy.types())
      for (String kind : type.kinds().keySet())
        for (String action : type.expand(word, kind)) {
          isAnything = true;
          if (!type.expand("read", kind).contains(action)
              && !type.expand("use", kind).contains(action)
              && !type.passage().getOrDefault(kind, "").equals(action)) return false;
        }
    return isAnything;
  }

  /** The teams that these name, and those within them. */
  private List<Team> within(Collection<Who> who) {
    List<Team> teams = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Deque<Who> open = new ArrayDeque<>(who);
    while (!open.isEmpty()) {
      if (!(open.pop() instanceof Who.OfTeam(String name)) || !seen.add(name)) continue;
      Team team = policy.teams().get(name);
      if (team == null) continue;
      teams.add(team);
      open.addAll(team.members());
    }
    return teams;
  }
}
