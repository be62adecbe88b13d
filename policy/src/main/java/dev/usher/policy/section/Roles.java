package dev.usher.policy.section;

import dev.usher.core.model.Carry;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Role;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Roles: what they can do and which others they include. */
public final class Roles {
  private static final List<String> KEYS = List.of("description", "carry", "includes", "can");
  private final Defined defined;
  private final Permissions permissions;
  private final Carries carries;
  private final Problems problems;

  public Roles(Defined defined, Permissions permissions, Problems problems) {
    this.defined = defined;
    this.permissions = permissions;
    this.carries = new Carries(permissions, problems);
    this.problems = problems;
  }

  /** Each by name. */
  public Map<String, Role> read(Sections sections) {
    Map<String, Role> all = new LinkedHashMap<>();
    Map<String, List<Permissions.Read>> excepts = new LinkedHashMap<>();
    Cycles cycles = new Cycles();
    for (Node.Entry entry : sections.map("roles").values()) {
      List<Permissions.Read> narrowed = new ArrayList<>();
      Role role = role(entry, cycles, narrowed);
      all.put(role.name(), role);
      if (!narrowed.isEmpty()) excepts.put(role.name(), narrowed);
    }
    cycles.report("role", problems);
    new GivenBack(all, excepts, permissions.types(), problems).report();
    carries.report(all);
    return all;
  }

  private Role role(Node.Entry entry, Cycles cycles, List<Permissions.Read> narrowed) {
    String name = entry.key().value();
    Optional<Fields> found = Fields.of(entry.value(), "a role", KEYS, problems);
    if (found.isEmpty())
      return new Role(name, "", List.of(), List.of(), Carry.TOGETHER, entry.key().at());
    Fields fields = found.get();
    if (!fields.has("can") && !fields.has("includes")) {
      problems.error(
          "missing-key",
          entry.key().at(),
          "a role needs `can` or `includes`",
          "write can: and below it - { do: read, on: shop-db/public/* }");
    }
    List<Node.Scalar> includes = fields.texts("includes");
    includes.forEach(each -> cycles.add(name, each.value(), each.at()));
    List<Permission> can = new ArrayList<>();
    for (Node node : permissions(fields)) {
      permissions
          .read(node)
          .ifPresent(
              read -> {
                can.add(read.permission());
                if (!read.excepts().isEmpty()) narrowed.add(read);
              });
    }
    return new Role(
        name,
        fields.text("description").map(Node.Scalar::value).orElse(""),
        defined.roles(includes),
        can,
        carries.read(name, fields),
        entry.key().at());
  }

  private List<Node> permissions(Fields fields) {
    Optional<Node> can = fields.node("can");
    if (can.isEmpty()) return List.of();
    return switch (can.get()) {
      case Node.Many many -> many.items();
      case Node.Broken _ -> List.of();
      case Node.Scalar scalar when scalar.isNull() -> List.of();
      case Node.Scalar _, Node.Keyed _ -> {
        problems.error(
            "not-a-list",
            can.get().at(),
            "a role's `can` is a list of permissions",
            "write - { do: read, on: shop-db/public/* }");
        yield List.of();
      }
    };
  }
}
