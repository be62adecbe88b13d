package dev.usher.connectors.postgres.describe;

import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Description.Account;
import dev.usher.connectors.api.Description.Role;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Owner;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a database grants, as a policy would say it. Looked at with every role taken over, the facts
 * that are usher's to change are those that a policy can say. A role is described that gives
 * something and that somebody has; all else is named and left as it is.
 */
public final class PostgresDescribe {
  private final Target target;
  private final Standing standing;
  private final PostgresFact.Server server;
  private final Map<String, Set<String>> groupsOf = new HashMap<>();
  private final Map<String, Set<String>> membersOf = new HashMap<>();

  /** Few lists differ: each is taken to pieces once. */
  private final Map<Acl, Map<String, Set<Item>>> byGrantee = new HashMap<>();

  /** By role: what it holds on each thing. */
  private final Map<String, Map<Thing, Set<Item>>> held = new HashMap<>();

  private final Set<String> owners = new HashSet<>();

  private PostgresDescribe(Target target, ObservedState<PostgresFact> observed) {
    this.target = target;
    this.standing = Standing.of(observed);
    this.server = java.util.Objects.requireNonNull(standing.server(target));
    observed.facts().forEach(this::take);
  }

  public static Description describe(Realm realm, ObservedState<PostgresFact> observed) {
    Place place = realm.places().getFirst();
    PostgresDescribe read = new PostgresDescribe(place.target(), observed);
    Set<String> said = read.said();
    DescribeThings things = new DescribeThings(place.target(), observed, read.standing);
    Map<String, Role> roles = new TreeMap<>();
    Map<String, List<String>> carriers = new TreeMap<>();
    for (String name : said) {
      Set<String> includes = new TreeSet<>();
      read.groups(name).filter(said::contains).map(read::policyName).forEach(includes::add);
      roles.put(
          read.policyName(name),
          new Role(includes, things.of(name, read.held.getOrDefault(name, Map.of()))));
      carriers.put(read.policyName(name), List.of(name));
    }
    return new Description(
        new Whole(
            Map.of("schemas", place.system().setting("schemas"), "public", List.of("keep")),
            Map.of(Carriers.SETTING, carriers)),
        roles,
        read.accounts(said),
        List.copyOf(new TreeSet<>(new DescribeUnsaid(observed, read.standing, said).all())));
  }

  private void take(PostgresFact fact, Origin origin) {
    if (fact instanceof Owner one) owners.add(one.owner());
    if (origin != Origin.OURS) return;
    if (fact instanceof Membership one) {
      groupsOf.computeIfAbsent(one.member(), _ -> new TreeSet<>()).add(one.group());
      membersOf.computeIfAbsent(one.group(), _ -> new TreeSet<>()).add(one.member());
    } else if (fact instanceof Held one) {
      byGrantee
          .computeIfAbsent(one.acl(), PostgresDescribe::byGrantee)
          .forEach(
              (grantee, items) ->
                  held.computeIfAbsent(grantee, _ -> new HashMap<>()).put(one.on(), items));
    }
  }

  private static Map<String, Set<Item>> byGrantee(Acl acl) {
    Map<String, Set<Item>> byGrantee = new HashMap<>();
    for (Item item : acl.items())
      byGrantee.computeIfAbsent(item.grantee(), _ -> new HashSet<>()).add(item);
    return byGrantee;
  }

  private java.util.stream.Stream<String> groups(String member) {
    return groupsOf.getOrDefault(member, Set.of()).stream();
  }

  /** Roles of which a policy can speak: they give something, and somebody has them. */
  private Set<String> said() {
    Set<String> giving = closure(held.keySet(), membersOf);
    Set<String> had = new HashSet<>();
    for (String name : standing.adopted().keySet()) {
      boolean byItself = login(name) && held.containsKey(name);
      boolean byOthers = membersOf.getOrDefault(name, Set.of()).stream().anyMatch(this::login);
      if (byItself || byOthers) had.add(name);
    }
    Set<String> said = new TreeSet<>(closure(had, groupsOf));
    said.retainAll(giving);
    said.retainAll(standing.adopted().keySet());
    return said;
  }

  private static Set<String> closure(Set<String> from, Map<String, Set<String>> next) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      String one = open.pop();
      if (seen.add(one)) open.addAll(next.getOrDefault(one, Set.of()));
    }
    return seen;
  }

  /** One that carries what it holds by itself has the rest through that. */
  private Map<String, Account> accounts(Set<String> said) {
    Map<String, Account> accounts = new TreeMap<>();
    for (PostgresFact.Role role : standing.roles().values()) {
      String name = role.name();
      if (!role.login() || name.equals(server.admin())) continue;
      Set<String> roles = new TreeSet<>();
      if (said.contains(name)) roles.add(policyName(name));
      else groups(name).filter(said::contains).map(this::policyName).forEach(roles::add);
      boolean service = held.containsKey(name) || owners.contains(name);
      if (!roles.isEmpty()) accounts.put(name, new Account(service, roles));
    }
    return accounts;
  }

  private boolean login(String name) {
    PostgresFact.Role role = standing.roles().get(name);
    return role != null && role.login();
  }

  private String policyName(String role) {
    Group group = standing.adopted().get(role);
    return group == null ? role : group.role();
  }
}
