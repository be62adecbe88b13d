package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.GivenBy;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who is in which role. From PostgreSQL 16 on a membership has options and as many grantors as gave
 * it, and is taken from each (manual, GRANT, REVOKE).
 */
public final class ArrangeMemberships {
  private static final int MOST = 500;

  private static final Set<Cause> CASCADED =
      Set.of(Cause.of("the REVOKE from who gave it takes it along"));

  private final PostgresFact.Server server;
  private final ArrangeNames names;
  private final Map<Target, String> databases = new HashMap<>();
  private final Map<Object, List<String>> grantors = new HashMap<>();
  private final Map<Object, Membership> kept = new LinkedHashMap<>();

  ArrangeMemberships(
      PostgresFact.Server server, ObservedState<PostgresFact> observed, ArrangeNames names) {
    this.server = server;
    this.names = names;
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof PostgresFact.Server one) databases.put(one.target(), one.database());
      if (fact instanceof GivenBy one) {
        grantors
            .computeIfAbsent(List.of(one.group(), one.member()), _ -> new ArrayList<>())
            .add(one.grantor());
      }
    }
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.OURS && fact instanceof Membership one) kept.put(one.key(), one);
            });
  }

  void arrange(List<Change<PostgresFact>> changes, Drafts drafts) {
    Map<Membership, Set<Cause>> gives = new LinkedHashMap<>();
    Map<Membership, Set<Cause>> takes = new LinkedHashMap<>();
    List<Membership> givers = new ArrayList<>();
    List<Membership> hats = new ArrayList<>();
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Add<PostgresFact>(Membership after, Set<Cause> why) -> gives.put(after, why);
        case Change.Remove<PostgresFact>(Membership before, Set<Cause> why) -> {
          takes.put(before, why);
          kept.remove(before.key());
          hats.add(before);
          if (before.admin()) givers.add(before);
        }
        case Change.Replace<PostgresFact>(Membership before, Membership after, Set<Cause> why) -> {
          mend(before, after, why, drafts);
          if (!after.set()) hats.add(before);
          kept.remove(before.key());
          if (before.admin()) givers.add(before);
        }
        default -> {}
      }
    }
    take(takes, drafts);
    for (Membership hat : hats) taken(hat, drafts);
    if (server.has16()) again(givers, drafts);
    give(gives, drafts);
  }

  /** Whoever has put a hat on keeps it on when it is no longer theirs, until their session ends. */
  private void taken(Membership before, Drafts drafts) {
    String database = databases.get(before.target());
    if (before.inherit() || !before.set() || database == null) return;
    Effect effect =
        new Effect(
            Effect.Kind.TAKE,
            before.target(),
            "members of " + names.of(before.group()),
            "sessions of " + names.of(before.member()) + ", which may be that role",
            Set.of(),
            before.about());
    String ends = ArrangeRoles.endSessions(before.member(), database);
    // At once, for a later stage may fail; and when it is done, for they may have put it on
    // between.
    drafts.add(Phase.REVOKE, ends, List.of(), Risk.NONE);
    drafts.add(Phase.REMOVE, ends, List.of(effect), Risk.NARROWS);
  }

  private void take(Map<Membership, Set<Cause>> takes, Drafts drafts) {
    Map<String, Map<String, List<Membership>>> byGroup = new TreeMap<>();
    for (Membership one : takes.keySet()) {
      List<String> from = server.has16() ? givers(one) : List.of("");
      for (String giver : from) {
        byGroup
            .computeIfAbsent(one.group(), _ -> new TreeMap<>())
            .computeIfAbsent((one.admin() ? "1" : "0") + giver, _ -> new ArrayList<>())
            .add(one);
      }
    }
    byGroup.forEach(
        (group, byGiver) ->
            byGiver.forEach(
                (how, members) -> {
                  String giver = how.substring(1);
                  boolean cascade = server.has16() && how.startsWith("1");
                  drafts.add(
                      Phase.REVOKE,
                      "REVOKE "
                          + Sql.name(group)
                          + " FROM "
                          + Sql.names(members.stream().map(Membership::member).toList())
                          + (giver.isEmpty() ? "" : " GRANTED BY " + Sql.name(giver))
                          + (cascade ? " CASCADE" : ""),
                      members.stream()
                          .map(
                              one ->
                                  effect(Effect.Kind.TAKE, one, takes.getOrDefault(one, Set.of())))
                          .toList(),
                      Risk.NARROWS);
                }));
  }

  /**
   * What somebody gave who may give no more goes along with it: whoever is to stay is given anew.
   */
  private void again(List<Membership> givers, Drafts drafts) {
    for (Membership giver : givers) {
      for (Membership one : kept.values()) {
        if (!one.group().equals(giver.group()) || !givers(one).contains(giver.member())) continue;
        Effect effect = effect(Effect.Kind.CHANGE, one, CASCADED);
        drafts.add(Phase.REVOKE, grant(one), List.of(effect), Risk.NONE);
      }
    }
  }

  private static String grant(Membership one) {
    return "GRANT " + Sql.name(one.group()) + " TO " + Sql.name(one.member()) + options(one);
  }

  private static String options(Membership one) {
    return " WITH INHERIT "
        + (one.inherit() ? "TRUE" : "FALSE")
        + ", SET "
        + (one.set() ? "TRUE" : "FALSE")
        + ", ADMIN FALSE";
  }

  private List<String> givers(Membership one) {
    return grantors.getOrDefault(List.of(one.group(), one.member()), List.of(server.grantor()));
  }

  private void give(Map<Membership, Set<Cause>> all, Drafts drafts) {
    Map<String, Map<Membership, Set<Cause>>> byOptions = new TreeMap<>();
    all.forEach(
        (one, why) ->
            byOptions
                .computeIfAbsent(server.has16() ? options(one) : "", _ -> new LinkedHashMap<>())
                .put(one, why));
    byOptions.forEach((options, some) -> give(some, options, drafts));
  }

  private void give(Map<Membership, Set<Cause>> gives, String options, Drafts drafts) {
    Map<String, SortedSet<String>> groupsOf = new TreeMap<>();
    Map<List<String>, Membership> facts = new HashMap<>();
    for (Membership one : gives.keySet()) {
      groupsOf.computeIfAbsent(one.member(), _ -> new TreeSet<>()).add(one.group());
      facts.put(List.of(one.group(), one.member()), one);
    }
    Map<SortedSet<String>, List<String>> same = new LinkedHashMap<>();
    groupsOf.forEach(
        (member, groups) -> same.computeIfAbsent(groups, _ -> new ArrayList<>()).add(member));
    same.forEach(
        (groups, members) -> {
          for (int from = 0; from < members.size(); from += MOST) {
            List<String> some = members.subList(from, Math.min(members.size(), from + MOST));
            List<Effect> effects = new ArrayList<>();
            for (String group : groups) {
              for (String member : some) {
                Membership one = facts.get(List.of(group, member));
                if (one == null) continue;
                effects.add(effect(Effect.Kind.ADD, one, gives.getOrDefault(one, Set.of())));
              }
            }
            drafts.add(
                Phase.GRANT,
                "GRANT " + Sql.names(groups) + " TO " + Sql.names(some) + options,
                effects,
                Risk.WIDENS);
          }
        });
  }

  /** Its options are not what they should be: usher's own grant is set right, others' are taken. */
  private void mend(Membership before, Membership after, Set<Cause> why, Drafts drafts) {
    String group = Sql.name(after.group());
    String member = Sql.name(after.member());
    Effect effect = effect(Effect.Kind.CHANGE, after, why);
    List<Effect> effects = List.of(effect.was(effect.prose() + before.options()));
    if (!server.has16()) {
      drafts.add(
          Phase.REVOKE,
          "REVOKE ADMIN OPTION FOR " + group + " FROM " + member,
          effects,
          Risk.NARROWS);
      return;
    }
    boolean cascade = before.admin();
    for (String giver : givers(before)) {
      drafts.add(
          Phase.REVOKE,
          "REVOKE "
              + group
              + " FROM "
              + member
              + " GRANTED BY "
              + Sql.name(giver)
              + (cascade ? " CASCADE" : ""),
          List.of(),
          Risk.NARROWS);
    }
    drafts.add(Phase.REVOKE, grant(after), effects, Risk.NARROWS);
  }

  private Effect effect(Effect.Kind kind, Membership one, Set<Cause> why) {
    String group = names.of(one.group());
    String member = names.of(one.member());
    String prose =
        names.isGroup(one.member()) ? member + " includes " + group : group + " for " + member;
    return new Effect(kind, one.target(), "members of " + group, prose, why, one.about());
  }
}
