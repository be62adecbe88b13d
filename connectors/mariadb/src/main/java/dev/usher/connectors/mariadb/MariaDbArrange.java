package dev.usher.connectors.mariadb;

import static dev.usher.connectors.mariadb.Drafts.effect;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Barred;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Group;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.connectors.mariadb.MariaDbFact.Server;
import dev.usher.connectors.mariadb.MariaDbFact.State;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Changes as statements. Each is carried out by itself, so what is still to do must be seen after
 * every one of them: a mark is there before what it speaks of and goes after it, an account is born
 * closed and without a password, and it is marked before sessions could keep what is taken.
 */
final class MariaDbArrange {
  private final Dialect dialect;
  private final Drafts drafts;
  private final Standing standing;
  private final ArrangeAccounts accounts;
  private final ArrangeRevokes revokes;
  private final ArrangeGrants grants;
  private final ArrangeRows rows;

  private final Map<Target, List<Change<MariaDbFact>>> comingRoles = new TreeMap<>();
  private final Map<Target, List<Change.Remove<MariaDbFact>>> leavingRoles = new TreeMap<>();

  private MariaDbArrange(
      Dialect dialect,
      Realm realm,
      List<Change<MariaDbFact>> changes,
      ObservedState<MariaDbFact> observed,
      Set<String> offboarded) {
    this.dialect = dialect;
    drafts = new Drafts(new ArrangeNames(dialect.names(), changes, observed));
    Map<Target, String> databases = new TreeMap<>();
    MariaDbInspect.databases(dialect, realm).forEach((name, target) -> databases.put(target, name));
    standing = Standing.of(dialect.names(), observed);
    Server server = standing.server();
    DatabasePatterns patterns = server == null ? new DatabasePatterns(true) : server.patterns();
    GrantSql sql = new GrantSql(databases, patterns);
    accounts = new ArrangeAccounts(dialect, standing, drafts, offboarded);
    revokes = new ArrangeRevokes(dialect, databases, sql, standing, drafts);
    grants = new ArrangeGrants(sql, drafts);
    rows = new ArrangeRows(databases, drafts, changes);
  }

  /**
   * @param offboarded accounts that are to be shut out even where usher did not make them
   */
  static List<Plan.Stage> arrange(
      Dialect dialect,
      Realm realm,
      List<Change<MariaDbFact>> changes,
      ObservedState<MariaDbFact> observed,
      Set<String> offboarded) {
    MariaDbArrange arrange = new MariaDbArrange(dialect, realm, changes, observed, offboarded);
    for (Change<MariaDbFact> change : changes) arrange.who(change);
    for (Change<MariaDbFact> change : changes) arrange.what(change);
    changes.forEach(arrange::bar);
    arrange.accounts.close();
    arrange.accounts.unswept().forEach(arrange.revokes::sweep);
    arrange.revokes.revoke();
    arrange.rows.forget();
    arrange.accounts.leave();
    arrange.accounts.remove(arrange.revokes::isSwept);
    arrange.rows.drop();
    arrange.leavingRoles.forEach(arrange::drop);
    arrange.comingRoles.forEach(arrange::create);
    arrange.accounts.create();
    arrange.rows.create();
    arrange.rows.learn();
    arrange.grants.grant();
    arrange.accounts.open();
    changes.forEach(arrange::unbar);
    return arrange.drafts.stages();
  }

  /** Before anything else: what a crash leaves is that they are kept out. */
  private void bar(Change<MariaDbFact> change) {
    Barred barred = null;
    if (change instanceof Change.Add<MariaDbFact>(Barred after, var _)) barred = after;
    if (change instanceof Change.Replace<MariaDbFact>(var _, Barred after, var _)) barred = after;
    if (barred == null) return;
    List<Effect> told = List.of(effect(change));
    drafts.add(Phase.CLOSE, barred.target(), Risk.NARROWS, told, KeptOut.written(barred));
    if (change instanceof Change.Replace<MariaDbFact>(Barred before, var _, var _)) {
      String sql = KeptOut.struckOut(before);
      drafts.add(Phase.CLOSE, before.target(), Risk.NONE, List.of(), sql);
    }
  }

  /** After whoever was kept out is let in. */
  private void unbar(Change<MariaDbFact> change) {
    if (!(change instanceof Change.Remove<MariaDbFact>(Barred barred, var _))) return;
    List<Effect> told = List.of(effect(change));
    drafts.add(Phase.OPEN, barred.target(), Risk.WIDENS, told, KeptOut.struckOut(barred));
  }

  private void who(Change<MariaDbFact> change) {
    switch (change) {
      case Change.Add<MariaDbFact> add when add.after() instanceof Account -> accounts.add(add);
      case Change.Replace<MariaDbFact> replace when replace.after() instanceof Account ->
          accounts.replace(replace);
      case Change.Remove<MariaDbFact> remove when remove.before() instanceof Account ->
          accounts.remove(remove);
      case Change.Add<MariaDbFact> add when add.after() instanceof Group ->
          comingRoles.computeIfAbsent(add.after().target(), _ -> new ArrayList<>()).add(add);
      case Change.Replace<MariaDbFact> replace when replace.after() instanceof Group ->
          comingRoles
              .computeIfAbsent(replace.after().target(), _ -> new ArrayList<>())
              .add(replace);
      case Change.Remove<MariaDbFact> remove when remove.before() instanceof Group ->
          leavingRoles
              .computeIfAbsent(remove.before().target(), _ -> new ArrayList<>())
              .add(remove);
      case Change<MariaDbFact> _ -> {}
    }
  }

  /** What is held by one who is dropped goes with them. */
  private void what(Change<MariaDbFact> change) {
    switch (change) {
      case Change.Add<MariaDbFact>(Granted after, var _) -> grants.role(after, effect(change));
      case Change.Add<MariaDbFact>(Held after, var _) ->
          grants.held(after, after.what(), effect(change));
      case Change.Replace<MariaDbFact>(Granted before, Granted after, var _) -> {
        revokes.admin(before, effect(change));
        if (!dialect.takesAdminAlone()) grants.role(after, effect(change));
      }
      case Change.Replace<MariaDbFact>(Held before, Held after, var _) -> {
        if (!GrantSql.taken(before, after).isEmpty()) {
          revokes.held(before, GrantSql.taken(before, after), effect(change));
        }
        if (!GrantSql.given(before, after).isEmpty()) {
          grants.held(after, GrantSql.given(before, after), effect(change));
        }
      }
      case Change.Remove<MariaDbFact>(Granted before, var _) -> {
        if (accounts.isDropped(before.to())) accounts.along(before.to(), effect(change));
        else revokes.role(before, effect(change));
      }
      case Change.Remove<MariaDbFact>(Held before, var _) -> {
        if (accounts.isDropped(before.by())) accounts.along(before.by(), effect(change));
        else if (isDropped(before.by()) && !before.isOfDatabase()) {
          revokes.along(before.by(), effect(change));
        } else revokes.held(before, before.what(), effect(change));
      }
      case Change<MariaDbFact> _ -> {}
    }
  }

  private boolean isDropped(Grantee role) {
    return leavingRoles.values().stream()
        .flatMap(List::stream)
        .anyMatch(
            change -> change.before() instanceof Group group && group.name().equals(role.name()));
  }

  private void drop(Target target, List<Change.Remove<MariaDbFact>> leaving) {
    List<String> names = new ArrayList<>();
    List<String> there = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    for (Change.Remove<MariaDbFact> change : leaving) {
      if (!(change.before() instanceof Group group)) continue;
      names.add(group.name());
      if (group.state() != State.MARKED) there.add(group.name());
      effects.add(effect(change));
      effects.addAll(revokes.along(group.name()));
    }
    if (!there.isEmpty()) {
      String sql = "DROP ROLE IF EXISTS " + Sql.names(there);
      drafts.add(Phase.REMOVE, target, Risk.NARROWS, effects, sql);
    }
    drafts.add(
        Phase.REMOVE,
        target,
        Risk.NONE,
        there.isEmpty() ? effects : List.of(),
        MariaDbMark.goneRoles(names));
  }

  private void create(Target target, List<Change<MariaDbFact>> coming) {
    List<Group> marks = new ArrayList<>();
    List<String> made = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    Set<String> born = new HashSet<>();
    for (Change<MariaDbFact> change : coming) {
      Group group = null;
      if (change instanceof Change.Add<MariaDbFact>(Group after, var _)) group = after;
      if (change instanceof Change.Replace<MariaDbFact>(Group before, Group after, var _)) {
        group = after;
        if (before.state() == State.BORN) born.add(after.name());
      }
      if (group == null) continue;
      if (!born.contains(group.name())) marks.add(group);
      made.add(group.name());
      effects.add(effect(change));
    }
    if (!marks.isEmpty()) {
      drafts.add(Phase.CREATE, target, Risk.NONE, List.of(), MariaDbMark.roles(marks));
      List<String> names = marks.stream().map(Group::name).toList();
      drafts.add(Phase.CREATE, target, Risk.NONE, effects, dialect.createRoles(names));
    }
    drafts.add(
        Phase.CREATE,
        target,
        Risk.NONE,
        marks.isEmpty() ? effects : List.of(),
        MariaDbMark.madeRoles(made));
  }
}
