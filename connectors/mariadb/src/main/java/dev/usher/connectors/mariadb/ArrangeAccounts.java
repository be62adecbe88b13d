package dev.usher.connectors.mariadb;

import static dev.usher.connectors.mariadb.Drafts.effect;

import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.State;
import dev.usher.core.diff.Change;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Accounts that come, change and leave, each in all of its targets at once. */
final class ArrangeAccounts {
  private final Dialect dialect;
  private final Standing standing;
  private final Drafts drafts;
  private final Map<Grantee, Map<Target, Account>> coming = new TreeMap<>();
  private final Map<Grantee, Map<Target, Account>> staying = new TreeMap<>();
  private final Map<Grantee, Map<Target, Account>> leaving = new TreeMap<>();
  private final Map<Grantee, List<Effect>> effects = new HashMap<>();

  /** By this plan. */
  private final Set<Grantee> locked = new HashSet<>();

  /** What is done by opening the account alone. */
  private final Map<Grantee, List<Effect>> untold = new HashMap<>();

  private final Set<String> offboarded;

  ArrangeAccounts(Dialect dialect, Standing standing, Drafts drafts, Set<String> offboarded) {
    this.dialect = dialect;
    this.standing = standing;
    this.drafts = drafts;
    this.offboarded = offboarded;
  }

  void add(Change.Add<MariaDbFact> change) {
    if (change.after() instanceof Account after) put(coming, after, effect(change));
  }

  void replace(Change.Replace<MariaDbFact> change) {
    if (change.after() instanceof Account after) put(staying, after, effect(change));
  }

  void remove(Change.Remove<MariaDbFact> change) {
    if (change.before() instanceof Account before) put(leaving, before, effect(change));
  }

  private void put(Map<Grantee, Map<Target, Account>> where, Account account, Effect effect) {
    where.computeIfAbsent(account.who(), _ -> new TreeMap<>()).put(account.target(), account);
    effects.computeIfAbsent(account.who(), _ -> new ArrayList<>()).add(effect);
  }

  /** Told with the account, for it goes with it. */
  void along(Grantee who, Effect effect) {
    for (Grantee account : leaving.keySet()) {
      if (account.equals(who) || dialect.names().personal(account).equals(who.name())) {
        effects.computeIfAbsent(account, _ -> new ArrayList<>()).add(effect);
      }
    }
  }

  private List<Effect> told(Grantee who) {
    return effects.getOrDefault(who, List.of());
  }

  /** Whether it is dropped, or is the own role of an account that is. */
  boolean isDropped(Grantee who) {
    if (!who.isRole()) return isGone(who) && !isAdopted(who);
    return leaving.keySet().stream()
        .anyMatch(
            one ->
                dialect.names().personal(one).equals(who.name()) && isGone(one) && !isAdopted(one));
  }

  /** Whether it is for no target any more. */
  private boolean isGone(Grantee who) {
    Set<Target> left = new HashSet<>(standing.account(who).keySet());
    left.removeAll(leaving.getOrDefault(who, Map.of()).keySet());
    return left.isEmpty() && leaving.containsKey(who) && !coming.containsKey(who);
  }

  private boolean isAdopted(Grantee who) {
    return standing.account(who).values().stream().anyMatch(Account::adopted);
  }

  private boolean isOpen(Grantee who) {
    return standing.account(who).values().stream().anyMatch(Account::open);
  }

  /** What there is of it before anything is done. */
  private State state(Grantee who) {
    return standing.account(who).values().stream()
        .map(Account::state)
        .findFirst()
        .orElse(State.MARKED);
  }

  /** Those of whom an earlier run did not end the sessions, where nothing else ends them. */
  Map<Grantee, Target> unswept() {
    Map<Grantee, Target> found = new TreeMap<>();
    standing
        .accounts()
        .forEach(
            (who, targets) -> {
              Map<Target, Account> changed = new TreeMap<>(staying.getOrDefault(who, Map.of()));
              changed.putAll(leaving.getOrDefault(who, Map.of()));
              boolean ends = isGone(who) && !isAdopted(who) || isKept(who);
              if (ends || changed.isEmpty()) return;
              if (targets.values().stream().anyMatch(Account::unswept)) {
                found.put(who, changed.keySet().iterator().next());
              }
            });
    return found;
  }

  /** Whether it is to be closed and stay: a definer. */
  private boolean isKept(Grantee who) {
    Map<Target, Account> changed = staying.getOrDefault(who, Map.of());
    return !changed.isEmpty() && changed.values().stream().noneMatch(Account::open);
  }

  /** Whoever leaves is shut out, then sent out; who stays loses a password that is over. */
  void close() {
    leaving.forEach(
        (who, targets) -> {
          if (!isGone(who) || isAdopted(who) && !offboarded.contains(who.name())) return;
          if (state(who) == State.MARKED && targets.values().stream().noneMatch(Account::unswept)) {
            return;
          }
          Target first = targets.keySet().iterator().next();
          if (isOpen(who)) lock(who, first);
          endSessions(who, first);
        });
    staying.forEach(
        (who, targets) -> {
          Target first = targets.keySet().iterator().next();
          if (isKept(who)) {
            if (standing.isUnmarked(who)) {
              String taken = MariaDbMark.adopted(who, standing.account(who).keySet());
              drafts.add(Phase.CLOSE, first, Risk.NONE, List.of(), taken);
            }
            String mark = MariaDbMark.unswept(Set.of(who), true);
            drafts.add(Phase.CLOSE, first, Risk.NONE, List.of(), mark);
            if (isOpen(who)) lock(who, first);
            endSessions(who, first);
            String swept = MariaDbMark.unswept(Set.of(who), false);
            drafts.add(Phase.END_SESSIONS, first, Risk.NONE, told(who), swept);
          }
          boolean over =
              targets.entrySet().stream()
                  .anyMatch(
                      one -> {
                        Account before = standing.account(who).get(one.getKey());
                        return before != null
                            && before.until().isPresent()
                            && one.getValue().until().isEmpty();
                      });
          if (over && state(who) != State.MARKED) {
            takePassword(who, first);
          }
        });
  }

  /** Sessions end with it, for one that is open could set another, and that one has no end. */
  private void takePassword(Grantee who, Target target) {
    if (isOpen(who)) lock(who, target);
    endSessions(who, target);
    String alter = "ALTER USER " + Sql.grantee(who);
    String sql = alter + dialect.noPassword();
    drafts.add(Phase.END_SESSIONS, target, Risk.NARROWS, told(who), sql);
    dialect
        .noOldPassword()
        .ifPresent(
            old -> drafts.add(Phase.END_SESSIONS, target, Risk.NARROWS, List.of(), alter + old));
    String mark = MariaDbMark.ends(who, Optional.empty());
    drafts.add(Phase.END_SESSIONS, target, Risk.NONE, List.of(), mark);
  }

  private void lock(Grantee who, Target target) {
    locked.add(who);
    String sql = "ALTER USER " + Sql.grantee(who) + " ACCOUNT LOCK";
    drafts.add(Phase.CLOSE, target, Risk.NARROWS, List.of(), sql);
  }

  private void endSessions(Grantee who, Target target) {
    String sql = dialect.endSessions(Set.of(who), Optional.empty());
    drafts.add(Phase.END_SESSIONS, target, Risk.NARROWS, List.of(), sql);
  }

  /** Who stays elsewhere is unmarked here, when nothing is left to take. */
  void leave() {
    leaving.forEach(
        (who, targets) -> {
          if (isGone(who)) return;
          for (Target target : targets.keySet()) {
            drafts.add(
                Phase.REVOKE, target, Risk.NONE, told(who), MariaDbMark.gone(who, Set.of(target)));
          }
        });
  }

  /**
   * @param swept whose sessions are ended where they lose something
   */
  void remove(Predicate<Grantee> swept) {
    leaving.forEach(
        (who, targets) -> {
          if (!isGone(who)) return;
          Target first = targets.keySet().iterator().next();
          List<Effect> told = told(who);
          if (state(who) != State.MARKED) {
            boolean ready = standing.account(who).values().stream().anyMatch(Account::ready);
            if (!isAdopted(who)) {
              String sql = "DROP USER IF EXISTS " + Sql.grantee(who);
              drafts.add(Phase.REMOVE, first, Risk.NARROWS, told, sql);
              told = List.of();
            } else if (ready) {
              // The record would outlive the role, and be good for another of that name.
              String sql = dialect.noDefaultRole(who);
              drafts.add(Phase.REMOVE, first, Risk.NARROWS, List.of(), sql);
            }
          }
          // One that the policy took over as it was has no role of its own.
          if (!standing.isUnmarked(who)) {
            String sql = "DROP ROLE IF EXISTS " + Sql.name(dialect.names().personal(who));
            drafts.add(Phase.REMOVE, first, Risk.NARROWS, told, sql);
            told = List.of();
          }
          // Nor has it a mark, unless this plan writes one, whose sessions it ends.
          if (standing.isUnmarked(who) && !swept.test(who)) return;
          String mark = MariaDbMark.gone(who, targets.keySet());
          drafts.add(Phase.REMOVE, first, Risk.NONE, told, mark);
        });
  }

  void create() {
    Set<Grantee> all = new HashSet<>(coming.keySet());
    all.addAll(staying.keySet());
    all.stream().sorted().filter(who -> !isKept(who)).forEach(this::create);
  }

  private void create(Grantee who) {
    Map<Target, Account> targets = new TreeMap<>(coming.getOrDefault(who, Map.of()));
    targets.putAll(staying.getOrDefault(who, Map.of()));
    Target first = targets.keySet().iterator().next();
    Account after = targets.values().iterator().next();
    State state = state(who);
    boolean adopted = after.adopted();
    List<Effect> told = told(who);
    Set<Target> unmarked = coming.getOrDefault(who, Map.of()).keySet();
    if (state == State.MARKED || standing.isUnmarked(who)) unmarked = targets.keySet();
    if (!unmarked.isEmpty()) {
      boolean isThere = adopted || state == State.MADE;
      String sql = MariaDbMark.account(who, unmarked, isThere, adopted, after.until());
      add(first, isThere ? told : List.of(), sql);
      if (isThere) told = List.of();
    }
    if (state == State.MARKED && !adopted) {
      String sql = "CREATE USER " + Sql.grantee(who) + dialect.noPassword() + " ACCOUNT LOCK";
      add(first, told, sql);
      told = List.of();
    }
    boolean isReady = standing.account(who).values().stream().anyMatch(Account::ready);
    if (!isReady && targets.values().stream().anyMatch(Account::ready)) {
      String own = dialect.names().personal(who);
      String of = " " + Sql.name(own) + " FROM " + Sql.grantee(who);
      String give = "GRANT " + Sql.name(own) + " TO " + Sql.grantee(who);
      add(first, told, dialect.createRoleIfMissing(own));
      add(first, List.of(), give);
      // It may be there, to give on.
      if (state == State.MADE && dialect.takesAdminAlone()) {
        add(first, List.of(), "REVOKE ADMIN OPTION FOR" + of);
      } else if (state == State.MADE) {
        add(first, List.of(), "REVOKE" + of);
        add(first, List.of(), give);
      }
      add(first, List.of(), dialect.defaultRole(own, who));
    }
    if (state != State.MADE && !adopted) add(first, List.of(), MariaDbMark.made(who));
    if (!told.isEmpty()) untold.put(who, told);
  }

  private void add(Target target, List<Effect> told, String sql) {
    drafts.add(Phase.CREATE, target, Risk.NONE, told, sql);
  }

  /** Last of all, when what they are let in to is right. */
  void open() {
    Map<Grantee, Account> all = new TreeMap<>();
    coming.forEach((who, targets) -> all.put(who, targets.values().iterator().next()));
    staying.forEach((who, targets) -> all.put(who, targets.values().iterator().next()));
    all.forEach(
        (who, after) -> {
          if (!after.open() || isOpen(who) && !locked.contains(who)) return;
          String sql = "ALTER USER " + Sql.grantee(who) + " ACCOUNT UNLOCK";
          List<Effect> told = untold.getOrDefault(who, List.of());
          drafts.add(Phase.OPEN, after.target(), Risk.WIDENS, told, sql);
        });
  }
}
