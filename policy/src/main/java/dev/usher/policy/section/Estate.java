package dev.usher.policy.section;

import dev.usher.core.model.Application;
import dev.usher.core.model.Nearest;
import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The environments, and the time zone. */
public final class Estate {
  private final Problems problems;

  public Estate(Problems problems) {
    this.problems = problems;
  }

  /** The policy's time zone; UTC unless said. */
  public ZoneId timezone(Sections sections) {
    Optional<Node.Scalar> written =
        sections.timezone().flatMap(node -> Fields.text(node, "`timezone`", problems));
    ZoneId utc = ZoneId.of("UTC");
    if (written.isEmpty()) return utc;
    String name = written.get().value();
    if (ZoneId.getAvailableZoneIds().contains(name)) return ZoneId.of(name);
    problems.error(
        "unknown-timezone",
        written.get().at(),
        "there is no time zone `" + Words.shown(name) + "`",
        Nearest.to(name, new TreeSet<>(ZoneId.getAvailableZoneIds()))
            .map(near -> "did you mean " + near + "?")
            .orElse("write a name such as UTC or Europe/Berlin"));
    return utc;
  }

  /** Each by name. */
  public Map<String, Policy.Environment> environments(Sections sections) {
    Map<String, Policy.Environment> all = new LinkedHashMap<>();
    for (Node.Entry entry : sections.map("environments").values()) {
      all.put(entry.key().value(), environment(entry));
    }
    return all;
  }

  private Policy.Environment environment(Node.Entry entry) {
    Optional<Fields> fields =
        Fields.of(
            entry.value(),
            "an environment",
            List.of("protected", "template", "ttl", "apply"),
            problems);
    boolean isProtected = fields.filter(each -> each.flag("protected")).isPresent();
    boolean template = fields.filter(each -> each.flag("template")).isPresent();
    Optional<Duration> ttl =
        fields.flatMap(each -> each.text("ttl")).flatMap(text -> Times.length(text, problems));
    if (ttl.isPresent() && !template) {
      problems.error(
          "ttl-without-template",
          fields.orElseThrow().at("ttl"),
          "`ttl` is how long an environment made from a template lives, and this is none",
          "add `template: true`, or drop `ttl`");
    }
    boolean onApproval =
        fields
            .flatMap(each -> each.choice("apply", List.of("at-once", "on-approval")))
            .filter("on-approval"::equals)
            .isPresent();
    if (template) {
      problems.notYet(
          entry.key().at(),
          "environments are not made from a template yet; this one is only checked");
    }
    return new Policy.Environment(
        entry.key().value(), isProtected, template, ttl, onApproval, entry.key().at());
  }

  /** The type that each system has, where it is known; what else is wrong is told later. */
  public Map<String, SystemType> types(Sections sections, Map<String, SystemType> types) {
    Map<String, SystemType> known = new LinkedHashMap<>();
    sections
        .map("systems")
        .forEach(
            (name, entry) -> {
              if (entry.value() instanceof Node.Keyed keyed
                  && keyed.entries().get("type") instanceof Node.Entry type
                  && type.value() instanceof Node.Scalar scalar) {
                if (scalar.value().equals(Application.NAME))
                  known.put(name, new Applications(problems).type(keyed));
                else if (types.get(scalar.value()) instanceof SystemType found)
                  known.put(name, found);
              }
            });
    return known;
  }
}
