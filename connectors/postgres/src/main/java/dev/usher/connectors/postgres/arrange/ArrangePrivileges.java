package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.arrange.GrantSql.Grouped;
import dev.usher.connectors.postgres.arrange.Grantors.Acting;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * GRANT and REVOKE. Taking comes before giving; but where access only changes its form (columns
 * become the table, the table becomes columns), the new form is granted in the very transaction
 * that revokes the old, so that nobody stands without in between. A REVOKE on a table takes the
 * grants on its columns along (manual, REVOKE): those that are to stay are granted again there.
 */
public final class ArrangePrivileges {
  private final ObservedState<PostgresFact> observed;
  private final Standing standing;
  private final ArrangeNames names;
  private final Grantors grantors;
  private final Livelihood livelihood;
  private final Map<Target, Set<Thing>> apart;
  private final Map<Privilege, Set<Cause>> gives = new LinkedHashMap<>();
  private final Map<Privilege, Set<Cause>> takes = new LinkedHashMap<>();
  private final Map<Privilege, Set<Cause>> options = new LinkedHashMap<>();

  /** What a REVOKE and a GRANT can be about together. */
  private record Hold(Target target, Thing on, String privilege, String grantee) {
    static Hold of(Privilege one) {
      return new Hold(one.target(), one.on(), one.privilege(), one.grantee());
    }
  }

  /**
   * @param apart by target: things of which the rows change too. What is granted there comes after
   *     that, even if it is only another form of what is revoked.
   * @param borrowed roles whose privileges usher's account is going to have meanwhile
   */
  ArrangePrivileges(
      ObservedState<PostgresFact> observed,
      ArrangeNames names,
      Map<Target, Set<Thing>> apart,
      Set<String> borrowed) {
    this.observed = observed;
    this.apart = apart;
    this.names = names;
    this.standing = Standing.of(observed);
    this.grantors = new Grantors(observed, standing, borrowed);
    this.livelihood = new Livelihood(observed);
  }

  void add(Change<PostgresFact> change) {
    switch (change) {
      case Change.Add<PostgresFact>(Held after, var _) -> add(after, Acl.NONE, after.acl());
      case Change.Remove<PostgresFact>(Held before, var _) -> add(before, before.acl(), Acl.NONE);
      case Change.Replace<PostgresFact>(Held before, Held after, var _) ->
          add(after, before.acl(), after.acl());
      default -> {}
    }
  }

  /** Nothing is meant to be passed on: a grant option is no privilege more, and is taken. */
  private void add(Held held, Acl before, Acl after) {
    for (Item item : after.items()) {
      Item grantable = item.with(true);
      Privilege one = Privilege.of(held.target(), held.on(), item);
      if (before.items().contains(grantable)) {
        options.put(Privilege.of(held.target(), held.on(), grantable), after.why(item));
      } else if (!before.items().contains(item)) {
        gives.put(one, after.why(item));
      }
    }
    for (Item item : before.items()) {
      if (after.items().contains(item.with(false))) continue;
      takes.put(Privilege.of(held.target(), held.on(), item), Set.of(Diff.NOT_IN_POLICY));
    }
  }

  void arrange(Drafts drafts) {
    Set<Hold> taken = new HashSet<>();
    Set<Hold> takenWhole = new HashSet<>();
    for (Privilege one : takes.keySet()) {
      taken.add(Hold.of(one));
      if (one.column().isEmpty()) takenWhole.add(Hold.of(one));
    }
    byTarget(takes.keySet()).forEach((target, some) -> take(drafts, target, some));
    byTarget(options.keySet()).forEach((target, some) -> takeOptions(drafts, target, some));
    Map<Privilege, Set<Cause>> again = again(takenWhole);
    Map<Privilege, Set<Cause>> anew = new LinkedHashMap<>();
    Map<Privilege, Set<Cause>> fresh = new LinkedHashMap<>();
    gives.forEach(
        (one, why) -> {
          boolean rows = apart.getOrDefault(one.target(), Set.of()).contains(one.on());
          (taken.contains(Hold.of(one)) && !rows ? anew : fresh).put(one, why);
        });
    give(drafts, Phase.REVOKE, Effect.Kind.CHANGE, again, Risk.NONE);
    give(drafts, Phase.REVOKE, Effect.Kind.ADD, anew, Risk.WIDENS);
    give(drafts, Phase.GRANT, Effect.Kind.ADD, fresh, Risk.WIDENS);
  }

  private void give(
      Drafts drafts,
      Phase phase,
      Effect.Kind kind,
      Map<Privilege, Set<Cause>> privileges,
      Risk risk) {
    String after = kind == Effect.Kind.CHANGE ? ", as before" : "";
    byTarget(privileges.keySet())
        .forEach(
            (target, some) -> {
              for (Acting acting : grantors.split(some)) {
                Runnable statements =
                    () -> {
                      for (Grouped grouped : GrantSql.group(acting.privileges())) {
                        drafts.add(
                            phase,
                            target,
                            grouped.grant(),
                            effects(kind, target, "", after, grouped, privileges),
                            risk);
                      }
                    };
                grantors.as(drafts, phase, target, acting, statements);
              }
            });
  }

  private void take(Drafts drafts, Target target, List<Privilege> some) {
    for (Acting acting : grantors.split(some)) {
      Runnable statements = () -> revoke(drafts, target, acting.privileges());
      grantors.as(drafts, Phase.REVOKE, target, acting, statements);
    }
  }

  private void takeOptions(Drafts drafts, Target target, List<Privilege> some) {
    for (Acting acting : grantors.split(some)) {
      Runnable statements =
          () -> {
            for (Grouped grouped : GrantSql.group(acting.privileges())) {
              drafts.add(
                  Phase.REVOKE,
                  target,
                  grouped.revokeGrantOption(),
                  effects(Effect.Kind.TAKE, target, "grant option for ", "", grouped, options),
                  Risk.NARROWS);
            }
          };
      grantors.as(drafts, Phase.REVOKE, target, acting, statements);
    }
  }

  private void revoke(Drafts drafts, Target target, List<Privilege> some) {
    for (boolean cascade : new boolean[] {false, true}) {
      List<Privilege> chosen = some.stream().filter(one -> one.grantable() == cascade).toList();
      for (Grouped grouped : GrantSql.group(chosen)) {
        boolean outage =
            grouped.grantees().stream().anyMatch(this::isAnothers)
                || grouped.grantees().contains(PostgresFact.PUBLIC)
                    && grouped.things().stream()
                        .anyMatch(on -> !livelihood.of(target, on).isEmpty());
        drafts.add(
            Phase.REVOKE,
            target,
            grouped.revoke(cascade),
            effects(Effect.Kind.TAKE, target, "", "", grouped, takes),
            outage ? Risk.OUTAGE : Risk.NARROWS);
      }
    }
  }

  /** A role that usher neither made nor took over. */
  private boolean isAnothers(String grantee) {
    return standing.isInTheWay(grantee) && !standing.adopted().containsKey(grantee);
  }

  private Map<Privilege, Set<Cause>> again(Set<Hold> takenWhole) {
    Map<Privilege, Set<Cause>> again = new LinkedHashMap<>();
    if (takenWhole.isEmpty()) return again;
    for (PostgresFact fact : observed.facts().keySet()) {
      if (!(fact instanceof Held held)) continue;
      held.privileges()
          .filter(one -> !one.column().isEmpty() && takenWhole.contains(Hold.of(one)))
          .filter(one -> !takes.containsKey(one))
          .forEach(
              one -> again.put(one, Set.of(Cause.of("the REVOKE on the whole takes it along"))));
    }
    return again;
  }

  private List<Effect> effects(
      Effect.Kind kind,
      Target target,
      String before,
      String after,
      Grouped grouped,
      Map<Privilege, Set<Cause>> reasons) {
    Map<Thing, Map<String, Set<Cause>>> why = causes(grouped, reasons);
    List<Effect> effects = new ArrayList<>();
    for (String grantee : grouped.grantees()) {
      String whom = names.of(grantee);
      String group = before + grouped.words() + " for " + whom;
      for (Thing on : grouped.things()) {
        String prose = before + grouped.words() + " on " + on.prose() + " for " + whom + after;
        if (kind == Effect.Kind.TAKE && grantee.equals(PostgresFact.PUBLIC)) {
          prose += livelihood.prose(target, on);
        }
        effects.add(
            new Effect(
                kind,
                target,
                group,
                prose,
                why.getOrDefault(on, Map.of()).getOrDefault(grantee, Set.of()),
                about(target, on, grantee)));
      }
    }
    return effects;
  }

  private static Set<String> about(Target target, Thing on, String grantee) {
    String address = on.resource(target).toString();
    return grantee.equals(PostgresFact.PUBLIC) ? Set.of(address) : Set.of(address, grantee);
  }

  private final Map<Map<Privilege, Set<Cause>>, Map<Thing, Map<String, Set<Cause>>>> indexed =
      new java.util.IdentityHashMap<>();

  private Map<Thing, Map<String, Set<Cause>>> causes(
      Grouped grouped, Map<Privilege, Set<Cause>> reasons) {
    return indexed.computeIfAbsent(
        reasons,
        _ -> {
          Map<Thing, Map<String, Set<Cause>>> by = new HashMap<>();
          reasons.forEach(
              (one, why) ->
                  by.computeIfAbsent(one.on(), _ -> new HashMap<>())
                      .computeIfAbsent(one.grantee(), _ -> new TreeSet<>())
                      .addAll(why));
          return by;
        });
  }

  private static Map<Target, List<Privilege>> byTarget(Collection<Privilege> privileges) {
    Map<Target, List<Privilege>> by = new TreeMap<>();
    for (Privilege one : privileges) {
      by.computeIfAbsent(one.target(), _ -> new ArrayList<>()).add(one);
    }
    return by;
  }
}
