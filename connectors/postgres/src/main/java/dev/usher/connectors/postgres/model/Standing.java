package dev.usher.connectors.postgres.model;

import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands in the cluster already, by name. */
public record Standing(
    Map<Target, PostgresFact.Server> servers,
    Map<String, PostgresFact.Role> roles,
    Map<String, PostgresFact> marked,
    Set<String> made,
    Map<String, Group> adopted,
    Map<Target, Map<Resource, PostgresFact.Owner>> things) {
  public static Standing of(ObservedState<PostgresFact> observed) {
    Standing found =
        new Standing(
            new HashMap<>(),
            new HashMap<>(),
            new HashMap<>(),
            new HashSet<>(),
            new HashMap<>(),
            new HashMap<>());
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              switch (fact) {
                case PostgresFact.Server server -> found.servers.put(server.target(), server);
                case PostgresFact.Role role -> found.roles.put(role.name(), role);
                case Group group when origin == Origin.CONTEXT ->
                    found.adopted.put(group.name(), group);
                case Group group -> {
                  found.marked.put(group.name(), group);
                  if (origin == Origin.OURS) found.made.add(group.name());
                }
                case PostgresFact.Account account -> {
                  found.marked.put(account.name(), account);
                  if (origin == Origin.OURS && !account.adopted()) found.made.add(account.name());
                }
                case PostgresFact.Barred barred -> {
                  found.marked.put(barred.name(), barred);
                  if (origin == Origin.OURS) found.made.add(barred.name());
                }
                case PostgresFact.Owner owner ->
                    found
                        .things
                        .computeIfAbsent(owner.target(), _ -> new HashMap<>())
                        .put(owner.on().resource(owner.target()), owner);
                case Membership _,
                    PostgresFact.Held _,
                    Privilege _,
                    PostgresFact.GivenBy _,
                    PostgresFact.Connected _,
                    PostgresFact.Residue _,
                    RowFact _,
                    BirthFact _,
                    TieFact _ -> {}
              }
            });
    return found;
  }

  public PostgresFact.@Nullable Server server(Target target) {
    return servers.get(target);
  }

  /** What there is in the target, with its owner. */
  public Map<Resource, PostgresFact.Owner> owned(Target target) {
    return things.getOrDefault(target, Map.of());
  }

  /** Empty for what is not there. */
  public String owner(Target target, Thing on) {
    PostgresFact.Owner owner = owned(target).get(on.resource(target));
    return owner == null ? "" : owner.owner();
  }

  /** The role of the server that carries that of the policy in the target. */
  public String carrier(Target target, String role) {
    return adopted.values().stream()
        .filter(group -> group.target().equals(target) && group.role().equals(role))
        .map(Group::name)
        .findFirst()
        .orElseGet(() -> PostgresNames.group(target, role));
  }

  /** Whether usher made the role for this policy, so that it ought to hold only what usher gave. */
  public boolean isMade(String name) {
    return made.contains(name);
  }

  /** Whether one of usher's accounts may alter, drop and give the role. */
  public boolean isAlterable(String name) {
    return servers.values().stream().anyMatch(server -> server.alters(name));
  }

  /** Whether there is such a role and it carries no mark of usher's. */
  public boolean isInTheWay(String name) {
    return roles.containsKey(name) && !marked.containsKey(name);
  }
}
