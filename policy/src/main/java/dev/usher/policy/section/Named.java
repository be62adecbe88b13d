package dev.usher.policy.section;

import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Things of systems that cannot list what they hold: they are those that the policy names, so an
 * address that names another is a slip of the pen.
 */
public final class Named {
  private final Map<String, Policy.System> systems;
  private final Map<String, SystemType> types;
  private final Problems problems;

  /**
   * @param types by system
   */
  public Named(
      Map<String, Policy.System> systems, Map<String, SystemType> types, Problems problems) {
    this.systems = systems;
    this.types = types;
    this.problems = problems;
  }

  public void check(
      Collection<Policy.Role> roles, List<Policy.Never> nevers, List<Policy.Expect> expects) {
    for (Policy.Role role : roles) {
      for (Policy.Permission permission : role.can()) {
        permission.on().forEach(each -> check(each, 0, permission.at()));
        permission.except().forEach(each -> check(each, 0, permission.at()));
      }
    }
    nevers.forEach(never -> never.on().forEach(each -> check(each, 1, never.at())));
    expects.forEach(expect -> check(expect.on(), 1, expect.at()));
  }

  /**
   * @param at where in the pattern its system stands
   */
  private void check(Pattern pattern, int at, Source place) {
    List<Step> steps = pattern.steps();
    if (steps.size() <= at
        || !(steps.get(at) instanceof Step.One(_, Name.OneOf(Set<String> named)))) {
      return;
    }
    for (String system : named) {
      SystemType type = types.get(system);
      Policy.System known = systems.get(system);
      if (type == null || known == null) continue;
      for (int i = at + 1; i < steps.size(); i++) {
        if (!(steps.get(i) instanceof Step.One(String kind, Name.OneOf(Set<String> names)))) break;
        String meant =
            kind.isEmpty()
                ? type.level(i - at - 1).map(SystemType.Level::defaultKind).orElse("")
                : kind;
        for (String name : names) check(type, known, meant, name, place);
      }
    }
  }

  private void check(
      SystemType type, Policy.System system, String kind, String name, Source place) {
    Optional<String> key = type.namedBy(kind);
    if (key.isEmpty()) return;
    Set<String> there = system.things(key.get()).keySet();
    if (there.contains(name)) return;
    problems.error(
        "unknown-thing",
        place,
        "`%s` of %s names no `%s`".formatted(key.get(), system.name(), Words.shown(name)),
        there.isEmpty()
            ? "name it there: %s: { %s: … }".formatted(key.get(), Words.shown(name))
            : Words.instead(name, there));
  }
}
