package dev.usher.core.access;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy as far as it may speak of a few people: what they have is the same, and is found at a
 * cost that does not grow with what all others have.
 */
public final class Narrow {
  private final Set<String> subjects;
  private final Set<Group> groups;
  private final Policy policy;

  private Narrow(Set<String> subjects, Set<Group> groups, Policy policy) {
    this.subjects = subjects;
    this.groups = groups;
    this.policy = policy;
  }

  /**
   * @param policy with the people of its directories
   */
  public static Policy to(Set<String> subjects, Policy policy) {
    return new Narrow(subjects, Set.of(), policy).policy();
  }

  /**
   * The same where these people's directories have not been joined to the policy yet.
   *
   * @param people what directories say of the subjects
   */
  public static Policy to(Set<String> subjects, Roster people, Policy policy) {
    Set<Group> groups = new HashSet<>();
    people
        .directories()
        .forEach(
            (directory, theirs) ->
                theirs.forEach(
                    person ->
                        person.groups().forEach(one -> groups.add(new Group(directory, one)))));
    return new Narrow(subjects, groups, policy).policy();
  }

  private Policy policy() {
    Map<String, Team> teams = new HashMap<>();
    policy
        .teams()
        .forEach(
            (name, team) -> {
              List<Who> members = team.members().stream().filter(this::isMeant).toList();
              Optional<Group> group = team.group().filter(groups::contains);
              if (!members.isEmpty() || group.isPresent() || team.where().isPresent())
                teams.put(name, new Team(name, members, group, List.of(), team.where(), team.at()));
            });
    Map<String, Subject> theirs = new HashMap<>();
    for (String name : subjects) {
      Subject subject = policy.subjects().get(name);
      if (subject != null) theirs.put(name, subject);
    }
    return new Policy(
        policy.timezone(),
        policy.environments(),
        policy.systems(),
        policy.directories(),
        theirs,
        teams,
        policy.roles(),
        policy.grants().stream().filter(grant -> speaksOf(grant, teams)).toList(),
        policy.nevers(),
        policy.expects(),
        policy.offices());
  }

  /** Whether it may be one of them. */
  private boolean isMeant(Who who) {
    return switch (who) {
      case Who.One(String name) -> subjects.contains(name);
      case Who.OfTeam _, Who.Everyone _, Who.Live _ -> true;
    };
  }

  private boolean speaksOf(Grant grant, Map<String, Team> teams) {
    for (Who who : grant.to())
      if (who instanceof Who.OfTeam(String team) ? teams.containsKey(team) : isMeant(who))
        return true;
    return false;
  }
}
