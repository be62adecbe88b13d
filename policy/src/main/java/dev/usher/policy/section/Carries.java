package dev.usher.policy.section;

import dev.usher.core.condition.Mentions;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Role;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How roles are carried beside others, and whether there is anything to carry so. */
final class Carries {
  private static final List<String> VALUES = List.of("switch", "view");

  private final Map<String, Source> said = new LinkedHashMap<>();
  private final Permissions permissions;
  private final Problems problems;

  Carries(Permissions permissions, Problems problems) {
    this.permissions = permissions;
    this.problems = problems;
  }

  Carry read(String role, Fields fields) {
    Optional<Node.Scalar> written = fields.text("carry");
    if (written.isEmpty()) return Carry.TOGETHER;
    String value = written.get().value();
    if (VALUES.contains(value)) {
      said.put(role, written.get().at());
      return Carry.valueOf(value.toUpperCase(Locale.ROOT));
    }
    problems.error(
        "bad-carry",
        written.get().at(),
        "`carry` cannot be `" + Words.shown(value) + "`",
        Words.instead(value, VALUES));
    return Carry.TOGETHER;
  }

  void report(Map<String, Role> roles) {
    said.forEach(
        (name, at) -> {
          Role role = roles.get(name);
          if (role == null) return;
          elsewhere(role, at);
          if (role.carry() == Carry.SWITCH) hat(role, at, roles);
          if (role.carry() == Carry.VIEW) views(role, at);
        });
  }

  private void elsewhere(Role role, Source at) {
    Set<String> without = new TreeSet<>();
    for (Permission permission : role.can()) {
      for (SystemType type : permissions.typesOf(permission.on()))
        if (!type.can().contains(Capability.CARRY)) without.add(type.name());
    }
    if (without.isEmpty()) return;
    problems.error(
        "carry-not-there",
        at,
        "this role speaks of "
            + String.join(", ", without)
            + ", where rows and columns of several roles add up as they are",
        "write those permissions in a role without `carry`");
  }

  /** By a view somebody reads, and what is read whole needs none. */
  private void views(Role role, Source at) {
    for (Permission permission : role.can()) {
      if (permission.rows().isPresent() || isByColumn(permission)) return;
    }
    problems.error(
        "carry-nothing",
        at,
        "this role reads nothing in part, and `carry: view` is for rows or columns of a table",
        "say it of the role that has `rows` or `columns`, or drop it");
  }

  private static boolean isByColumn(Permission permission) {
    return permission.columns().isPresent()
        || permission.on().stream().anyMatch(on -> on.column().isPresent())
        || permission.except().stream().anyMatch(on -> on.column().isPresent());
  }

  /** In a hat everybody is the same role of the system, whose attributes there are none. */
  private void hat(Role role, Source at, Map<String, Role> roles) {
    for (String name : worn(role.name(), roles)) {
      for (Permission permission : Optional.ofNullable(roles.get(name)).orElse(role).can()) {
        Set<String> read = permission.rows().map(Mentions::attributes).orElse(Set.of());
        if (read.isEmpty()) continue;
        problems.error(
            "carry-subject",
            at,
            "whoever puts on this role is nobody in particular, and the permission in "
                + permission.at()
                + " asks for subject."
                + String.join(", subject.", read),
            "say carry: switch on the other roles of the same people, and not on this one");
        return;
      }
    }
  }

  /** The role and what it includes, but for what is put on by itself. */
  private static Set<String> worn(String role, Map<String, Role> roles) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(role));
    while (!open.isEmpty()) {
      String next = open.pop();
      Role found = roles.get(next);
      boolean another = found != null && found.carry() == Carry.SWITCH && !next.equals(role);
      if (found != null && !another && seen.add(next)) open.addAll(found.includes());
    }
    return seen;
  }
}
