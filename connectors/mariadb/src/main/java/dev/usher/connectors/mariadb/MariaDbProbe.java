package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Owner;
import dev.usher.connectors.api.Owner.Owned;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.mariadb.ShownGrant.InRole;
import dev.usher.connectors.mariadb.ShownGrant.May;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What accounts can really do, by what the server shows of each. */
final class MariaDbProbe {
  private final Dialect dialect;
  private final Connection connection;
  private final String host;
  private final ShownGrants shown;
  private final ProbeThings things;
  private final ProbeRows rows;
  private final Map<String, Target> databases;

  /** Those whose privileges everybody has, with the roles in them. */
  private final Set<Grantee> everybody = new LinkedHashSet<>();

  /**
   * What rows of mysql.db without a name give everybody, whether there is such an account or not.
   */
  private final List<May> nameless = new ArrayList<>();

  /** As whom each may come in. */
  private final Map<Grantee, Set<Grantee>> proxies = new HashMap<>();

  /**
   * @param shut whether no password fits
   */
  private record User(boolean locked, boolean shut) {}

  /** By tables, for in what SHOW CREATE USER says, a name may read like a lock. */
  private final NavigableMap<Grantee, User> users = new TreeMap<>();

  /** What views look up, by the name that somebody comes in with. */
  private final Map<String, Map<Target, Map<String, Value>>> attributes = new HashMap<>();

  private final Map<Grantee, Boolean> adopted = new HashMap<>();
  private final Set<String> ownRoles = new HashSet<>();

  /** Roles that were there before and carry some of the policy. */
  private final Set<Grantee> carriers = new HashSet<>();

  private MariaDbProbe(
      Dialect dialect, Connection connection, String host, Map<String, Target> databases)
      throws SQLException {
    this.dialect = dialect;
    this.connection = connection;
    this.shown = new ShownGrants(dialect, connection);
    this.host = host;
    this.databases = databases;
    InspectRows found = InspectRows.views(connection, databases);
    InspectThings there = MariaDbInspect.things(dialect, connection, databases, found);
    this.rows = new ProbeRows(there, found);
    this.things =
        new ProbeThings(
            dialect.type(), there, rows, databases, MariaDbInspect.patterns(dialect, connection));
    for (Grantee one : dialect.everybody(connection)) {
      everybody.add(one);
      everybody.addAll(shown.closure(one));
    }
    Rows.each(
        connection,
        dialect.users(),
        row ->
            users.put(
                dialect.grantee(Rows.text(row, 1), Rows.text(row, 2)),
                new User(row.getBoolean(3), row.getBoolean(6))));
    Rows.each(
        connection,
        InspectSql.PROXIES,
        row ->
            proxies
                .computeIfAbsent(
                    new Grantee(Rows.text(row, 1), Rows.text(row, 2)), _ -> new TreeSet<>())
                .add(new Grantee(Rows.text(row, 3), Rows.text(row, 4))));
    Rows.each(connection, InspectSql.NAMELESS, row -> nameless.add(nameless(row)));
    for (RowFact.Line line : Attributes.read(connection, Set.copyOf(databases.values()))) {
      attributes
          .computeIfAbsent(line.account(), _ -> new HashMap<>())
          .computeIfAbsent(line.target(), _ -> new HashMap<>())
          .put(line.attribute(), line.value());
    }
  }

  private static May nameless(ResultSet row) throws SQLException {
    Map<String, Set<String>> what = new HashMap<>();
    for (String privilege : InspectGrants.privileges(row)) what.put(privilege, Set.of());
    return new May(what, "", Rows.text(row, 2), "", "", what.containsKey("grant option"));
  }

  static MariaDbProbe of(Dialect dialect, Realm realm, Connection connection) throws SQLException {
    Map<String, Target> databases = MariaDbInspect.databases(dialect, realm);
    MariaDbProbe probe =
        new MariaDbProbe(dialect, connection, MariaDbCompile.host(realm), databases);
    Set<Target> ours = Set.copyOf(databases.values());
    probe.carriers.addAll(Carriers.named(dialect, realm, probe.users.keySet()).keySet());
    Rows.each(
        connection,
        "SELECT kind, name, host, environment, `system`, adopted FROM usher.mark"
            + " WHERE state = 'made'",
        row -> {
          if (!ours.contains(new Target(Rows.text(row, 4), Rows.text(row, 5)))) return;
          Grantee who = new Grantee(Rows.text(row, 2), Rows.text(row, 3));
          if (who.isRole()) probe.ownRoles.add(who.name());
          else {
            probe.adopted.put(who, row.getBoolean(6));
            probe.ownRoles.add(dialect.names().personal(who));
          }
        });
    return probe;
  }

  List<Reach> probe(Probe probe) throws SQLException {
    Map<String, Grantee> accounts = new TreeMap<>();
    // Whether nobody can come in by it, which is so by nature or as usher made it.
    Map<Grantee, Boolean> roles = new TreeMap<>();
    users.forEach(
        (who, user) -> {
          boolean closed = user.locked() && user.shut();
          boolean own = ownRoles.contains(who.name()) && who.isRole();
          if (own || ViewSql.isDefiner(who)) roles.put(who, closed);
          // In MySQL anybody may be called as usher's roles are, and come in.
          else if (!who.isRole() || !closed) accounts.put(name(who), who);
        });
    List<Reach> answers = new ArrayList<>();
    boolean all = probe.accounts().isEmpty();
    // Usher's own account made the roles and may give them; its name here comes with its host.
    if (all) accounts.remove(Rows.column(connection, "SELECT CURRENT_USER()").getFirst());
    for (String name : all ? accounts.keySet() : new TreeSet<>(probe.accounts())) {
      Grantee who = accounts.get(name);
      if (who == null) {
        answers.add(new Reach(name, false, false, false, Set.of(), Set.of(), Map.of()));
        continue;
      }
      Reach reach = reach(name, who, probe.only());
      if (!all || reach.opens()) answers.add(reach);
    }
    if (all && probe.only().isEmpty()) {
      for (var role : roles.entrySet()) {
        Grantee who = role.getKey();
        Set<String> powers = beyond(who);
        if (!role.getValue()) powers.add("a way in, by itself");
        if (!powers.isEmpty()) {
          String name = role.getKey().name();
          answers.add(new Reach(name, true, true, false, powers, Set.of(), Map.of()));
        }
      }
    }
    return answers;
  }

  /**
   * Accounts with whose rights something runs: the nearest that there is to an owner. By the role
   * that usher made for one alone it is theirs too.
   */
  List<Owner> owners() throws SQLException {
    Map<Grantee, Grantee> byRole = new TreeMap<>();
    adopted.keySet().forEach(who -> byRole.put(Grantee.role(dialect.names().personal(who)), who));
    Map<Grantee, List<Owned>> found = new TreeMap<>();
    MariaDbInspect.definers(
        dialect,
        connection,
        databases,
        (definer, row) -> {
          Grantee who = byRole.getOrDefault(definer, definer);
          if (!users.containsKey(who) || who.isRole() || ViewSql.isDefiner(who)) return;
          String database = Rows.text(row, 3);
          found
              .computeIfAbsent(who, _ -> new ArrayList<>())
              .add(
                  new Owned(
                      Rows.text(row, 2),
                      database + "." + Rows.text(row, 4),
                      Optional.ofNullable(databases.get(database))));
        });
    List<Owner> owners = new ArrayList<>();
    found.forEach(
        (who, all) ->
            owners.add(
                new Owner(
                    name(who),
                    adopted.containsKey(who),
                    opens(who),
                    all.size(),
                    all.stream().limit(Owner.MOST).toList(),
                    false)));
    return owners;
  }

  /** An account of the policy's host goes by its name. */
  private String name(Grantee who) {
    return who.host().equals(host) ? who.name() : who.toString();
  }

  private Reach reach(String name, Grantee who, Optional<Resource> only) throws SQLException {
    boolean ours = adopted.containsKey(who);
    Set<Grantee> closure = roles(who);
    closure.addAll(everybody);
    Set<String> powers = new TreeSet<>(shown.everywhere(who));
    if (ours && !adopted.getOrDefault(who, true)) powers.addAll(beyond(who));
    for (Grantee role : closure) powers.addAll(shown.everywhere(role));
    Set<String> holds = new TreeSet<>();
    for (Grantee role : closure) if (isOwn(role)) holds.add(role.name());
    if (ours) holds.remove(dialect.names().personal(who));
    for (Grantee as : proxies.getOrDefault(who, Set.of())) {
      boolean asOurs =
          ownRoles.contains(as.name())
              || adopted.keySet().stream().anyMatch(one -> one.name().equals(as.name()));
      if (ours) powers.add("a way in as " + as);
      else if (asOurs) holds.add(as.toString());
    }
    List<May> all = new ArrayList<>(shown.mays(who));
    for (Grantee other : namesakes(who)) all.addAll(shown.mays(other));
    for (Grantee role : closure) all.addAll(shown.mays(role));
    all.addAll(nameless);
    return new Reach(
        name,
        true,
        ours,
        opens(who),
        powers,
        holds,
        things.withRows(all, only),
        attributes.getOrDefault(name, Map.of()));
  }

  private boolean isOwn(Grantee role) {
    return role.isRole() && ownRoles.contains(role.name());
  }

  /** Those of whose privileges it has its part, though they are another account's. */
  private List<Grantee> namesakes(Grantee who) {
    Grantee last = new Grantee(who.name(), "\uffff");
    return users.subMap(Grantee.role(who.name()), last).keySet().stream()
        .filter(other -> other.isHadBy(who))
        .toList();
  }

  /** All that it can take up, beside everybody's. */
  private Set<Grantee> roles(Grantee who) throws SQLException {
    Set<Grantee> roles = shown.closure(who);
    if (dialect.sharesRoles()) {
      for (Grantee other : namesakes(who)) roles.addAll(shown.closure(other));
    }
    return roles;
  }

  private List<May> ofEverybody() throws SQLException {
    List<May> found = new ArrayList<>(nameless);
    for (Grantee one : everybody) found.addAll(shown.mays(one));
    return found;
  }

  private boolean opens(Grantee who) {
    User user = users.get(who);
    return user != null && !user.locked() && !shown.isAsleep(who);
  }

  /** What one that usher made holds and no policy gives. */
  private Set<String> beyond(Grantee who) throws SQLException {
    Set<String> found = new TreeSet<>(shown.everywhere(who));
    for (ShownGrant one : shown.of(who)) {
      if (one instanceof InRole in && in.holder().equals(who.name())) {
        Grantee role = dialect.grantee(in.role(), in.host());
        if (in.admin()) found.add("may give on " + role);
        if (!isOwn(role) && !carriers.contains(role)) found.add("member of " + role);
      }
    }
    for (May may : shown.mays(who)) {
      if (may.option()) found.add("may give on what it has in " + may.database());
      if (may.database().isEmpty() || isInside(who, may)) continue;
      found.add(String.join(", ", may.what().keySet()) + " in " + may.database());
    }
    return found;
  }

  /**
   * The account of a database's views reads what they look up, and nothing of other databases: what
   * is for all of one may be for several, by a pattern.
   */
  private boolean isInside(Grantee who, May may) {
    if (!ViewSql.isDefiner(who)) return things.isManaged(may);
    boolean looksUp =
        may.database().equals("usher")
            && may.name().equals("attribute")
            && may.what().keySet().equals(Set.of("select"));
    return looksUp || !may.name().isEmpty() && who.equals(ViewSql.definer(may.database()));
  }

  /** The ways by which an account comes by an action. */
  List<String> paths(String account, String action, Resource on) throws SQLException {
    int at = account.lastIndexOf('@');
    Grantee who = new Grantee(account, host);
    if (!users.containsKey(who) && at > 0) {
      who = new Grantee(account.substring(0, at), account.substring(at + 1));
    }
    List<String> found = new ArrayList<>();
    if (!users.containsKey(who) || !databases.containsValue(on.target())) return found;
    if (things.has(shown.mays(who), action, on)) found.add("direct");
    if (things.has(ofEverybody(), action, on)) found.add(Session.PUBLIC);
    for (Grantee other : namesakes(who)) {
      if (things.has(shown.mays(other), action, on)) found.add("as " + other);
    }
    for (Grantee role : roles(who)) {
      if (things.has(shown.mays(role), action, on)) found.add("member of " + role);
      for (String view : rows.names(shown.mays(role), action, on))
        found.add("member of " + role + ", by the view " + view);
    }
    return found;
  }
}
