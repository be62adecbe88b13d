package dev.usher.connectors.postgres.model;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Owner;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which role of the server carries which of the policy: one that usher made, or one that was there
 * before, where {@code adopt-roles} says so. What such a one holds is settled: as long as the
 * policy gives it no less and no more, nothing about it changes.
 */
public final class Carriers {
  /** The policy's setting: role of the policy, then role of the server. */
  public static final String SETTING = "adopt-roles";

  private record Carried(Target target, String role) {}

  private final Standing standing;
  private final Map<Carried, String> names = new HashMap<>();
  private final Map<Object, Membership> memberships = new HashMap<>();

  /** What roles that were taken over hold: usher's to change, and not. */
  private final Map<Held, Acl> ours = new HashMap<>();

  private final Map<Held, Set<Item>> others = new HashMap<>();

  /** Roles that were taken over and hold something below. */
  private final Map<Resource, Set<String>> below = new HashMap<>();

  public Carriers(ObservedState<PostgresFact> observed, Standing standing) {
    this.standing = standing;
    if (standing.adopted().isEmpty()) return;
    Map<Acl, Set<String>> grantees = new HashMap<>();
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (fact instanceof Membership one && origin == Origin.OURS) {
                memberships.put(one.key(), one);
              } else if (fact instanceof Held one) {
                Set<String> who = grantees.computeIfAbsent(one.acl(), this::adoptedOf);
                if (who.isEmpty()) return;
                ours.put(one.key(), one.acl());
                holds(one.target(), one.on(), who);
              } else if (fact instanceof Privilege one && isAdopted(one.grantee())) {
                others
                    .computeIfAbsent(key(one.target(), one.on()), _ -> new HashSet<>())
                    .add(one.item());
                holds(one.target(), one.on(), Set.of(one.grantee()));
              }
            });
  }

  /** What a policy takes over, by the role's name in the server; the first of two has it. */
  public static Map<String, Group> named(Realm realm) {
    Map<String, Group> named = new LinkedHashMap<>();
    for (Place place : realm.places()) {
      place
          .system()
          .things(SETTING)
          .forEach(
              (role, carriers) ->
                  carriers.forEach(
                      one ->
                          named.putIfAbsent(one, new Group(place.target(), one, role, List.of()))));
    }
    return named;
  }

  /** Why a role that is there cannot carry one of the policy; empty when it can. */
  public static Optional<String> refusal(
      String name,
      boolean login,
      List<String> attributes,
      Optional<PostgresMark> mark,
      PostgresFact.Server server) {
    if (attributes.contains("SUPERUSER")) {
      return Optional.of("it is a superuser, whom no privileges can bind");
    }
    if (name.equals(server.admin())) return Optional.of("it is usher's own account");
    if (name.startsWith("pg_")) return Optional.of("it is PostgreSQL's own");
    if (mark.isPresent()) return Optional.of("it has usher's mark already");
    if (login && !PostgresNames.isSubject(name)) {
      return Optional.of("it may log in, and no policy can name somebody so");
    }
    return server.alters(name)
        ? Optional.empty()
        : Optional.of("usher's account may not alter it, which needs ADMIN on it");
  }

  private boolean isAdopted(String group) {
    return standing.adopted().containsKey(group);
  }

  private Set<String> adoptedOf(Acl acl) {
    return acl.items().stream()
        .map(Item::grantee)
        .filter(this::isAdopted)
        .collect(Collectors.toSet());
  }

  private void holds(Target target, Thing on, Set<String> who) {
    if (on.kind() == Thing.Kind.DATABASE) return;
    below.computeIfAbsent(Resource.of(target), _ -> new HashSet<>()).addAll(who);
    if (on.kind() == Thing.Kind.SCHEMA) return;
    below
        .computeIfAbsent(Resource.of(target, Segment.plain(on.schema())), _ -> new HashSet<>())
        .addAll(who);
  }

  private static Held key(Target target, Thing on) {
    return new Held(target, on, Acl.NONE);
  }

  /** The role of the server that carries that of the policy in the target. */
  public String of(Target target, String role) {
    // Many ask for few roles: a name costs a digest.
    return names.computeIfAbsent(new Carried(target, role), _ -> standing.carrier(target, role));
  }

  /**
   * How somebody is in a role of the policy; empty for whoever carries it themselves. In one that
   * was taken over a membership stays as it is, for SET gives nothing more than the role does.
   */
  public Optional<Membership> membership(PostgresFact.Server server, String role, String member) {
    String group = of(server.target(), role);
    if (group.equals(member)) return Optional.empty();
    Membership one = new Membership(server.target(), group, member, true, !server.has16(), false);
    Membership there = isAdopted(group) ? memberships.get(one.key()) : null;
    return Optional.of(there != null && there.inherit() && !there.admin() ? there : one);
  }

  /** How somebody has a role of the policy that they put on and take off. */
  public Membership hat(PostgresFact.Server server, String role, String member) {
    return new Membership(server.target(), of(server.target(), role), member, false, true, false);
  }

  /**
   * Whether a role that was taken over had something below before, without this: how it gets there
   * is not usher's doing.
   */
  public boolean hasWay(String group, Resource up, String privilege) {
    return below.getOrDefault(up, Set.of()).contains(group) && !holds(group, up, privilege);
  }

  /** Whether a role that was taken over did this before without what usually comes along. */
  public boolean goesWithout(
      String group, Resource thing, String privilege, Resource other, String companion) {
    return isAdopted(group) && holds(group, thing, privilege) && !holds(group, other, companion);
  }

  private boolean holds(String group, Resource thing, String privilege) {
    Owner owner = standing.owned(thing.target()).get(thing);
    if (owner == null) return false;
    Held key = key(thing.target(), owner.on());
    return ours.getOrDefault(key, Acl.NONE).items().stream().anyMatch(is(group, privilege))
        || others.getOrDefault(key, Set.of()).stream().anyMatch(is(group, privilege));
  }

  private static java.util.function.Predicate<Item> is(String group, String privilege) {
    return item -> item.grantee().equals(group) && item.privilege().equals(privilege);
  }

  /**
   * What is to be held, for roles that were taken over: nothing on what they own, nothing that
   * somebody gave them in a way that is not usher's, and what they have by column beside the whole.
   */
  public Acl settle(Owner owner, Acl acl) {
    if (standing.adopted().isEmpty() || adoptedOf(acl).isEmpty()) return acl;
    Held key = key(owner.target(), owner.on());
    Set<Item> foreign = others.getOrDefault(key, Set.of());
    Map<Item, Set<Cause>> all = new LinkedHashMap<>();
    for (Item item : acl.items()) {
      boolean settled =
          isAdopted(item.grantee())
              && (item.grantee().equals(owner.owner())
                  || foreign.stream().anyMatch(there -> covers(there, item)));
      if (!settled) all.put(item, acl.why(item));
    }
    boolean less = all.size() < acl.items().size();
    boolean more = false;
    for (Item item : ours.getOrDefault(key, Acl.NONE).items()) {
      if (item.column().isEmpty() || !isAdopted(item.grantee())) continue;
      if (!acl.items().contains(item.whole()) || all.containsKey(item)) continue;
      all.put(item, acl.why(item.whole()));
      more = true;
    }
    return less || more ? Acl.of(all) : acl;
  }

  private static boolean covers(Item there, Item wanted) {
    return there.grantee().equals(wanted.grantee())
        && there.privilege().equals(wanted.privilege())
        && (there.column().isEmpty() || there.column().equals(wanted.column()));
  }
}
