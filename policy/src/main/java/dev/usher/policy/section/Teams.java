package dev.usher.policy.section;

import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import dev.usher.policy.cel.Conditions;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Teams: who is in them by name and by attribute. */
public final class Teams {
  private static final List<String> KEYS = List.of("members", "lead", "where", "description");
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
      return new Team(name, List.of(), Optional.empty(), Optional.empty(), entry.key().at());
    }
    Fields fields = found.get();
    fields.text("description");
    if (!fields.has("members") && !fields.has("where")) {
      problems.error(
          "missing-key",
          entry.key().at(),
          "a team needs `members` or `where`",
          "write members: [alice, team:other], or members: [] for none yet");
    }
    List<Node.Scalar> written = fields.texts("members");
    for (Node.Scalar member : written) {
      if (member.value().startsWith("team:"))
        cycles.add(name, member.value().substring(5), member.at());
    }
    Optional<Node.Scalar> lead = fields.text("lead");
    List<Who> leads = defined.who(lead.stream().toList(), false);
    if (leads.stream().anyMatch(who -> who instanceof Who.OfTeam)) {
      problems.error(
          "bad-subject", lead.orElseThrow().at(), "a team's lead is one person", "name one");
    }
    return new Team(
        name,
        defined.who(written, false),
        leads.stream().findFirst().map(Who::toString),
        fields.text("where").flatMap(text -> conditions.read(text, false)),
        entry.key().at());
  }
}
