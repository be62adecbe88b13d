package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people call a role in a plan. */
public final class ArrangeNames {
  private final Map<String, String> roles = new HashMap<>();

  ArrangeNames(List<Change<PostgresFact>> changes, ObservedState<PostgresFact> observed) {
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof Group group) roles.put(group.name(), group.role());
    }
    for (Change<PostgresFact> change : changes) {
      if (change instanceof Change.Add<PostgresFact>(Group group, var _)) {
        roles.put(group.name(), group.role());
      }
    }
  }

  /** The policy's name of a group role; any other role's own. */
  String of(String role) {
    return role.equals(PostgresFact.PUBLIC) ? "PUBLIC" : roles.getOrDefault(role, role);
  }

  boolean isGroup(String role) {
    return roles.containsKey(role);
  }
}
