package dev.usher.connectors.postgres.compile;

import static java.util.stream.Collectors.toSet;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a few people ought to have, by a look at all that is there but other people: compiled as a
 * whole policy is, with all its checks, as if they were all the people that there are. So it is
 * theirs alone only where nothing else would change for them, and what their roles give is there.
 * Else, and where anything is refused, it is left to the look at all.
 */
public final class CompileAround {
  private final ObservedState<PostgresFact> around;
  private final Set<String> subjects;
  private final Set<String> accounts;
  private final Map<Object, PostgresFact> ours = new HashMap<>();

  private CompileAround(ObservedState<PostgresFact> around, Map<String, Set<String>> theirs) {
    this.around = around;
    this.subjects = theirs.keySet();
    this.accounts = accounts(theirs);
    around
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.OURS) ours.put(fact.key(), fact);
            });
  }

  /**
   * Whether it is worth a look: nobody would be the first in a role, and who leaves is tied to
   * nothing.
   *
   * @param alone what there is of these people
   */
  public static boolean mayDo(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> theirs,
      ObservedState<PostgresFact> alone) {
    Standing standing = Standing.of(alone);
    for (Place place : realm.places()) {
      Set<String> carried = place.system().things(Carriers.SETTING).keySet();
      for (Access access : meant) {
        if (!access.target().equals(place.target())) continue;
        for (Access.Member member : access.members().values())
          for (String role : member.roles().keySet())
            if (!carried.contains(role)
                && !standing.roles().containsKey(standing.carrier(access.target(), role)))
              return false;
      }
    }
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
    Standing standing = Standing.of(around);
    List<Access> there = meant.stream().map(access -> there(access, standing)).toList();
    DesiredState<PostgresFact> few = PostgresCompile.compile(realm, there, around);
    // Whoever is refused something is told by the look at all.
    if (few.diagnostics().stream().anyMatch(Diagnostic::isError)) return Optional.empty();
    List<Access> nobody = there.stream().map(CompileAround::empty).toList();
    DesiredState<PostgresFact> otherwise = PostgresCompile.compile(realm, nobody, around);
    CompileAround compile = new CompileAround(around, theirs);
    Set<String> staying = new HashSet<>();
    for (PostgresFact fact : few.facts().keySet())
      if (fact instanceof Account one) staying.add(one.name());
    if (isTied(around, compile.accounts, staying)
        || !compile.isThere(few.facts().keySet(), groups(there, standing))
        || compile.changesMore(few, otherwise)) return Optional.empty();
    return Optional.of(compile.theirs(few));
  }

  /** Only roles that are there, as somebody else has or had them, and those of these people. */
  private static Access there(Access access, Standing standing) {
    Target target = access.target();
    Set<String> roles = new HashSet<>();
    for (String role : access.roles().keySet())
      if (isThere(standing, target, role, standing.carrier(target, role))) roles.add(role);
    access.members().values().forEach(member -> roles.addAll(member.roles().keySet()));
    Map<String, Access.Role> kept = new TreeMap<>(access.roles());
    kept.keySet().retainAll(access.closure(roles));
    return new Access(target, access.type(), access.at(), kept, access.members(), access.holds());
  }

  private static boolean isThere(Standing standing, Target target, String role, String group) {
    Group adopted = standing.adopted().get(group);
    if (adopted != null) return adopted.target().equals(target) && adopted.role().equals(role);
    return standing.isMade(group);
  }

  private static Access empty(Access access) {
    return new Access(
        access.target(), access.type(), access.at(), access.roles(), Map.of(), access.holds());
  }

  private static Set<String> accounts(Map<String, Set<String>> theirs) {
    return theirs.values().stream().flatMap(Set::stream).collect(toSet());
  }

  /** The roles of the server by which these people get what they have. */
  private static Set<String> groups(List<Access> there, Standing standing) {
    Set<String> groups = new HashSet<>();
    for (Access access : there) {
      Access whole = CompileHats.withDoor(access);
      for (Access.Member member : whole.members().values())
        for (String role : whole.closure(member.roles().keySet()))
          groups.add(standing.carrier(access.target(), role));
    }
    return groups;
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
   * Whether these roles have all that they are to have: a first member may have been left without,
   * and what another hand has taken is given back among all.
   */
  private boolean isThere(Set<PostgresFact> wanted, Set<String> groups) {
    return wanted.stream()
        .allMatch(
            fact ->
                switch (fact) {
                  case Group one -> !groups.contains(one.name()) || isThere(fact);
                  case Membership one -> !groups.contains(one.member()) || isThere(fact);
                  case Held one -> isHeld(one, groups);
                  case BirthFact.Default one -> !groups.contains(one.grantee()) || isThere(fact);
                  case RowFact.Rule one -> !isOfAny(one.roles(), groups) || isThere(fact);
                  case RowFact.View one -> !isOfAny(one.readers(), groups) || isThere(fact);
                  case RowFact.Switch _, RowFact.Store _ -> isThere(fact);
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

  private boolean isThere(PostgresFact fact) {
    return around.facts().containsKey(fact);
  }

  private static boolean isOfAny(Set<String> roles, Set<String> groups) {
    return roles.stream().anyMatch(groups::contains);
  }

  private boolean isHeld(Held wanted, Set<String> groups) {
    Acl there = ours.get(wanted.key()) instanceof Held held ? held.acl() : Acl.NONE;
    return wanted.acl().items().stream()
        .allMatch(item -> !groups.contains(item.grantee()) || there.items().contains(item));
  }

  /** Whether something that is not theirs comes or goes for them. */
  private boolean changesMore(
      DesiredState<PostgresFact> few, DesiredState<PostgresFact> otherwise) {
    Set<Object> keys = few.facts().keySet().stream().map(PostgresFact::key).collect(toSet());
    for (PostgresFact fact : few.facts().keySet())
      if (!isTheirs(fact) && !isThere(fact) && !otherwise.facts().containsKey(fact)) return true;
    for (PostgresFact fact : otherwise.facts().keySet())
      if (!isTheirs(fact) && ours.containsKey(fact.key()) && !keys.contains(fact.key()))
        return true;
    return false;
  }

  private DesiredState<PostgresFact> theirs(DesiredState<PostgresFact> few) {
    Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();
    few.facts()
        .forEach(
            (fact, why) -> {
              if (isTheirs(fact)) facts.put(fact, why);
            });
    ours.values()
        .forEach(
            fact -> {
              if (!isTheirs(fact)) facts.put(fact, Set.of());
            });
    return new DesiredState<>(facts, few.diagnostics());
  }

  private boolean isTheirs(PostgresFact fact) {
    return switch (fact) {
      case Account one -> accounts.contains(one.name());
      case Membership one -> accounts.contains(one.member());
      case PostgresFact.Connected one -> accounts.contains(one.name());
      case RowFact.Line one -> accounts.contains(one.account());
      case PostgresFact.Barred one -> subjects.contains(one.hold().subject());
      case Group _,
          Held _,
          PostgresFact.Privilege _,
          PostgresFact.Owner _,
          PostgresFact.Role _,
          PostgresFact.GivenBy _,
          PostgresFact.Residue _,
          PostgresFact.Server _,
          RowFact _,
          BirthFact _,
          TieFact _ ->
          false;
    };
  }
}
