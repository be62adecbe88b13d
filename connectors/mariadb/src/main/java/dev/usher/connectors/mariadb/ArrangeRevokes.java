package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.ArrangeGrants.Whom;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is taken from those who stay. A session feels at once what roles lose on tables, columns and
 * routines, and that a role loses a role. It keeps what it had on the whole of its database until
 * the next USE, and a role that was its account's own to set: there sessions are ended.
 */
final class ArrangeRevokes {
  private record Key(Target target, String revoke) {}

  private final Dialect dialect;
  private final Map<Target, String> databases;
  private final GrantSql grants;
  private final Standing standing;
  private final Drafts drafts;
  private final Map<Key, Whom> statements = new LinkedHashMap<>();
  private final Map<Grantee, List<Effect>> along = new HashMap<>();

  /** Whose sessions are to end where their changes are made: in that database, or all. */
  private final Map<Target, Map<Optional<String>, Set<Grantee>>> sweeps = new TreeMap<>();

  ArrangeRevokes(
      Dialect dialect,
      Map<Target, String> databases,
      GrantSql grants,
      Standing standing,
      Drafts drafts) {
    this.dialect = dialect;
    this.grants = grants;
    this.databases = databases;
    this.standing = standing;
    this.drafts = drafts;
  }

  void role(Granted taken, Effect effect) {
    String sql = "REVOKE " + Sql.grantee(taken.role());
    add(taken.target(), sql, taken.to(), effect);
    if (!taken.to().isRole()) sweep(taken.target(), Optional.empty(), Set.of(taken.to()));
    for (Target there : standing.remembered(taken.role())) {
      sweep(taken.target(), database(there), standing.reached(taken.to()));
    }
  }

  void admin(Granted taken, Effect effect) {
    String which = dialect.takesAdminAlone() ? "REVOKE ADMIN OPTION FOR " : "REVOKE ";
    String sql = which + Sql.grantee(taken.role());
    add(taken.target(), sql, taken.to(), effect);
  }

  void held(Held of, Map<String, ? extends Set<String>> what, Effect effect) {
    String sql = "REVOKE " + GrantSql.privileges(what) + " ON " + grants.on(of.on());
    add(of.target(), sql, of.by(), effect);
    if (of.isOfDatabase()) {
      sweep(of.target(), database(of.target()), standing.reached(of.by()));
    }
  }

  private Optional<String> database(Target target) {
    return Optional.ofNullable(databases.get(target));
  }

  private void add(Target target, String sql, Grantee from, Effect effect) {
    statements.computeIfAbsent(new Key(target, sql), _ -> Whom.none()).add(from, effect);
  }

  /** What goes with a role when it is dropped, to be told there. */
  void along(Grantee role, Effect effect) {
    along.computeIfAbsent(role, _ -> new ArrayList<>()).add(effect);
  }

  List<Effect> along(String role) {
    return along.getOrDefault(Grantee.role(role), List.of());
  }

  /** An account whose sessions an earlier run did not come to: nobody knows where. */
  void sweep(Grantee account, Target target) {
    sweep(target, Optional.empty(), Set.of(account));
  }

  boolean isSwept(Grantee account) {
    return sweeps.values().stream()
        .flatMap(some -> some.values().stream())
        .anyMatch(whom -> whom.contains(account));
  }

  private void sweep(Target target, Optional<String> database, Collection<Grantee> whom) {
    if (whom.isEmpty()) return;
    sweeps
        .computeIfAbsent(target, _ -> new HashMap<>())
        .computeIfAbsent(database, _ -> new TreeSet<>())
        .addAll(whom);
  }

  void revoke() {
    sweeps.forEach((target, _) -> mark(target, true));
    statements.forEach(
        (key, whom) -> {
          for (int i = 0; i < whom.all().size(); i += ArrangeGrants.SOME) {
            int end = Math.min(i + ArrangeGrants.SOME, whom.all().size());
            drafts.add(
                Phase.REVOKE,
                key.target(),
                Risk.NARROWS,
                whom.effects().subList(i, end),
                key.revoke() + " FROM " + Sql.grantees(whom.all().subList(i, end)));
          }
        });
    sweeps.forEach(
        (target, some) -> {
          some.forEach(
              (database, whom) ->
                  drafts.add(
                      Phase.REVOKE,
                      target,
                      whom.stream().allMatch(this::isOurs) ? Risk.NARROWS : Risk.OUTAGE,
                      List.of(),
                      dialect.endSessions(whom, database)));
          mark(target, false);
        });
  }

  private void mark(Target target, boolean unswept) {
    Set<Grantee> ours = new TreeSet<>();
    sweeps.getOrDefault(target, Map.of()).values().forEach(ours::addAll);
    ours.removeIf(who -> !isOurs(who));
    if (ours.isEmpty()) return;
    for (Grantee who : ours) {
      if (!unswept || !standing.isUnmarked(who)) continue;
      String sql = MariaDbMark.adopted(who, standing.account(who).keySet());
      drafts.add(Phase.REVOKE, target, Risk.NONE, List.of(), sql);
    }
    drafts.add(Phase.REVOKE, target, Risk.NONE, List.of(), MariaDbMark.unswept(ours, unswept));
  }

  private boolean isOurs(Grantee who) {
    return standing.accounts().containsKey(who);
  }
}
