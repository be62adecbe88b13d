package dev.usher.policy.section;

import dev.usher.core.model.Parsed;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Source;
import dev.usher.core.model.Visible;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Plain;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The names that the policy defines, and the check of every name that a line uses. */
public final class Defined {
  private static final Pattern PLACE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]{0,99}");
  private static final Pattern GROUP = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.@+-]{0,99}");

  /** The text cannot know whom a directory knows, so no line names them. */
  private static final String BY_GROUP =
      "; whom a directory alone knows, put in a team by their group: group: \"okta:Nurses\"";

  private static final int LONGEST_GROUP = 500;

  /** Searches for a near name among many, in one reading: each looks at all of them. */
  private int searches = 100;

  private final Map<String, Node.Entry> environments;
  private final Map<String, Node.Entry> systems;
  private final Map<String, Node.Entry> directories;
  private final Map<String, Node.Entry> teams;
  private final Map<String, Node.Entry> roles;
  private final Map<String, Source> subjects = new HashMap<>();
  private final Problems problems;

  public Defined(Sections sections, Problems problems) {
    this.problems = problems;
    environments = sections.map("environments");
    systems = sections.map("systems");
    directories = sections.map("directories");
    teams = sections.map("teams");
    roles = sections.map("roles");
    sections.map("people").forEach((name, entry) -> subjects.put(name, entry.key().at()));
    sections.map("services").forEach(this::service);
    environments.values().forEach(entry -> name(entry.key(), "an environment", PLACE));
    systems.values().forEach(entry -> name(entry.key(), "a system", PLACE));
    directories.values().forEach(entry -> name(entry.key(), "a directory", PLACE));
    teams.values().forEach(entry -> name(entry.key(), "a team", GROUP));
    roles.values().forEach(entry -> name(entry.key(), "a role", GROUP));
    sections.map("people").values().forEach(entry -> subject(entry.key()));
    sections.map("services").values().forEach(entry -> subject(entry.key()));
  }

  private void service(String name, Node.Entry entry) {
    Source first = subjects.putIfAbsent(name, entry.key().at());
    if (first == null) return;
    problems.error(
        "duplicate-subject",
        entry.key().at(),
        "`" + Words.shown(name) + "` is a person already, in " + first,
        "people and services share one name space: give one of them another name");
  }

  private void name(Node.Scalar name, String what, Pattern allowed) {
    if (isTrap(name) || allowed.matcher(name.value()).matches()) return;
    problems.error(
        "bad-name",
        name.at(),
        "`" + Words.shown(name.value()) + "` is no name for " + what,
        "write letters, digits, _ and -, at most 100, a letter first");
  }

  private void subject(Node.Scalar name) {
    String value = name.value();
    if (isTrap(name)) return;
    if (Subject.isName(value)) return;
    problems.error(
        "bad-name",
        name.at(),
        "`" + Words.shown(value) + "` is no name for a person or a service",
        "write at most 200 characters that show, without a colon and without spaces around them");
  }

  /** Names that YAML takes for something else. */
  private boolean isTrap(Node.Scalar name) {
    Plain plain = name.isPlain() ? Plain.of(name.value()) : Plain.TEXT;
    if (plain == Plain.TEXT) return false;
    problems.error(
        "yaml-trap",
        name.at(),
        "a name is a text, and `"
            + Words.shown(name.value())
            + "` is "
            + plain.words()
            + " to YAML",
        "put it in double quotes: \"" + Words.shown(name.value()) + "\"");
    return true;
  }

  /** The environments that are named, each once; those that nobody defines are reported. */
  List<String> environments(List<Node.Scalar> named) {
    return known(named, environments, "environment");
  }

  Optional<String> role(Node.Scalar named) {
    return known(List.of(named), roles, "role").stream().findFirst();
  }

  List<String> roles(List<Node.Scalar> named) {
    return known(named, roles, "role");
  }

  private List<String> known(
      List<Node.Scalar> named, Map<String, Node.Entry> defined, String what) {
    Set<String> seen = new HashSet<>();
    List<String> known = new ArrayList<>();
    for (Node.Scalar each : named) {
      if (!defined.containsKey(each.value()))
        unknown(each, 0, each.value(), what, defined.keySet());
      else if (!seen.add(each.value())) twice(each);
      else known.add(each.value());
    }
    return known;
  }

  /**
   * Whom the texts name.
   *
   * @param everyone whether {@code *} and {@code live:*} may stand here
   */
  List<Who> who(List<Node.Scalar> named, boolean everyone) {
    Set<Who> seen = new HashSet<>();
    List<Who> known = new ArrayList<>();
    for (Node.Scalar each : named) {
      Optional<Who> who = who(each, everyone);
      if (who.isEmpty()) continue;
      if (!seen.add(who.get())) twice(each);
      else known.add(who.get());
    }
    return known;
  }

  private Optional<Who> who(Node.Scalar named, boolean everyone) {
    return switch (Who.parse(named.value())) {
      case Parsed.Wrong<Who> wrong -> {
        problems.inside(named, wrong);
        yield Optional.empty();
      }
      case Parsed.Ok<Who>(Who who) -> {
        boolean fine =
            switch (who) {
              case Who.One one -> subjects.containsKey(one.name()) || unknownSubject(named);
              case Who.OfTeam team ->
                  teams.containsKey(team.team())
                      || unknown(named, 5, team.team(), "team", teams.keySet());
              case Who.Everyone _, Who.Live _ -> everyone || everybody(named);
            };
        yield fine ? Optional.of(who) : Optional.empty();
      }
    };
  }

  /** A directory's group, written {@code okta:Nurses}. */
  Optional<Group> group(Node.Scalar named) {
    String text = named.value();
    int colon = text.indexOf(':');
    if (colon <= 0 || !isGroup(text.substring(colon + 1))) {
      problems.error(
          "bad-group",
          named.at(),
          "this names no group of a directory",
          "write \"okta:Nurses\": the directory, a colon, and the group as the directory shows it");
      return Optional.empty();
    }
    String directory = text.substring(0, colon);
    if (!directories.containsKey(directory)) {
      unknown(named, 0, directory, "directory", directories.keySet());
      return Optional.empty();
    }
    return Optional.of(new Group(directory, text.substring(colon + 1)));
  }

  private static boolean isGroup(String name) {
    return !name.isBlank()
        && name.equals(name.strip())
        && name.length() <= LONGEST_GROUP
        && name.codePoints().noneMatch(Visible::isHidden);
  }

  private boolean unknownSubject(Node.Scalar named) {
    if (!teams.containsKey(named.value())) {
      return unknown(named, 0, named.value(), "person or service", subjects.keySet());
    }
    problems.error(
        "unknown-subject",
        named.at(),
        "nobody is called `" + Words.shown(named.value()) + "`, but a team is",
        "write team:" + named.value());
    return false;
  }

  private boolean everybody(Node.Scalar named) {
    problems.error(
        "bad-subject",
        named.at(),
        "`" + named.value() + "` stands only in `never`",
        "name people, services and teams; a team with `where: \"true\"` has everybody");
    return false;
  }

  private boolean unknown(
      Node.Scalar named, int offset, String name, String what, Collection<String> defined) {
    String code = "unknown-" + (what.startsWith("person") ? "subject" : what);
    boolean search = defined.size() < 100 || searches-- > 0;
    String hint = search ? Words.instead(name, defined) : "mend the others first";
    boolean perhaps = code.equals("unknown-subject") && !directories.isEmpty();
    problems.inside(
        named,
        new Parsed.Wrong<>(
            code,
            "there is no " + what + " `" + Words.shown(name) + "`",
            perhaps ? hint + BY_GROUP : hint,
            offset,
            Math.max(1, name.length())));
    return false;
  }

  private void twice(Node.Scalar each) {
    problems.error(
        "duplicate-entry",
        each.at(),
        "`" + Words.shown(each.value()) + "` is in this list already",
        "drop it here");
  }
}
