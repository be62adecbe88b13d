package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.connectors.mariadb.MariaDbFact.Definer;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Group;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.connectors.mariadb.MariaDbFact.Server;
import dev.usher.connectors.mariadb.MariaDbFact.State;
import dev.usher.connectors.mariadb.MariaDbFact.Stranger;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is there, by name. */
final class Standing {
  private final MariaDbNames names;

  /** Every account with a mark, also for targets of other policies. */
  private final Map<Grantee, Map<Target, Account>> accounts = new TreeMap<>();

  private final Map<String, Group> groups = new HashMap<>();
  private final Map<Grantee, Stranger> strangers = new TreeMap<>();
  private final Map<Grantee, Carrier> carriers = new TreeMap<>();
  private final Map<Grantee, Set<String>> definers = new HashMap<>();

  /** Role, then who has it directly. */
  private final Map<Grantee, Set<Grantee>> holders = new HashMap<>();

  /** Whoever has it, then the roles that they have directly. */
  private final Map<Grantee, Set<Grantee>> included = new HashMap<>();

  /** Who holds something on the whole of these databases. */
  private final Map<Grantee, Set<Target>> ofDatabase = new HashMap<>();

  private @Nullable Server server;

  private Standing(MariaDbNames names) {
    this.names = names;
  }

  static Standing of(MariaDbNames names, ObservedState<MariaDbFact> observed) {
    Standing found = new Standing(names);
    observed.facts().keySet().forEach(found::add);
    return found;
  }

  private void add(MariaDbFact fact) {
    switch (fact) {
      case Account one ->
          accounts.computeIfAbsent(one.who(), _ -> new TreeMap<>()).put(one.target(), one);
      case Group one -> groups.put(one.name(), one);
      case Granted one -> {
        holders.computeIfAbsent(one.role(), _ -> new HashSet<>()).add(one.to());
        included.computeIfAbsent(one.to(), _ -> new HashSet<>()).add(one.role());
      }
      case Held one -> {
        if (one.isOfDatabase()) {
          ofDatabase.computeIfAbsent(one.by(), _ -> new HashSet<>()).add(one.target());
        }
      }
      case Stranger one -> strangers.put(one.who(), one);
      case Carrier one -> carriers.put(one.who(), one);
      case Definer one -> definers.computeIfAbsent(one.who(), _ -> new HashSet<>()).add(one.of());
      case Server one -> server = one;
      case MariaDbFact.Barred _, MariaDbFact.Beyond _, RowFact _ -> {}
    }
  }

  @Nullable Server server() {
    return server;
  }

  Map<Grantee, Map<Target, Account>> accounts() {
    return accounts;
  }

  Map<Target, Account> account(Grantee who) {
    return accounts.getOrDefault(who, Map.of());
  }

  @Nullable Group group(String name) {
    return groups.get(name);
  }

  @Nullable Stranger stranger(Grantee who) {
    return strangers.get(who);
  }

  Set<Grantee> strangers() {
    return strangers.keySet();
  }

  /** Who is to carry a role of the policy, and was there before usher. */
  Map<Grantee, Carrier> carriers() {
    return carriers;
  }

  /** Whether it is adopted by what the policy says alone: no mark tells of it yet. */
  boolean isUnmarked(Grantee account) {
    return strangers.containsKey(account)
        && account(account).values().stream().anyMatch(one -> one.state() == State.MADE);
  }

  Set<String> definedBy(Grantee who) {
    return definers.getOrDefault(who, Set.of());
  }

  /** Whether it is there, whoever made it. */
  boolean exists(Grantee account) {
    return strangers.containsKey(account)
        || account(account).values().stream().anyMatch(one -> one.state() != State.MARKED);
  }

  /** The targets in which a session may remember what it had by the role. */
  Set<Target> remembered(Grantee who) {
    Set<Target> found = new HashSet<>(ofDatabase.getOrDefault(who, Set.of()));
    closure(who, included).forEach(role -> found.addAll(ofDatabase.getOrDefault(role, Set.of())));
    return found;
  }

  /** The accounts of ours that have what the grantee has. */
  Set<Grantee> reached(Grantee who) {
    Set<Grantee> found = new HashSet<>();
    Set<Grantee> seen = new HashSet<>(Set.of(who));
    List<Grantee> open = new ArrayList<>(seen);
    while (!open.isEmpty()) {
      Grantee next = open.removeLast();
      if (!next.isRole()) found.add(next);
      for (Grantee to : holders.getOrDefault(next, Set.of())) {
        if (seen.add(to)) open.add(to);
      }
    }
    for (Grantee account : accounts.keySet()) {
      if (seen.contains(Grantee.role(names.personal(account)))) found.add(account);
    }
    return found;
  }

  private static Set<Grantee> closure(Grantee role, Map<Grantee, Set<Grantee>> included) {
    Set<Grantee> seen = new HashSet<>();
    List<Grantee> open = new ArrayList<>(List.of(role));
    while (!open.isEmpty()) {
      Grantee next = open.removeLast();
      if (seen.add(next)) open.addAll(included.getOrDefault(next, Set.of()));
    }
    return seen;
  }
}
