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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whom directories will bring and the text does not name: of each directory somebody who is in none
 * of its groups that count, somebody of each group, and somebody whom each condition of a team lets
 * in. No subject can have such a name.
 */
public final class Strangers {
  private final Map<String, Stranger> all = new TreeMap<>();

  private record Stranger(String directory, Set<Group> groups, Map<String, Value> attributes) {}

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
      strangers.put("directory " + directory + ": anybody", directory, Set.of(), Map.of());
      for (Group group : groups(directory, both))
        strangers.put("group " + group, directory, Set.of(group), Map.of());
      strangers.described(directory, both);
    }
    return strangers;
  }

  /**
   * Of each directory somebody who is in all of its groups at once, and the same whom one condition
   * of a team lets in, or beside it one of a team that a never speaks of: whatever way there is to
   * be among those and whatever other one to have a role, one of these has both.
   */
  public static Strangers together(Policy policy) {
    Strangers strangers = new Strangers();
    for (Directory directory : policy.directories().values()) {
      Set<Group> groups = groups(directory.name(), List.of(policy));
      strangers.put(directory.name(), groups, Map.of());
      Set<Condition> forbidden = conditions(directory, forbidden(policy));
      for (Condition one : conditions(directory, policy.teams().values())) {
        strangers.describedBy(one, directory, groups);
        for (Condition other : forbidden)
          strangers.describedBy(new Condition.And(List.of(one, other)), directory, groups);
      }
    }
    return strangers;
  }

  private void describedBy(Condition condition, Directory directory, Set<Group> groups) {
    if (Possible.when(condition) instanceof Answer.When(var _, Map<String, Value> attributes))
      put(directory.name(), groups, known(directory.attributes().keySet(), attributes));
  }

  /**
   * One of them alone, in as few groups as it takes.
   *
   * @param name of which
   * @param isEnough whether they will still do
   */
  public Strangers least(String name, Predicate<Strangers> isEnough) {
    Stranger found = Objects.requireNonNull(all.get(name));
    Set<Group> groups = new TreeSet<>(Comparator.comparing(Group::toString));
    groups.addAll(found.groups());
    Strangers least = one(found.directory(), groups, found.attributes());
    for (Group group : List.copyOf(groups)) {
      groups.remove(group);
      Strangers fewer = one(found.directory(), groups, found.attributes());
      if (isEnough.test(fewer)) least = fewer;
      else groups.add(group);
    }
    return least;
  }

  private static Strangers one(String directory, Set<Group> groups, Map<String, Value> attributes) {
    Strangers one = new Strangers();
    one.put(directory, Set.copyOf(groups), attributes);
    return one;
  }

  private static Set<Group> groups(String directory, List<Policy> both) {
    Set<Group> groups = new LinkedHashSet<>();
    for (Policy policy : both)
      for (Team team : policy.teams().values())
        team.group().filter(group -> group.directory().equals(directory)).ifPresent(groups::add);
    return groups;
  }

  private void put(String directory, Set<Group> groups, Map<String, Value> attributes) {
    String in =
        groups.isEmpty()
            ? ""
            : " in "
                + groups.stream().map(Group::name).sorted().collect(Collectors.joining(" and "));
    String with = attributes.isEmpty() ? "" : " with " + shown(attributes);
    put("directory " + directory + ": anybody" + in + with, directory, groups, attributes);
  }

  private void put(
      String name, String directory, Set<Group> groups, Map<String, Value> attributes) {
    all.put(name, new Stranger(directory, groups, attributes));
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
      put(directory, Set.of(), known(told, attributes));
    }
  }

  /** By which it may be told who is in one of the teams. */
  private static Set<Condition> conditions(Directory directory, Collection<Team> teams) {
    Set<Condition> conditions = new LinkedHashSet<>();
    for (Team team : teams)
      team.where()
          .filter(where -> directory.attributes().keySet().containsAll(Mentions.attributes(where)))
          .ifPresent(conditions::add);
    return conditions;
  }

  /** Of whom nevers speak, not by name and not as of everybody. */
  private static Set<Team> forbidden(Policy policy) {
    Set<Team> teams = new LinkedHashSet<>();
    Deque<Who> open = new ArrayDeque<>();
    policy.nevers().forEach(never -> open.addAll(never.who()));
    while (!open.isEmpty()) {
      if (!(open.pop() instanceof Who.OfTeam(String name))) continue;
      Team team = policy.teams().get(name);
      if (team != null && teams.add(team)) open.addAll(team.members());
    }
    return teams;
  }

  private static Map<String, Value> known(Set<String> told, Map<String, Value> attributes) {
    Map<String, Value> known = new TreeMap<>(attributes);
    known.keySet().retainAll(told);
    known.values().removeIf(Value.Null.class::isInstance);
    return known;
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

  /** The policy with these alone: nobody is in it who is named. */
  public Policy aloneIn(Policy policy) {
    Map<String, Team> teams = new LinkedHashMap<>(policy.teams());
    teams.replaceAll(
        (_, team) ->
            new Team(
                team.name(),
                team.members().stream().filter(who -> !(who instanceof Who.One)).toList(),
                team.group(),
                team.leads(),
                team.where(),
                team.at()));
    return in(policy.withPeople(Map.of(), teams));
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
          for (Group group : stranger.groups())
            groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(new Who.One(name));
        });
    Map<String, Team> teams = new LinkedHashMap<>(policy.teams());
    teams.replaceAll(
        (_, team) -> team.group().map(groups::get).map(who -> with(team, who)).orElse(team));
    return policy.withPeople(subjects, teams);
  }

  private static Team with(Team team, List<Who> ofGroup) {
    Set<Who> members = new LinkedHashSet<>(team.members());
    members.addAll(ofGroup);
    return new Team(
        team.name(), List.copyOf(members), team.group(), team.leads(), team.where(), team.at());
  }
}
