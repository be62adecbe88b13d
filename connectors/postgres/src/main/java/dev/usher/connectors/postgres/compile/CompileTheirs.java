package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What comes and goes with a few people: their own, what the roles hold that they are the first in,
 * and what has to change of others' for them. That is a policy or a view that asks for an attribute
 * where nobody else has it so, and what a role gets no more from birth for somebody who has rows
 * beside it. All else stays as it was found.
 */
final class CompileTheirs {
  private final Set<String> subjects;
  private final Set<String> accounts;
  private final Set<String> newborn;
  private final Map<Object, PostgresFact> ours = new LinkedHashMap<>();
  private final Set<PostgresFact> found;
  private final Set<String> inhabited;
  private final DesiredState<PostgresFact> few;
  private final Map<Object, PostgresFact> wanted;
  private final Map<Object, PostgresFact> otherwise;

  /** By table: whom its policies are to be for. */
  private final Map<RowFact.Switch, Set<String>> told = new HashMap<>();

  /**
   * @param newborn group roles that nobody else is in, or is to be in: most are not there yet
   * @param inhabited group roles that somebody else is in, or in one that includes it
   * @param few what is meant with these people
   * @param otherwise the same without them and these roles
   */
  CompileTheirs(
      Set<String> subjects,
      Set<String> accounts,
      Set<String> newborn,
      Set<String> inhabited,
      ObservedState<PostgresFact> around,
      DesiredState<PostgresFact> few,
      DesiredState<PostgresFact> otherwise) {
    this.subjects = subjects;
    this.accounts = accounts;
    this.newborn = newborn;
    this.inhabited = inhabited;
    this.found = around.facts().keySet();
    around
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.OURS) ours.put(fact.key(), fact);
            });
    this.few = few;
    this.wanted = byKey(few);
    this.otherwise = byKey(otherwise);
    for (PostgresFact fact : few.facts().keySet())
      if (fact instanceof RowFact.Rule one)
        told.computeIfAbsent(new RowFact.Switch(one.target(), one.on()), _ -> new HashSet<>())
            .addAll(one.roles());
  }

  private static Map<Object, PostgresFact> byKey(DesiredState<PostgresFact> desired) {
    Map<Object, PostgresFact> byKey = new HashMap<>();
    desired.facts().keySet().forEach(fact -> byKey.put(fact.key(), fact));
    return byKey;
  }

  /** Empty where more than that would come or go. */
  Optional<DesiredState<PostgresFact>> desired() {
    if (few.facts().keySet().stream().anyMatch(this::comesBeside)
        || otherwise.values().stream().anyMatch(this::goesBeside)) return Optional.empty();
    Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();
    Set<Object> settled = new HashSet<>();
    few.facts()
        .forEach(
            (fact, why) -> {
              if (!isTheirs(fact)
                  && !isChanged(fact)
                  && !isOfFirstRows(fact)
                  && !(fact instanceof Held)) return;
              settled.add(fact.key());
              if (fact instanceof Held one) put(held(one.key()), facts);
              else facts.put(fact, why);
            });
    ours.forEach(
        (key, fact) -> {
          if (settled.contains(key) || isOwn(fact)) return;
          if (fact instanceof Held one) put(held(one.key()), facts);
          else if (!isGone(fact)) facts.put(fact, Set.of());
        });
    return Optional.of(new DesiredState<>(facts, few.diagnostics()));
  }

  private static void put(Held held, Map<PostgresFact, Set<Cause>> facts) {
    if (!held.acl().items().isEmpty()) facts.put(held, held.acl().causes());
  }

  /** Whether something that is meant for them comes to others too. */
  private boolean comesBeside(PostgresFact fact) {
    if (isTheirs(fact) || found.contains(fact) || fact.equals(otherwise.get(fact.key())))
      return false;
    if (!(fact instanceof Held one)) return !isChanged(fact) && !isOfFirstRows(fact);
    Set<Item> more = new HashSet<>(one.acl().items());
    more.removeIf(item -> newborn.contains(item.grantee()));
    more.removeAll(acl(ours, one.key()).items());
    more.removeAll(acl(otherwise, one.key()).items());
    return !more.isEmpty();
  }

  /** Whether something that is there goes for them, and not of what is from birth. */
  private boolean goesBeside(PostgresFact fact) {
    return !isTheirs(fact)
        && ours.containsKey(fact.key())
        && !wanted.containsKey(fact.key())
        && !(fact instanceof Held)
        && !isGone(fact);
  }

  /** What is as it ought to be without them, and ought to be otherwise with them. */
  private boolean isChanged(PostgresFact fact) {
    PostgresFact without = otherwise.get(fact.key());
    return (fact instanceof RowFact.Rule || fact instanceof RowFact.View)
        && without != null
        && !without.equals(fact)
        && without.equals(ours.get(fact.key()));
  }

  /**
   * Row security is switched on for them: whoever has all rows of the table is told so then. Others
   * are not told by rows there, or it would be on without them. Whoever holds something there that
   * is not meant would be silenced: a look at all takes it first.
   */
  private boolean isOfFirstRows(PostgresFact fact) {
    if (otherwise.containsKey(fact.key()) || isThere(fact)) return false;
    return switch (fact) {
      case RowFact.Store _ -> true;
      case RowFact.Switch one -> told.getOrDefault(one, Set.of()).containsAll(holders(one));
      case RowFact.Rule one -> {
        RowFact.Switch on = new RowFact.Switch(one.target(), one.on());
        yield isOfFirstRows(on) && isOfSomebody(one);
      }
      case Account _,
          Group _,
          Membership _,
          Held _,
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
          false;
    };
  }

  /** Who holds there what row security is about, by what usher could take. */
  private Set<String> holders(RowFact.Switch table) {
    Set<String> holders = new HashSet<>();
    for (Item item : acl(ours, new Held(table.target(), table.on(), Acl.NONE)).items())
      if (CompileRows.COMMANDS.contains(item.privilege().toLowerCase(Locale.ROOT)))
        holders.add(item.grantee());
    return holders;
  }

  private boolean isThere(PostgresFact fact) {
    return found.contains(fact) || ours.containsKey(fact.key());
  }

  /** Not of a role that is only left over, which would be taken away among all. */
  private boolean isOfSomebody(RowFact.Rule rule) {
    return rule.name().equals(CompileRows.OTHERS)
        || rule.roles().stream()
            .allMatch(role -> newborn.contains(role) || inhabited.contains(role));
  }

  /** Whoever else there is takes as much or more: the more people, the less there is from birth. */
  private boolean isGone(PostgresFact fact) {
    return fact instanceof BirthFact.Default
        && otherwise.containsKey(fact.key())
        && !wanted.containsKey(fact.key());
  }

  /**
   * What is held there, with what newborn roles are to hold, and without the way to what is gone.
   */
  private Held held(Held key) {
    Acl there = acl(ours, key);
    Acl with = acl(wanted, key);
    Acl without = acl(otherwise, key);
    if (with.equals(without)) return new Held(key.target(), key.on(), there);
    Map<Item, Set<Cause>> all = new LinkedHashMap<>();
    for (Item item : there.items()) {
      Item plain = item.with(false);
      if (with.items().contains(plain) || !without.items().contains(plain))
        all.put(item, with.why(plain));
    }
    for (Item item : with.items())
      if (newborn.contains(item.grantee()) && !all.containsKey(item.with(true)))
        all.put(item, with.why(item));
    return new Held(key.target(), key.on(), Acl.of(all));
  }

  private static Acl acl(Map<Object, PostgresFact> facts, Held key) {
    return facts.get(key) instanceof Held held ? held.acl() : Acl.NONE;
  }

  private boolean isTheirs(PostgresFact fact) {
    return isOwn(fact) || isOfNewborn(fact);
  }

  private boolean isOwn(PostgresFact fact) {
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

  private boolean isOfNewborn(PostgresFact fact) {
    return switch (fact) {
      case Group one -> newborn.contains(one.name());
      case Membership one -> newborn.contains(one.member());
      case BirthFact.Default one -> newborn.contains(one.grantee());
      case RowFact.Rule one -> newborn.containsAll(one.roles()) && !one.roles().isEmpty();
      case RowFact.View one -> newborn.containsAll(one.readers()) && !one.readers().isEmpty();
      case Account _,
          Held _,
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
          false;
    };
  }
}
