package dev.usher.core.compare;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.ConditionText;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Possible;
import dev.usher.core.condition.Possible.Answer;
import dev.usher.core.condition.Possible.Asked;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Directory;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whom directories will bring and the text does not name: of each directory somebody who is in none
 * of its groups that count, somebody of each group, and somebody whom each condition of a team lets
 * in. No subject can have such a name.
 */
public final class Strangers {
  private final Map<String, Stranger> all = new TreeMap<>();

  private record Stranger(String directory, Optional<Group> group, Map<String, Value> attributes) {}

  private Strangers() {}

  /** Of the directories of one policy. */
  public static Strangers of(Policy policy) {
    return of(List.of(policy));
  }

  static Strangers of(Policy old, Policy changed) {
    return of(List.of(old, changed));
  }

  private static Strangers of(List<Policy> both) {
    Strangers strangers = new Strangers();
    Set<String> directories = new TreeSet<>();
    both.forEach(policy -> directories.addAll(policy.directories().keySet()));
    for (String directory : directories) {
      strangers.put("directory " + directory + ": anybody", directory, Optional.empty(), Map.of());
      for (Policy policy : both)
        for (Team team : policy.teams().values())
          team.group()
              .filter(group -> group.directory().equals(directory))
              .ifPresent(
                  group ->
                      strangers.put("group " + group, directory, Optional.of(group), Map.of()));
      strangers.described(directory, both);
    }
    return strangers;
  }

  private void put(
      String name, String directory, Optional<Group> group, Map<String, Value> attributes) {
    all.put(name, new Stranger(directory, group, attributes));
  }

  /** Somebody whom a condition lets in, and as few others as possible do. */
  private void described(String directory, List<Policy> both) {
    Set<String> told = new TreeSet<>();
    Set<Condition> conditions = new LinkedHashSet<>();
    for (Policy policy : both) {
      Directory known = policy.directories().get(directory);
      if (known == null) continue;
      told.addAll(known.attributes().keySet());
      policy.teams().values().forEach(team -> team.where().ifPresent(conditions::add));
    }
    for (Condition one : conditions) {
      if (!told.containsAll(Mentions.attributes(one))) continue;
      List<Condition> others = new ArrayList<>(conditions);
      others.remove(one);
      Answer found = Possible.when(Asked.ofAnybody(one), Asked.ofAnybody(new Condition.Or(others)));
      if (!(found instanceof Answer.When)) found = Possible.when(one);
      if (!(found instanceof Answer.When(var _, Map<String, Value> attributes))) continue;
      Map<String, Value> known = new TreeMap<>(attributes);
      known.keySet().retainAll(told);
      known.values().removeIf(Value.Null.class::isInstance);
      put(
          "directory " + directory + ": anybody with " + shown(known),
          directory,
          Optional.empty(),
          known);
    }
  }

  private static String shown(Map<String, Value> attributes) {
    return attributes.entrySet().stream()
        .map(one -> one.getKey() + " " + ConditionText.of(one.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** What they are called. */
  public Set<String> names() {
    return Set.copyOf(all.keySet());
  }

  /** The policy with those in it whom its directories may bring. */
  public Policy in(Policy policy) {
    if (all.isEmpty()) return policy;
    Map<String, Subject> subjects = new LinkedHashMap<>(policy.subjects());
    Map<Group, List<Who>> groups = new LinkedHashMap<>();
    all.forEach(
        (name, stranger) -> {
          Directory directory = policy.directories().get(stranger.directory());
          if (directory == null) return;
          Map<String, Value> attributes = new TreeMap<>(stranger.attributes());
          attributes.keySet().retainAll(directory.attributes().keySet());
          subjects.put(
              name,
              new Subject(
                  name,
                  Subject.Kind.PERSON,
                  attributes,
                  false,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  directory.at()));
          stranger
              .group()
              .ifPresent(
                  group ->
                      groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(new Who.One(name)));
        });
    Map<String, Team> teams = new LinkedHashMap<>(policy.teams());
    teams.replaceAll(
        (_, team) -> team.group().map(groups::get).map(who -> with(team, who)).orElse(team));
    return new Policy(
        policy.timezone(),
        policy.environments(),
        policy.systems(),
        policy.directories(),
        subjects,
        teams,
        policy.roles(),
        policy.grants(),
        policy.nevers(),
        policy.expects(),
        policy.offices());
  }

  private static Team with(Team team, List<Who> ofGroup) {
    Set<Who> members = new LinkedHashSet<>(team.members());
    members.addAll(ofGroup);
    return new Team(
        team.name(), List.copyOf(members), team.group(), team.leads(), team.where(), team.at());
  }
}
