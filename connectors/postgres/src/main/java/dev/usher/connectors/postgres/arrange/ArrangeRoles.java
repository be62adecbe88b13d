package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Barred;
import dev.usher.connectors.postgres.model.PostgresFact.Connected;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Role;
import dev.usher.connectors.postgres.model.PostgresFact.Server;
import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Roles made, opened, closed and dropped. New accounts are made closed and opened last. An account
 * that leaves is closed, its sessions are ended, and it is dropped if nothing hangs on it in any
 * database; else it stays closed. One that leaves one target of several only loses that target.
 */
public final class ArrangeRoles {
  private final Map<Target, String> databases = new HashMap<>();
  private final Map<String, Set<Target>> targets = new TreeMap<>();
  private final Set<String> present = new HashSet<>();
  private final Set<String> opened = new HashSet<>();
  private final Set<String> adopted = new HashSet<>();
  private final Set<String> connected = new HashSet<>();
  private final Set<String> swept = new HashSet<>();
  private final Map<String, Effect> lingering = new TreeMap<>();
  private final Map<Barred, Set<Cause>> unbar = new LinkedHashMap<>();
  private final Legacy legacy;
  private final ArrangeLeavers leavers;
  private final Drafts drafts;

  /** How many roles are made or marked. */
  private int made;

  ArrangeRoles(ObservedState<PostgresFact> observed, Legacy legacy, Drafts drafts) {
    this.legacy = legacy;
    this.leavers = new ArrangeLeavers(legacy, new ArrangeTies(observed, drafts), drafts);
    this.drafts = drafts;
    for (PostgresFact fact : observed.facts().keySet()) {
      switch (fact) {
        case Server one -> databases.put(one.target(), one.database());
        case Role one -> {
          present.add(one.name());
          if (one.login()) opened.add(one.name());
        }
        case Account one -> {
          targets.computeIfAbsent(one.name(), _ -> new TreeSet<>()).add(one.target());
          if (one.adopted()) adopted.add(one.name());
        }
        case Connected one -> connected.add(one.name());
        case Group _,
            PostgresFact.Residue _,
            PostgresFact.Barred _,
            PostgresFact.Membership _,
            PostgresFact.Held _,
            PostgresFact.Privilege _,
            PostgresFact.Owner _,
            PostgresFact.GivenBy _,
            RowFact _,
            BirthFact _,
            TieFact _ -> {}
      }
    }
  }

  /**
   * What changes for one account, over all targets.
   *
   * @param shuts where it stays, and nobody is to come in by it any more
   */
  private record Business(
      Map<Account, Set<Cause>> comes,
      Map<Account, Set<Cause>> goes,
      Map<Account, Set<Cause>> shuts) {}

  void arrange(List<Change<PostgresFact>> changes) {
    Map<String, Business> accounts = new TreeMap<>();
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Add<PostgresFact>(Group group, Set<Cause> why) -> make(group, why);
        case Change.Remove<PostgresFact>(Group group, Set<Cause> why) -> drop(group, why);
        case Change.Replace<PostgresFact>(Group before, Group after, Set<Cause> why) ->
            strip(after.name(), before.attributes(), after, "group role of " + after.role(), why);
        case Change.Add<PostgresFact>(Account after, Set<Cause> why) -> {
          business(accounts, after).comes.put(after, why);
          boolean shuts = !after.open() && opened.contains(after.name());
          if (shuts) business(accounts, after).shuts.put(after, why);
        }
        case Change.Remove<PostgresFact>(Account before, Set<Cause> why) ->
            business(accounts, before).goes.put(before, why);
        case Change.Replace<PostgresFact>(Account before, Account after, Set<Cause> why) -> {
          strip(after.name(), before.attributes(), after, "account " + after.name(), why);
          if (!before.open() && after.open()) business(accounts, after).comes.put(after, why);
          if (before.open() && !after.open()) business(accounts, after).shuts.put(after, why);
        }
        case Change.Remove<PostgresFact>(Connected before, Set<Cause> why) ->
            lingering.put(
                before.name(),
                new Effect(
                    Effect.Kind.TAKE,
                    before.target(),
                    "accounts",
                    before.prose(),
                    why,
                    before.about()));
        case Change.Add<PostgresFact>(Barred after, Set<Cause> why) -> bar(after, true, why);
        case Change.Replace<PostgresFact>(Barred _, Barred after, Set<Cause> why) ->
            bar(after, false, why);
        case Change.Remove<PostgresFact>(Barred before, Set<Cause> why) -> unbar.put(before, why);
        default -> {}
      }
    }
    accounts.forEach(this::account);
    leavers.arrange();
    lingering.forEach(this::linger);
    // In the transaction that lets them in again.
    unbar.forEach(this::unbar);
  }

  private static Business business(Map<String, Business> accounts, Account account) {
    return accounts.computeIfAbsent(
        account.name(),
        _ ->
            new Business(
                new TreeMap<>(BY_TARGET), new TreeMap<>(BY_TARGET), new TreeMap<>(BY_TARGET)));
  }

  private static final java.util.Comparator<Account> BY_TARGET =
      java.util.Comparator.comparing(Account::target);

  private void bar(Barred barred, boolean fresh, Set<Cause> why) {
    Effect effect =
        new Effect(
            Effect.Kind.ADD, barred.target(), "kept out", barred.prose(), why, barred.about());
    String role = barred.name();
    if (fresh) {
      String sql = "CREATE ROLE " + Sql.name(role) + " NOLOGIN";
      drafts.add(Phase.CLOSE, sql, List.of(), Risk.NARROWS);
    }
    PostgresMark mark = new PostgresMark.Kept(barred.target(), barred.hold());
    comment(Phase.CLOSE, 0, role, mark, List.of(effect));
  }

  private void unbar(Barred barred, Set<Cause> why) {
    String sql = "DROP ROLE " + Sql.name(barred.name());
    Effect effect =
        new Effect(
            Effect.Kind.TAKE, barred.target(), "kept out", barred.prose(), why, barred.about());
    drafts.add(Phase.OPEN, sql, List.of(effect), Risk.WIDENS);
  }

  /** An account that is closed and stays: who is in by it is sent out. */
  private void linger(String name, Effect effect) {
    if (!swept.add(name)) return;
    drafts.add(Phase.END_SESSIONS, endSessions(name), List.of(effect), Risk.NARROWS);
  }

  /** Nobody comes in by it any more, and who is in is sent out. */
  private void shut(String name, Map<Account, Set<Cause>> where) {
    if (opened.contains(name)) {
      drafts.add(
          Phase.CLOSE,
          "ALTER ROLE " + Sql.name(name) + " NOLOGIN",
          effects(Effect.Kind.TAKE, where, "account " + name + " closed"),
          Risk.NARROWS);
    }
    if (!swept.add(name)) return;
    drafts.add(
        Phase.END_SESSIONS,
        endSessions(name),
        effects(Effect.Kind.TAKE, where, "sessions of " + name),
        Risk.NARROWS);
    // In another transaction: who was on the way in when the door was shut is seen by now.
    drafts.add(Phase.REVOKE, endSessions(name), List.of(), Risk.NONE);
  }

  private void make(Group group, Set<Cause> why) {
    String name = Sql.name(group.name());
    int number = made++;
    drafts.make(
        number,
        "CREATE ROLE " + name + " NOLOGIN",
        List.of(new Effect(Effect.Kind.ADD, group.target(), "roles", "role " + group.role(), why)));
    PostgresMark mark = new PostgresMark.Group(group.target(), group.role());
    comment(Phase.CREATE, number, group.name(), mark, List.of());
  }

  private void drop(Group group, Set<Cause> why) {
    if (legacy.keeps(group.name())) return;
    drafts.add(
        Phase.REMOVE,
        "DROP ROLE " + Sql.name(group.name()),
        List.of(new Effect(Effect.Kind.TAKE, group.target(), "roles", "role " + group.role(), why)),
        Risk.NARROWS);
  }

  private void strip(
      String role, List<String> attributes, PostgresFact fact, String whose, Set<Cause> why) {
    if (attributes.isEmpty()) return;
    List<String> off =
        attributes.stream()
            .map(word -> word.startsWith("NO") ? word.substring(2) : "NO" + word)
            .toList();
    drafts.add(
        Phase.REVOKE,
        "ALTER ROLE " + Sql.name(role) + " " + String.join(" ", off),
        List.of(
            new Effect(
                Effect.Kind.TAKE,
                fact.target(),
                "attributes",
                String.join(", ", attributes) + " from " + whose,
                why,
                fact.about())),
        Risk.NARROWS);
  }

  private void account(String name, Business business) {
    Set<Target> before = targets.getOrDefault(name, Set.of());
    Set<Target> after = new TreeSet<>(before);
    business.goes.keySet().forEach(account -> after.remove(account.target()));
    business.comes.keySet().forEach(account -> after.add(account.target()));
    if (after.isEmpty()) {
      leave(name, business.goes);
      return;
    }
    business.goes.forEach((account, why) -> leaveOne(account, why));
    if (!business.shuts.isEmpty()) shut(name, business.shuts);
    boolean fresh = !present.contains(name);
    boolean taken = !fresh && before.isEmpty();
    boolean isAdopted = adopted.contains(name) || taken;
    int number = made++;
    if (fresh) {
      drafts.make(
          number,
          "CREATE ROLE " + Sql.name(name) + " NOLOGIN",
          effects(Effect.Kind.ADD, business.comes, "account " + name));
    }
    if (!after.equals(before)) {
      comment(
          business.comes.isEmpty() ? Phase.REMOVE : Phase.CREATE,
          number,
          name,
          new PostgresMark.Account(isAdopted, List.copyOf(after)),
          fresh
              ? List.of()
              : effects(
                  Effect.Kind.ADD,
                  newcomers(business.comes, before),
                  (taken ? "adopted account " : "account ") + name));
    }
    boolean opens = business.comes.keySet().stream().anyMatch(Account::open);
    if (opens && !opened.contains(name)) {
      drafts.add(
          Phase.OPEN,
          "ALTER ROLE " + Sql.name(name) + " LOGIN",
          effects(Effect.Kind.CHANGE, business.comes, "account " + name + " opened").stream()
              .map(effect -> effect.was("account " + name + " closed"))
              .toList(),
          Risk.WIDENS);
    }
  }

  private static Map<Account, Set<Cause>> newcomers(
      Map<Account, Set<Cause>> comes, Set<Target> before) {
    Map<Account, Set<Cause>> fresh = new TreeMap<>(BY_TARGET);
    comes.forEach(
        (one, why) -> {
          if (!before.contains(one.target())) fresh.put(one, why);
        });
    return fresh;
  }

  /** Out of the cluster. */
  private void leave(String name, Map<Account, Set<Cause>> goes) {
    boolean drops = !adopted.contains(name) && !legacy.keeps(name);
    boolean open = opened.contains(name);
    String kept =
        drops
            ? ""
            : adopted.contains(name)
                ? ", not dropped: it was there before usher"
                : ", kept: other things hang on it";
    if (open) {
      drafts.add(
          Phase.CLOSE,
          "ALTER ROLE " + Sql.name(name) + " NOLOGIN",
          effects(Effect.Kind.TAKE, goes, "account " + name + " closed" + kept),
          Risk.NARROWS);
    }
    swept.add(name);
    if (open || connected.contains(name)) {
      drafts.add(
          Phase.END_SESSIONS,
          endSessions(name),
          effects(Effect.Kind.TAKE, goes, "sessions of " + name),
          Risk.NARROWS);
    }
    leavers.add(name, drops ? effects(Effect.Kind.TAKE, goes, "account " + name) : List.of());
  }

  /** Out of one target, with others left: after its rights are gone, so are its sessions there. */
  private void leaveOne(Account account, Set<Cause> why) {
    String database = databases.get(account.target());
    if (database == null) return;
    drafts.add(
        Phase.REMOVE,
        endSessions(account.name(), database),
        List.of(
            new Effect(
                Effect.Kind.TAKE,
                account.target(),
                "accounts",
                "account " + account.name() + " here; it stays elsewhere",
                why,
                account.about())),
        Risk.NARROWS);
  }

  /** All at once: whoever runs it waits for them together. */
  static String endSessions(String role, String database) {
    return endSessions(role) + " AND datname = " + Sql.text(database);
  }

  static String endSessions(String role) {
    return "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = "
        + Sql.text(role);
  }

  private void comment(
      Phase phase, int number, String role, PostgresMark mark, List<Effect> effects) {
    drafts.add(
        phase,
        number,
        "COMMENT ON ROLE " + Sql.name(role) + " IS " + Sql.text(mark.text()),
        effects,
        Risk.NONE);
  }

  private static List<Effect> effects(
      Effect.Kind kind, Map<Account, Set<Cause>> accounts, String prose) {
    return accounts.entrySet().stream()
        .map(
            entry ->
                new Effect(
                    kind,
                    entry.getKey().target(),
                    "accounts",
                    prose,
                    entry.getValue(),
                    entry.getKey().about()))
        .toList();
  }
}
