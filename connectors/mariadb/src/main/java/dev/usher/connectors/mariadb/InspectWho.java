package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Beyond;
import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Group;
import dev.usher.connectors.mariadb.MariaDbFact.State;
import dev.usher.connectors.mariadb.MariaDbFact.Stranger;
import dev.usher.connectors.mariadb.Marks.Mark;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who is there, whose they are by their marks, and which roles they have. */
final class InspectWho {
  /**
   * @param shut whether no password fits
   * @param everywhere whether it holds something on everything
   */
  private record User(boolean locked, boolean everywhere, String defaultRole, boolean shut) {}

  private record Edge(Grantee role, Grantee to, boolean admin) {}

  private final Dialect dialect;
  private final Grantee admin;
  private final Set<Target> ours;
  private final Target first;
  private final String host;
  private final Map<Grantee, User> users = new TreeMap<>();
  private final Map<Grantee, List<Mark>> accounts;
  private final Map<String, Mark> groups;
  private final List<Edge> edges = new ArrayList<>();
  private final Set<Grantee> holders = new HashSet<>();

  /** Who may come in as whom. */
  private record Proxy(Grantee who, Grantee as) {}

  private final List<Proxy> proxies = new ArrayList<>();

  /** Role, then whose default role it is to be. */
  private final Map<Grantee, Grantee> personal = new HashMap<>();

  private final Set<Grantee> made = new HashSet<>();

  /** Who is to carry a role of the policy. */
  private final Map<Grantee, Carrier> carriers = new TreeMap<>();

  /** Roles that usher's account may give and take. */
  final Set<Grantee> gives = new HashSet<>();

  private InspectWho(Dialect dialect, Realm realm, Grantee admin, Set<Target> ours, Marks marks) {
    this.accounts = marks.accounts();
    this.groups = marks.groups();
    this.dialect = dialect;
    this.admin = admin;
    this.ours = ours;
    this.first = realm.places().getFirst().target();
    this.host = MariaDbCompile.host(realm);
  }

  static InspectWho read(
      Dialect dialect,
      Realm realm,
      Connection connection,
      Grantee admin,
      Map<String, Target> databases)
      throws SQLException {
    Set<Target> ours = Set.copyOf(databases.values());
    InspectWho found = new InspectWho(dialect, realm, admin, ours, Marks.read(connection));
    Rows.each(
        connection,
        dialect.users(),
        row ->
            found.users.put(
                dialect.grantee(Rows.text(row, 1), Rows.text(row, 2)),
                new User(
                    row.getBoolean(3), row.getBoolean(4), Rows.text(row, 5), row.getBoolean(6))));
    Rows.each(
        connection,
        InspectSql.HOLDERS,
        row -> found.holders.add(dialect.grantee(Rows.text(row, 1), Rows.text(row, 2))));
    Rows.each(
        connection,
        InspectSql.PROXIES,
        row ->
            found.proxies.add(
                new Proxy(
                    new Grantee(Rows.text(row, 1), Rows.text(row, 2)),
                    new Grantee(Rows.text(row, 3), Rows.text(row, 4)))));
    Rows.each(
        connection,
        dialect.roles(),
        row ->
            found.edge(
                new Edge(
                    dialect.grantee(Rows.text(row, 3), Rows.text(row, 4)),
                    dialect.grantee(Rows.text(row, 1), Rows.text(row, 2)),
                    Rows.text(row, 5).equals("Y"))));
    if (dialect.givesEveryRole()) {
      found.users.keySet().stream().filter(Grantee::isRole).forEach(found.gives::add);
      found.edges.forEach(edge -> found.gives.add(edge.role()));
    }
    databases.keySet().forEach(database -> found.made.add(ViewSql.definer(database)));
    found.accounts.forEach(
        (account, marks) -> {
          found.personal.put(found.own(account), account);
          if (found.state(account) == State.MARKED || !found.isMarkedHere(account)) return;
          found.made.add(found.own(account));
          if (marks.stream().noneMatch(Mark::adopted)) found.made.add(account);
        });
    found.groups.forEach(
        (name, mark) -> {
          if (ours.contains(mark.target()) && found.stateOfGroup(name, mark) != State.MARKED)
            found.made.add(Grantee.role(name));
        });
    Carriers.named(dialect, realm, found.users.keySet()).forEach(found::carrier);
    return found;
  }

  private void edge(Edge edge) {
    if (!edge.to().equals(admin)) edges.add(edge);
    else if (edge.admin()) gives.add(edge.role());
  }

  private void carrier(Grantee who, Carriers.Named named) {
    boolean own = !isRole(who);
    String refusal = refusal(who);
    carriers.put(who, new Carrier(named.target(), who, named.role(), own, refusal));
  }

  /** Why one that is there cannot carry a role of the policy; empty when it can. */
  private String refusal(Grantee who) {
    if (who.equals(admin)) return "it is usher's own account";
    if (who.equals(MariaDbDialect.PUBLIC)) return "it stands for everybody";
    boolean marked = personal.containsKey(who) || who.isRole() && groups.containsKey(who.name());
    if (marked || isMade(who)) return "usher made it";
    if (!isRole(who)) return unnamed(who);
    if (dialect.givesEveryRole() || gives.contains(who)) return "";
    String sql = "GRANT " + Sql.grantee(who) + " TO " + Sql.grantee(admin) + " WITH ADMIN OPTION";
    return "usher's account may not give it, which needs: " + sql;
  }

  /** Whether it is granted to others, and nobody comes in by it. */
  private boolean isRole(Grantee who) {
    User user = users.get(who);
    boolean locked = user != null && user.locked() && !accounts.containsKey(who);
    return dialect.isRole(who, locked);
  }

  /** Why no policy can name somebody whose account that is. */
  private String unnamed(Grantee who) {
    User user = users.get(who);
    if (who.isRole() || user == null) return "";
    if (who.name().isEmpty()) return "it stands for everybody who comes from " + who.host();
    if (who.equals(admin)) return "it is usher's own account";
    if (!who.host().equals(host)) return "its host is not the policy's, which is " + host;
    if (!MariaDbNames.isSubject(who.name()) || dialect.names().refusal(who.name()).isPresent()) {
      return "no policy can name somebody so";
    }
    boolean locked = user.locked() && !accounts.containsKey(who);
    return locked ? "it is locked, and whom a policy names is let in" : "";
  }

  /**
   * Whether what it holds in that target is usher's to change, as far as a policy could have given
   * it.
   */
  boolean carries(Grantee who, Target target) {
    Carrier carrier = carriers.get(who);
    return carrier != null && carrier.refusal().isEmpty() && carrier.target().equals(target);
  }

  private boolean carriesForOthers(Grantee role) {
    Carrier carrier = carriers.get(role);
    return carrier != null && carrier.refusal().isEmpty() && !carrier.own();
  }

  boolean isAdmin(Grantee who) {
    return who.equals(admin);
  }

  /** Whether everything that it holds is usher's: it made it, for this policy. */
  boolean isMade(Grantee who) {
    return made.contains(who);
  }

  Target first() {
    return first;
  }

  private boolean isMarkedHere(Grantee account) {
    return accounts.getOrDefault(account, List.of()).stream()
        .anyMatch(mark -> ours.contains(mark.target()));
  }

  private boolean isAdopted(Grantee account) {
    return accounts.getOrDefault(account, List.of()).stream().anyMatch(Mark::adopted);
  }

  /** One mark that says made is enough: the others came later. */
  private State state(Grantee account) {
    User user = users.get(account);
    if (user == null) return State.MARKED;
    boolean isMade = accounts.getOrDefault(account, List.of()).stream().anyMatch(Mark::made);
    if (isMade) return State.MADE;
    Grantee own = own(account);
    boolean harmless =
        user.locked()
            && user.shut()
            && !user.everywhere()
            && !holders.contains(account)
            && edges.stream()
                .noneMatch(edge -> edge.to().equals(account) && !edge.role().equals(own));
    return harmless ? State.BORN : State.MARKED;
  }

  private State stateOfGroup(String name, Mark mark) {
    Grantee role = Grantee.role(name);
    User user = users.get(role);
    if (user == null) return State.MARKED;
    if (mark.made()) return State.MADE;
    boolean harmless =
        !user.everywhere()
            && !holders.contains(role)
            && edges.stream().noneMatch(edge -> edge.to().equals(role) || edge.role().equals(role));
    return harmless ? State.BORN : State.MARKED;
  }

  /** Its own role, whether there is one or not. */
  private Grantee own(Grantee account) {
    return Grantee.role(dialect.names().personal(account));
  }

  private boolean isReady(Grantee account, User user) {
    Grantee own = own(account);
    return user.defaultRole().equals(own.name())
        && users.containsKey(own)
        && edges.contains(new Edge(own, account, false));
  }

  Map<MariaDbFact, Origin> facts() {
    Map<MariaDbFact, Origin> facts = new LinkedHashMap<>();
    accounts.forEach(
        (account, marks) -> {
          State state = state(account);
          User user = users.get(account);
          for (Mark mark : marks) {
            boolean open = user != null && state != State.MARKED && !user.locked();
            boolean ready = user != null && state != State.MARKED && isReady(account, user);
            // Whoever dropped it by hand left its sessions what they had.
            boolean unswept = mark.unswept() || mark.made() && user == null;
            facts.put(
                new Account(
                    mark.target(),
                    account,
                    mark.adopted(),
                    state,
                    open,
                    ready,
                    unswept,
                    mark.until()),
                ours.contains(mark.target()) ? Origin.OURS : Origin.FOREIGN);
          }
        });
    groups.forEach(
        (name, mark) ->
            facts.put(
                new Group(mark.target(), name, mark.role(), stateOfGroup(name, mark)),
                ours.contains(mark.target()) ? Origin.OURS : Origin.FOREIGN));
    users.forEach((who, user) -> others(who, user, facts));
    unmarked(facts);
    carriers.values().forEach(one -> facts.put(one, Origin.CONTEXT));
    edges.forEach(edge -> granted(edge, facts));
    proxies.forEach(proxy -> comesInAs(proxy, facts));
    return facts;
  }

  /** A lock does not shut out who comes in as another, and its sessions go by its own name. */
  private void comesInAs(Proxy proxy, Map<MariaDbFact, Origin> facts) {
    // Its host may be empty, or a pattern.
    boolean asOurs = made.stream().anyMatch(one -> one.name().equals(proxy.as().name()));
    if (!isMade(proxy.who()) && !asOurs) return;
    String take =
        "REVOKE PROXY ON " + Sql.account(proxy.as()) + " FROM " + Sql.account(proxy.who());
    String what = "a way in as " + proxy.as();
    facts.put(new Beyond(first, proxy.who(), what, take), Origin.FOREIGN);
  }

  private void others(Grantee who, User user, Map<MariaDbFact, Origin> facts) {
    if (isMade(who) && user.everywhere()) {
      String take = "REVOKE ALL PRIVILEGES ON *.* FROM " + Sql.grantee(who);
      facts.put(new Beyond(first, who, "privileges on everything", take), Origin.FOREIGN);
    }
    boolean isNobody = who.isRole() || ViewSql.isDefiner(who);
    if (isMade(who) && isNobody && !(user.locked() && user.shut())) {
      String take = "ALTER USER " + Sql.grantee(who) + dialect.noPassword() + " ACCOUNT LOCK";
      facts.put(new Beyond(first, who, "a way in, by itself", take), Origin.FOREIGN);
    }
    boolean known =
        who.isRole()
            ? personal.containsKey(who)
                || groups.containsKey(who.name())
                    && stateOfGroup(who.name(), groups.get(who.name())) != State.MARKED
            : accounts.containsKey(who) && state(who) != State.MARKED;
    if (!known || ViewSql.isDefiner(who))
      facts.put(new Stranger(first, who, user.defaultRole(), unnamed(who)), Origin.CONTEXT);
  }

  /**
   * Who has something by what the policy takes over is adopted by its word: a mark is written with
   * the first change.
   */
  private void unmarked(Map<MariaDbFact, Origin> facts) {
    Map<Grantee, Set<Target>> had = new TreeMap<>();
    for (Carrier one : carriers.values()) {
      if (one.own() && carries(one.who(), one.target()))
        had.computeIfAbsent(one.who(), _ -> new TreeSet<>()).add(one.target());
    }
    for (Edge edge : edges) {
      if (isSaid(edge))
        had.computeIfAbsent(edge.to(), _ -> new TreeSet<>()).add(target(edge.role(), edge.to()));
    }
    had.forEach(
        (who, targets) -> {
          User user = users.get(who);
          if (user == null || !isAdoptable(who)) return;
          for (Mark mark : accounts.getOrDefault(who, List.of())) targets.remove(mark.target());
          for (Target target : targets) {
            Account good = Account.good(target, who, true, Optional.empty());
            Account there = user.locked() ? good.closed() : good;
            facts.put(isReady(who, user) ? there : there.asItWas(), Origin.OURS);
          }
        });
  }

  private boolean isAdoptable(Grantee who) {
    return !isRole(who)
        && unnamed(who).isEmpty()
        && (!accounts.containsKey(who) || isAdopted(who) && state(who) == State.MADE);
  }

  private void granted(Edge edge, Map<MariaDbFact, Origin> facts) {
    Grantee role = edge.role();
    Grantee to = edge.to();
    // That an account has its own role is part of its being ready.
    if (to.equals(personal.get(role))) return;
    boolean anothers = role.isRole() && groups.containsKey(role.name()) && !isMade(role);
    Granted fact = new Granted(target(role, to), role, to, edge.admin());
    boolean take = isMade(role) || isMade(to) && !anothers;
    if (isSaid(edge)) {
      facts.put(fact, Origin.OURS);
    } else if (take && gives.contains(role)) {
      facts.put(fact, Origin.OURS);
    } else if (take) {
      String sql = "REVOKE " + Sql.grantee(role) + " FROM " + Sql.grantee(to);
      facts.put(fact, Origin.FOREIGN);
      facts.put(new Beyond(fact.target(), to, "the role " + role, sql), Origin.FOREIGN);
    } else {
      facts.put(fact, isAdopted(to) ? Origin.FOREIGN : Origin.CONTEXT);
    }
  }

  /** Whether a policy that takes the role over says who has it. */
  private boolean isSaid(Edge edge) {
    if (!carriesForOthers(edge.role()) || edge.admin()) return false;
    return isMade(edge.to()) || carriesForOthers(edge.to()) || isAdoptable(edge.to());
  }

  private Target target(Grantee role, Grantee to) {
    Carrier carrier = carriers.get(role);
    if (carrier != null && carrier.refusal().isEmpty()) return carrier.target();
    for (Grantee one : List.of(role, to)) {
      Mark group = one.isRole() ? groups.get(one.name()) : null;
      if (group != null && ours.contains(group.target())) return group.target();
    }
    for (Grantee one : List.of(to, role)) {
      Grantee account = one.isRole() ? personal.getOrDefault(one, one) : one;
      for (Mark mark : accounts.getOrDefault(account, List.of())) {
        if (ours.contains(mark.target())) return mark.target();
      }
    }
    return first;
  }
}
