package dev.usher.policy.section;

import dev.usher.core.model.Policy.Team;
import dev.usher.policy.cel.Conditions;
import dev.usher.policy.cel.Scope;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Teams: who is in them by name, by a directory's group and by attribute. */
public final class Teams {
  private static final List<String> KEYS =
      List.of("members", "group", "where", "lead", "description");
  private final Defined defined;
  private final Conditions conditions;
  private final Problems problems;

  public Teams(Defined defined, Conditions conditions, Problems problems) {
    this.defined = defined;
    this.conditions = conditions;
    this.problems = problems;
  }

  /** Each by name. */
  public Map<String, Team> read(Sections sections) {
    Map<String, Team> all = new LinkedHashMap<>();
    Cycles cycles = new Cycles();
    for (Node.Entry entry : sections.map("teams").values()) {
      Team team = team(entry, cycles);
      all.put(team.name(), team);
    }
    cycles.report("team", problems);
    return all;
  }

  private Team team(Node.Entry entry, Cycles cycles) {
    String name = entry.key().value();
    Optional<Fields> found = Fields.of(entry.value(), "a team", KEYS, problems);
    if (found.isEmpty()) {
      return new Team(name, List.of(), Optional.empty(), entry.key().at());
    }
    Fields fields = found.get();
    fields.text("description");
    if (!fields.has("members") && !fields.has("where") && !fields.has("group")) {
      problems.error(
          "missing-key",
          entry.key().at(),
          "a team needs `members`, `group` or `where`",
          "write members: [alice, team:other], or members: [] for none yet");
    }
    List<Node.Scalar> written = fields.texts("members");
    for (Node.Scalar member : written) {
      if (member.value().startsWith("team:"))
        cycles.add(name, member.value().substring(5), member.at());
    }
    return new Team(
        name,
        defined.who(written, false),
        fields.text("group").flatMap(defined::group),
        defined.who(fields.texts("lead"), false),
        fields.text("where").flatMap(text -> conditions.read(text, Scope.TEAM)),
        entry.key().at());
  }
}
