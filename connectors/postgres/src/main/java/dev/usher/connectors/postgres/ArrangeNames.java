package dev.usher.connectors.postgres;

import dev.usher.connectors.postgres.PostgresFact.Group;
import dev.usher.connectors.postgres.PostgresFact.Owner;
import dev.usher.connectors.postgres.PostgresFact.Privilege;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people call a role in a plan, and who owns what. */
final class ArrangeNames {
  private record Place(Target target, Thing on) {}

  private final Map<String, String> roles = new HashMap<>();
  private final Map<Place, String> owners = new HashMap<>();

  ArrangeNames(List<Change<PostgresFact>> changes, ObservedState<PostgresFact> observed) {
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof Group group) roles.put(group.name(), group.role());
      if (fact instanceof Owner owner) {
        owners.put(new Place(owner.target(), owner.on()), owner.owner());
      }
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

  /** Whether the grant is the owner's. Of strays the owner is not known, and the grantor acts. */
  boolean isOwner(Privilege one) {
    return one.grantor().equals(owners.get(new Place(one.target(), one.on())));
  }
}
