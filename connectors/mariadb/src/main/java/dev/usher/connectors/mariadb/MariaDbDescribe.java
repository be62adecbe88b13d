package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Description.Role;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a database grants, as a policy would say it. Looked at with everything taken over, the facts
 * that are usher's to change are those that a policy can say. A role is described that gives
 * something and that somebody has, and an account that holds something itself, as a role of its
 * own; all else is named and left as it is.
 */
final class MariaDbDescribe {
  private final Map<Grantee, Carrier> carriers = new TreeMap<>();
  private final Set<Grantee> accounts = new TreeSet<>();
  private final Map<Grantee, Set<Grantee>> rolesOf = new HashMap<>();
  private final Map<Grantee, Set<Grantee>> membersOf = new HashMap<>();
  private final Map<Grantee, Map<Resource, SortedMap<String, SortedSet<String>>>> held =
      new HashMap<>();

  private MariaDbDescribe(ObservedState<MariaDbFact> observed) {
    observed.facts().forEach(this::take);
  }

  static Description describe(Dialect dialect, Realm realm, ObservedState<MariaDbFact> observed) {
    Place place = realm.places().getFirst();
    MariaDbDescribe read = new MariaDbDescribe(observed);
    Set<Grantee> said = read.said();
    DescribeThings things = new DescribeThings(dialect.type(), place.target(), observed);
    Map<String, Role> roles = new TreeMap<>();
    Map<String, List<String>> named = new TreeMap<>();
    for (Grantee who : said) {
      Carrier carrier = read.carrier(who);
      Set<String> includes = carrier.own() ? Set.of() : read.roles(who, said);
      roles.put(
          carrier.role(), new Role(includes, things.of(read.held.getOrDefault(who, Map.of()))));
      named.put(carrier.role(), List.of(who.toString()));
    }
    return new Description(
        new Whole(place.system().settings(), Map.of(Carriers.SETTING, named)),
        roles,
        read.accounts(said),
        List.copyOf(new TreeSet<>(new DescribeUnsaid(dialect, realm, observed, said).all())));
  }

  private void take(MariaDbFact fact, Origin origin) {
    if (fact instanceof Carrier one && one.refusal().isEmpty()) carriers.put(one.who(), one);
    if (origin != Origin.OURS) return;
    if (fact instanceof Account one) {
      accounts.add(one.who());
    } else if (fact instanceof Granted one) {
      rolesOf.computeIfAbsent(one.to(), _ -> new TreeSet<>()).add(one.role());
      membersOf.computeIfAbsent(one.role(), _ -> new TreeSet<>()).add(one.to());
    } else if (fact instanceof Held one) {
      held.computeIfAbsent(one.by(), _ -> new TreeMap<>()).put(one.on(), one.what());
    }
  }

  private Carrier carrier(Grantee who) {
    return Objects.requireNonNull(carriers.get(who));
  }

  private Set<String> roles(Grantee who, Set<Grantee> said) {
    Set<String> roles = new TreeSet<>();
    for (Grantee role : rolesOf.getOrDefault(who, Set.of())) {
      if (said.contains(role)) roles.add(carrier(role).role());
    }
    return roles;
  }

  /** Those of which a policy can speak: they give something, and somebody has them. */
  private Set<Grantee> said() {
    Set<Grantee> giving = closure(held.keySet(), membersOf);
    Set<Grantee> had = new HashSet<>(closure(accounts, rolesOf));
    had.removeIf(who -> accounts.contains(who) && !held.containsKey(who));
    Set<Grantee> said = new TreeSet<>(carriers.keySet());
    said.retainAll(giving);
    said.retainAll(had);
    return said;
  }

  /** These, and whoever is in them, in those, and so on. */
  static Set<Grantee> closure(Collection<Grantee> from, Map<Grantee, Set<Grantee>> next) {
    Set<Grantee> seen = new HashSet<>();
    List<Grantee> open = new ArrayList<>(from);
    while (!open.isEmpty()) {
      Grantee one = open.removeLast();
      if (seen.add(one)) open.addAll(next.getOrDefault(one, Set.of()));
    }
    return seen;
  }

  private Map<String, Description.Account> accounts(Set<Grantee> said) {
    Map<String, Description.Account> found = new TreeMap<>();
    for (Grantee who : accounts) {
      Set<String> roles = roles(who, said);
      if (said.contains(who)) roles.add(carrier(who).role());
      if (roles.isEmpty()) continue;
      found.put(who.name(), new Description.Account(held.containsKey(who), roles));
    }
    return found;
  }
}
