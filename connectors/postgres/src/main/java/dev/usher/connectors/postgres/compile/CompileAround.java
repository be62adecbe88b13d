package dev.usher.connectors.postgres.compile;

import static java.util.stream.Collectors.toSet;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a few people ought to have, by a look at all that is there but other people: compiled as a
 * whole policy is, with all its checks, as if they were all the people that there are. So it is
 * theirs alone only where nothing else would change for them but what must, and what their roles
 * give is there or comes with them. Else, and where anything is refused, it is left to the look at
 * all.
 */
public final class CompileAround {
  private final Standing standing;
  private final Set<PostgresFact> found;
  private final Map<Held, Acl> held = new HashMap<>();
  private final List<Access> there;

  private CompileAround(ObservedState<PostgresFact> around, List<Access> meant) {
    this.standing = Standing.of(around);
    this.found = around.facts().keySet();
    around
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.OURS && fact instanceof Held one) held.put(one.key(), one.acl());
            });
    this.there = meant.stream().map(access -> with(access, theirs(access))).toList();
  }

  /** The roles of the server that have to do with them, with all that they include. */
  public static Set<String> names(Map<String, Set<String>> accounts, List<Access> meant) {
    Set<String> names = new TreeSet<>(CompileAlone.names(accounts, meant));
    for (Access access : meant)
      for (String role : theirs(access)) names.add(PostgresNames.group(access.target(), role));
    return names;
  }

  /**
   * Whether it is worth a look: who leaves is tied to nothing.
   *
   * @param alone what there is of these people
   */
  public static boolean mayDo(
      List<Access> meant, Map<String, Set<String>> theirs, ObservedState<PostgresFact> alone) {
    Set<String> staying = new HashSet<>();
    meant.forEach(access -> access.members().values().forEach(one -> staying.add(one.account())));
    return !isTied(alone, accounts(theirs), staying);
  }

  /**
   * @param meant for them, with every role there
   */
  public static Optional<DesiredState<PostgresFact>> compile(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> theirs,
      ObservedState<PostgresFact> around) {
    CompileAround compile = new CompileAround(around, meant);
    DesiredState<PostgresFact> few = PostgresCompile.compile(realm, compile.there, around);
    Set<String> newborn = compile.newborn();
    List<Access> rest =
        compile.there.stream().map(access -> compile.withNobody(access, newborn)).toList();
    // Others are to be in it by another role, and are not: that is none of theirs.
    if (!Collections.disjoint(newborn, compile.groups(rest))) return Optional.empty();
    if (compile.isUnseen(few.facts().keySet(), rest)) return Optional.empty();
    Set<String> accounts = accounts(theirs);
    Set<String> staying = new HashSet<>();
    for (PostgresFact fact : few.facts().keySet())
      if (fact instanceof Account one) staying.add(one.name());
    if (isTied(around, accounts, staying)) return Optional.empty();
    DesiredState<PostgresFact> otherwise = PostgresCompile.compile(realm, rest, around);
    // Whoever of them is refused something is told by the look at all.
    if (compile.isRefused(realm, few, around)) return Optional.empty();
    if (!compile.isThere(few.facts().keySet(), otherwise.facts().keySet(), newborn))
      return Optional.empty();
    return new CompileTheirs(
            theirs.keySet(), accounts, newborn, compile.inhabited(rest), around, few, otherwise)
        .desired();
  }

  /** Whether something is that is not refused to others too, who are in the role that it is of. */
  private boolean isRefused(
      Realm realm, DesiredState<PostgresFact> few, ObservedState<PostgresFact> around) {
    if (few.diagnostics().stream().noneMatch(Diagnostic::isError)) return false;
    Set<String> uninhabited = uninhabited();
    List<Access> others = there.stream().map(access -> withNobody(access, uninhabited)).toList();
    List<Diagnostic> refused = new ArrayList<>(few.diagnostics());
    refused.removeAll(PostgresCompile.compile(realm, others, around).diagnostics());
    return refused.stream().anyMatch(Diagnostic::isError);
  }

  /** By which they get what they have. */
  private static Set<String> theirs(Access access) {
    Access whole = CompileHats.withDoor(access);
    Set<String> direct = new HashSet<>();
    whole.members().values().forEach(member -> direct.addAll(member.roles().keySet()));
    return whole.closure(direct);
  }

  /** Only roles that are there, as somebody else has or had them, and these. */
  private Access with(Access access, Set<String> more) {
    Set<String> roles = new HashSet<>(more);
    for (String role : access.roles().keySet()) if (isThere(access.target(), role)) roles.add(role);
    Map<String, Access.Role> kept = new TreeMap<>(access.roles());
    kept.keySet().retainAll(access.closure(roles));
    return new Access(
        access.target(), access.type(), access.at(), kept, access.members(), access.holds());
  }

  /** Without the roles that these groups are, but where others include them. */
  private Access withNobody(Access access, Set<String> groups) {
    Map<String, Access.Role> roles = new TreeMap<>(withNobody(access).roles());
    Set<String> others = new HashSet<>(roles.keySet());
    others.removeIf(role -> groups.contains(standing.carrier(access.target(), role)));
    roles.keySet().retainAll(access.closure(others));
    return new Access(access.target(), access.type(), access.at(), roles, Map.of(), access.holds());
  }

  private Access withNobody(Access access) {
    Access rest = with(access, Set.of());
    return new Access(rest.target(), rest.type(), rest.at(), rest.roles(), Map.of(), rest.holds());
  }

  private boolean isThere(Target target, String role) {
    String group = standing.carrier(target, role);
    Group adopted = standing.adopted().get(group);
    if (adopted != null) return adopted.target().equals(target) && adopted.role().equals(role);
    return standing.isMade(group);
  }

  private static Set<String> accounts(Map<String, Set<String>> theirs) {
    return theirs.values().stream().flatMap(Set::stream).collect(toSet());
  }

  /** The roles of the server by which these people get what they have. */
  private Set<String> groups() {
    Set<String> groups = new HashSet<>();
    for (Access access : there)
      for (String role : theirs(access)) groups.add(standing.carrier(access.target(), role));
    return groups;
  }

  private Set<String> groups(List<Access> some) {
    Set<String> groups = new HashSet<>();
    for (Access access : some)
      for (String role : access.roles().keySet())
        groups.add(standing.carrier(access.target(), role));
    return groups;
  }

  /** Of these roles those that nobody else is in. */
  private Set<String> uninhabited() {
    Set<String> uninhabited = groups();
    for (PostgresFact fact : found)
      if (fact instanceof TieFact.Inhabited one) uninhabited.remove(one.role());
    return uninhabited;
  }

  /**
   * Of these roles those that they would be the first in: that are not there, or are usher's own
   * and nobody at all is in them, and in none that is in them.
   */
  private Set<String> newborn() {
    Set<String> empty = new HashSet<>();
    Set<String> roles = new HashSet<>();
    for (PostgresFact fact : found) {
      if (fact instanceof TieFact.Empty one && standing.isMade(one.role())) empty.add(one.role());
      if (fact instanceof Group one) roles.add(one.name());
    }
    Set<String> newborn = groups();
    newborn.removeIf(group -> standing.roles().containsKey(group) && !empty.contains(group));
    boolean isLess = true;
    while (isLess) {
      Set<String> others = new HashSet<>(roles);
      others.removeAll(newborn);
      isLess = newborn.removeIf(group -> isAnyIn(others, group));
    }
    return newborn;
  }

  /** Of others' roles those that somebody is in, and all that these include. */
  private Set<String> inhabited(List<Access> rest) {
    Set<String> direct = new HashSet<>();
    for (PostgresFact fact : found)
      if (fact instanceof TieFact.Inhabited one) direct.add(one.role());
    Set<String> inhabited = new HashSet<>();
    for (Access access : rest) {
      Set<String> roles = new HashSet<>(access.roles().keySet());
      roles.removeIf(role -> !direct.contains(standing.carrier(access.target(), role)));
      for (String role : access.closure(roles))
        inhabited.add(standing.carrier(access.target(), role));
    }
    return inhabited;
  }

  private boolean isAnyIn(Set<String> members, String group) {
    return found.stream()
        .anyMatch(
            fact ->
                fact instanceof Membership one
                    && one.group().equals(group)
                    && members.contains(one.member()));
  }

  /**
   * Whether others are told rows by attributes of theirs that are kept nowhere yet, because nothing
   * that they see has had rows: the table of attributes is to be made with these people.
   */
  private boolean isUnseen(Set<PostgresFact> wanted, List<Access> others) {
    Set<Target> there = stores(found);
    return others.stream()
        .filter(access -> access.roles().values().stream().anyMatch(CompileAround::isNarrowed))
        .map(Access::target)
        .anyMatch(target -> !there.contains(target) && stores(wanted).contains(target));
  }

  private static Set<Target> stores(Set<PostgresFact> facts) {
    Set<Target> targets = new HashSet<>();
    for (PostgresFact fact : facts)
      if (fact instanceof RowFact.Store one) targets.add(one.target());
    return targets;
  }

  private static boolean isNarrowed(Access.Role role) {
    return role.rights().stream().anyMatch(right -> right.rows().isPresent());
  }

  /** Whether something hangs on an account that is to go; one that was there before stays. */
  private static boolean isTied(
      ObservedState<PostgresFact> seen, Set<String> accounts, Set<String> staying) {
    Set<String> untied = new HashSet<>();
    for (PostgresFact fact : seen.facts().keySet())
      if (fact instanceof TieFact.Untied one) untied.add(one.role());
    for (Map.Entry<PostgresFact, Origin> entry : seen.facts().entrySet())
      if (entry.getKey() instanceof Account one
          && accounts.contains(one.name())
          && (entry.getValue() != Origin.OURS
              || !one.adopted() && !staying.contains(one.name()) && !untied.contains(one.name())))
        return true;
    return false;
  }

  /**
   * Whether these roles, but for newborn ones, have all that they are to have: one that nobody else
   * is in may have been left half made. What another hand took from one that somebody is in is
   * given back among all, and what it gets from birth it may lack for somebody who has rows beside
   * it. By which rows are told has to be there in any case, if it is not told otherwise for them.
   */
  private boolean isThere(
      Set<PostgresFact> wanted, Set<PostgresFact> otherwise, Set<String> newborn) {
    Set<String> groups = groups();
    groups.removeAll(newborn);
    Set<String> alone = uninhabited();
    alone.removeAll(newborn);
    return wanted.stream()
        .allMatch(
            fact ->
                switch (fact) {
                  case Group one -> !groups.contains(one.name()) || found.contains(fact);
                  case Membership one -> !alone.contains(one.member()) || found.contains(fact);
                  case Held one -> isHeld(one, alone);
                  case BirthFact.Default one ->
                      !alone.contains(one.grantee()) || found.contains(fact);
                  case RowFact.Rule one ->
                      !isOfAny(one.roles(), groups)
                          || found.contains(fact)
                          || !otherwise.contains(fact);
                  case RowFact.View one ->
                      !isOfAny(one.readers(), groups)
                          || found.contains(fact)
                          || !otherwise.contains(fact);
                  case RowFact.Switch _, RowFact.Store _ ->
                      found.contains(fact) || !otherwise.contains(fact);
                  case Account _,
                      PostgresFact.Barred _,
                      PostgresFact.Connected _,
                      PostgresFact.Privilege _,
                      PostgresFact.Owner _,
                      PostgresFact.Role _,
                      PostgresFact.GivenBy _,
                      PostgresFact.Residue _,
                      PostgresFact.Server _,
                      RowFact _,
                      BirthFact _,
                      TieFact _ ->
                      true;
                });
  }

  private static boolean isOfAny(Set<String> roles, Set<String> groups) {
    return roles.stream().anyMatch(groups::contains);
  }

  private boolean isHeld(Held wanted, Set<String> groups) {
    Acl there = held.getOrDefault(wanted.key(), Acl.NONE);
    return wanted.acl().items().stream()
        .allMatch(item -> !groups.contains(item.grantee()) || there.items().contains(item));
  }
}
