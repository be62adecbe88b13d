package dev.usher.core.access;

import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Evaluation.Truth;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Who;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who belongs to which team: listed, through teams within teams, and by attribute. */
public final class Population {
  private final Policy policy;
  private final Map<String, Set<String>> members = new HashMap<>();

  /** Resolves every team of a policy, whose teams have no cycle. */
  public Population(Policy policy) {
    this.policy = policy;
    policy.teams().keySet().forEach(this::team);
  }

  /**
   * Every subject that a never speaks of: an attribute that somebody has not counts as met, so that
   * nobody is out of its reach for being described in part.
   */
  public Set<String> perhaps(Collection<Who> who) {
    Set<String> all = new LinkedHashSet<>(of(who));
    Set<String> seen = new HashSet<>();
    Deque<Who> open = new ArrayDeque<>(who);
    while (!open.isEmpty()) {
      if (!(open.pop() instanceof Who.OfTeam(String name)) || !seen.add(name)) continue;
      Policy.Team team = policy.teams().get(name);
      if (team == null) continue;
      open.addAll(team.members());
      team.where()
          .ifPresent(
              condition ->
                  policy.subjects().values().stream()
                      .filter(
                          subject ->
                              Evaluation.truth(condition, Map.of(), subject.attributes())
                                  != Truth.FALSE)
                      .forEach(subject -> all.add(subject.name())));
    }
    return all;
  }

  /** The subjects of a team; empty for one that is not defined. */
  public Set<String> team(String name) {
    Set<String> known = members.get(name);
    if (known != null) return known;
    Policy.Team team = policy.teams().get(name);
    if (team == null) return Set.of();
    Set<String> found = of(team.members());
    team.where()
        .ifPresent(
            condition ->
                policy.subjects().values().stream()
                    .filter(subject -> Evaluation.holds(condition, Map.of(), subject.attributes()))
                    .forEach(subject -> found.add(subject.name())));
    members.put(name, found);
    return found;
  }

  /**
   * Every subject that one word speaks of; live accounts that no policy knows are not among them.
   */
  public Set<String> of(Who who) {
    return switch (who) {
      case Who.One(String name) -> Set.of(name);
      case Who.OfTeam(String team) -> team(team);
      case Who.Everyone _, Who.Live _ -> policy.subjects().keySet();
    };
  }

  /** Every subject that a line speaks of. */
  public Set<String> of(Collection<Who> who) {
    Set<String> all = new LinkedHashSet<>();
    who.forEach(one -> all.addAll(of(one)));
    return all;
  }
}
