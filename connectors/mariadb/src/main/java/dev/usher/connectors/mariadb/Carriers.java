package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Which role or account of the server carries which role of the policy: one that usher made, or one
 * that was there before, where {@code adopt-roles} says so.
 */
final class Carriers {
  /** The policy's setting: role of the policy, then the role, or the account, of the server. */
  static final String SETTING = "adopt-roles";

  /** A role of the policy. */
  record Named(Target target, String role) {}

  private final MariaDbNames names;
  private final Standing standing;
  private final Map<Named, Carrier> adopted = new HashMap<>();
  private final Map<Named, Grantee> known = new HashMap<>();

  /** Whoever is in what was taken over, as far as a policy says so. */
  private final Set<Granted> memberships = new HashSet<>();

  /** What carriers hold on a thing: usher's to change, and not. */
  private final Map<Object, Held> ours = new HashMap<>();

  private final Map<Object, Held> others = new HashMap<>();

  Carriers(MariaDbNames names, ObservedState<MariaDbFact> observed, Standing standing) {
    this.names = names;
    this.standing = standing;
    for (Carrier one : standing.carriers().values()) {
      if (one.refusal().isEmpty()) adopted.put(new Named(one.target(), one.role()), one);
    }
    if (adopted.isEmpty()) return;
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (fact instanceof Granted one && origin == Origin.OURS) memberships.add(one);
              if (fact instanceof Held one && standing.carriers().containsKey(one.by())) {
                (origin == Origin.OURS ? ours : others).put(one.key(), one);
              }
            });
  }

  /**
   * What a policy takes over, as far as it is there; the first of two has it. An account is written
   * with its host: {@code app@%}.
   */
  static Map<Grantee, Named> named(Dialect dialect, Realm realm, Set<Grantee> there) {
    Map<Grantee, Named> named = new LinkedHashMap<>();
    for (Place place : realm.places()) {
      place
          .system()
          .things(SETTING)
          .forEach(
              (role, carriers) ->
                  carriers.forEach(
                      one -> {
                        Grantee who = grantee(dialect, one, there);
                        if (there.contains(who))
                          named.putIfAbsent(who, new Named(place.target(), role));
                      }));
    }
    return named;
  }

  /** No host holds an at sign. */
  static Grantee grantee(Dialect dialect, String text, Set<Grantee> there) {
    int at = text.lastIndexOf('@');
    if (at < 0) return Grantee.role(text);
    Grantee account = dialect.grantee(text.substring(0, at), text.substring(at + 1));
    return there.contains(account) ? account : Grantee.role(text);
  }

  Optional<Carrier> adopted(Target target, String role) {
    return Optional.ofNullable(adopted.get(new Named(target, role)));
  }

  /** Who carries the role. */
  Grantee of(Target target, String role) {
    return adopted(target, role).map(Carrier::who).orElseGet(() -> made(target, role));
  }

  /** The role that usher makes for it; many ask for few, and a name costs a digest. */
  Grantee made(Target target, String role) {
    return known.computeIfAbsent(
        new Named(target, role), _ -> Grantee.role(names.group(target, role)));
  }

  /** That the account itself is in the role, where that was so before usher. */
  Optional<Granted> directly(Target target, String role, Grantee account) {
    Granted one = new Granted(target, of(target, role), account, false);
    return Optional.of(one).filter(memberships::contains);
  }

  /**
   * Whether somebody has all that is meant by what was there before: then nothing about the account
   * changes, and it needs no role of its own.
   *
   * @param lacking roles on whose carriers some of what is meant is not held
   */
  boolean isSettled(Access access, Member member, Grantee who, Set<String> lacking) {
    Target target = access.target();
    Account there = standing.account(who).get(target);
    if (there == null || there.ready() || there.state() != MariaDbFact.State.MADE) return false;
    for (String role : member.roles().keySet()) {
      boolean has =
          adopted(target, role).isPresent()
              && (of(target, role).equals(who) || directly(target, role, who).isPresent());
      if (!has) return false;
    }
    return access.closure(member.roles().keySet()).stream().noneMatch(lacking::contains);
  }

  /** Whether the account's default role carries one that it is to have. */
  boolean isDefault(Target target, Member member, String defaultRole) {
    return member.roles().keySet().stream()
        .anyMatch(
            role ->
                adopted(target, role).isPresent() && of(target, role).name().equals(defaultRole));
  }

  /** Privilege, then its columns, of what one holds there and is usher's to change. */
  SortedMap<String, SortedSet<String>> ours(Grantee who, Resource on) {
    return what(ours, who, on);
  }

  /** Likewise of what is not. */
  SortedMap<String, SortedSet<String>> others(Grantee who, Resource on) {
    return what(others, who, on);
  }

  private static SortedMap<String, SortedSet<String>> what(
      Map<Object, Held> held, Grantee who, Resource on) {
    Held found = held.get(Held.of(who, on, Map.of()).key());
    return found == null ? Collections.emptySortedMap() : found.what();
  }
}
