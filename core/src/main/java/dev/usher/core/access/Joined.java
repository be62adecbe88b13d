package dev.usher.core.access;

import dev.usher.core.access.Roster.Person;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Directory;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policy with the people of its directories in it: subjects like all others, members of the
 * teams of their groups. Who cannot be told from another, or named at all, is left out.
 *
 * @param diagnostics who was left out and why; groups that nobody is in
 */
public record Joined(Policy policy, List<Diagnostic> diagnostics) {
  /** More than anybody reads; the rest are counted. */
  private static final int MOST = 50;

  public Joined {
    diagnostics = List.copyOf(diagnostics);
  }

  /** Of a directory that the policy has not, nobody is taken. */
  public static Joined of(Policy policy, Roster roster) {
    if (policy.directories().isEmpty()) return new Joined(policy, List.of());
    return Join.of(policy, roster).joined();
  }

  /** The same where the roster is of some people alone, so that of groups nothing can be told. */
  public static Policy some(Policy policy, Roster roster) {
    return policy.directories().isEmpty() ? policy : Join.of(policy, roster).policy();
  }

  /** Somebody, and the directory that speaks of them. */
  private record Known(Directory directory, Person person) {}

  private static final class Join {
    private final Policy policy;
    private final Map<String, Known> people = new LinkedHashMap<>();
    private final Set<String> clashing = new HashSet<>();
    private final List<Diagnostic> leftOut = new ArrayList<>();

    private Join(Policy policy) {
      this.policy = policy;
    }

    static Join of(Policy policy, Roster roster) {
      Join join = new Join(policy);
      policy.directories().values().stream()
          .sorted(Comparator.comparing(Directory::name))
          .forEach(
              directory ->
                  roster
                      .directories()
                      .getOrDefault(directory.name(), List.of())
                      .forEach(person -> join.take(directory, person)));
      return join;
    }

    void take(Directory directory, Person person) {
      Subject ofText = policy.subjects().get(person.name());
      Known other = people.get(person.name());
      if (!isName(person.name())) leftOut.add(unnamable(directory, person));
      else if (ofText != null) leftOut.add(clash(directory, ofText));
      else if (other != null) leftOut.add(clash(directory, other));
      else people.put(person.name(), new Known(directory, person));
      if (other != null) clashing.add(person.name());
    }

    /** A brace would be taken for a part of the template that accounts are named by. */
    private static boolean isName(String text) {
      return Subject.isName(text) && text.indexOf('{') < 0 && text.indexOf('}') < 0;
    }

    Policy policy() {
      return with(groups());
    }

    private Policy with(Map<Group, List<Who>> groups) {
      Map<String, Subject> subjects = new LinkedHashMap<>(policy.subjects());
      people.forEach((name, known) -> subjects.put(name, subject(known)));
      Map<String, Team> teams = new LinkedHashMap<>(policy.teams());
      teams.replaceAll(
          (_, team) -> team.group().map(groups::get).map(it -> with(team, it)).orElse(team));
      return policy.withPeople(subjects, teams);
    }

    Joined joined() {
      Map<Group, List<Who>> groups = groups();
      List<Diagnostic> told = told();
      policy.teams().values().stream()
          .filter(team -> team.group().filter(group -> !groups.containsKey(group)).isPresent())
          .map(Join::empty)
          .forEach(told::add);
      return new Joined(with(groups), told);
    }

    /** Those that somebody is in, as far as a team is one. */
    private Map<Group, List<Who>> groups() {
      people.keySet().removeAll(clashing);
      Map<Group, List<Who>> groups = new HashMap<>();
      policy
          .teams()
          .values()
          .forEach(team -> team.group().ifPresent(one -> groups.put(one, new ArrayList<>())));
      people.forEach(
          (name, known) -> {
            Who who = new Who.One(name);
            for (String group : known.person().groups()) {
              List<Who> members = groups.get(new Group(known.directory().name(), group));
              if (members != null) members.add(who);
            }
          });
      groups.values().removeIf(List::isEmpty);
      return groups;
    }

    /** Attributes that the policy does not map are not the subject's. */
    private static Subject subject(Known known) {
      Person person = known.person();
      var attributes = new HashMap<>(person.attributes());
      attributes.keySet().retainAll(known.directory().attributes().keySet());
      return new Subject(
          person.name(),
          Subject.Kind.PERSON,
          attributes,
          false,
          person.email(),
          Optional.empty(),
          Optional.empty(),
          known.directory().at());
    }

    private static Team with(Team team, List<Who> ofGroup) {
      Set<Who> members = new LinkedHashSet<>(team.members());
      members.addAll(ofGroup);
      return new Team(
          team.name(), List.copyOf(members), team.group(), team.leads(), team.where(), team.at());
    }

    private List<Diagnostic> told() {
      List<Diagnostic> told = new ArrayList<>(leftOut.subList(0, Math.min(MOST, leftOut.size())));
      if (leftOut.size() > MOST) {
        told.add(
            warning(
                "subject-clash",
                (leftOut.size() - MOST) + " more people of directories are left out",
                "mend the others first",
                leftOut.get(MOST).at().orElseThrow()));
      }
      return told;
    }

    private static Diagnostic clash(Directory directory, Subject ofText) {
      return warning(
          "subject-clash",
          "`%s` of the directory %s and `%s` in %s have one name, so the directory's is left out"
              .formatted(ofText.name(), directory.name(), ofText.name(), ofText.at()),
          "drop this line if it is the same person, or give one of the two another name",
          ofText.at());
    }

    private static Diagnostic clash(Directory directory, Known other) {
      String name = other.person().name();
      return warning(
          "subject-clash",
          "`%s` of the directory %s and `%s` of %s have one name, so both are left out"
              .formatted(name, other.directory().name(), name, directory.name()),
          "keep the person in one directory, or give one directory another `id:`",
          directory.at());
    }

    private static Diagnostic unnamable(Directory directory, Person person) {
      return warning(
          "subject-name",
          "`%s` of the directory %s cannot be a subject's name, so the person is left out"
              .formatted(person.name(), directory.name()),
          "let `id:` name another field, or have the name changed there: at most 200 characters"
              + " that show, without colon, braces and spaces around them",
          directory.at());
    }

    private static Diagnostic empty(Team team) {
      Group group = team.group().orElseThrow();
      return new Diagnostic(
          Severity.NOTE,
          "group-empty",
          "nobody whom the directory %s knows is in its group `%s`"
              .formatted(group.directory(), group.name()),
          Optional.empty(),
          Optional.of(team.at()),
          Optional.empty());
    }

    private static Diagnostic warning(String code, String message, String hint, Source at) {
      return new Diagnostic(
          Severity.WARNING, code, message, Optional.of(hint), Optional.of(at), Optional.empty());
    }
  }
}
