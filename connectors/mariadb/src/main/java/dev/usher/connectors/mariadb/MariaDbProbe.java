package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.mariadb.ShownGrant.InRole;
import dev.usher.connectors.mariadb.ShownGrant.May;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What accounts can really do, by SHOW GRANTS and SHOW CREATE USER, which answer from what the
 * server goes by and not from its tables. One question for each role and two for each account.
 */
final class MariaDbProbe {
  /**
   * What the server says of accounts that it does not heed, such as those of hosts by name where it
   * resolves no names.
   */
  private static final int NO_SUCH_GRANT = 1141;

  private final Dialect dialect;
  private final Connection connection;
  private final String host;
  private final ProbeThings things;
  private final Map<String, Target> databases;

  /** What was shown of each, asked once. */
  private final Map<Grantee, List<ShownGrant>> shown = new HashMap<>();

  /** In the tables, and not in the server's memory: nobody comes in by them. */
  private final Set<Grantee> asleep = new HashSet<>();

  private final List<Grantee> everybody;
  private final Map<Grantee, Boolean> adopted = new HashMap<>();
  private final Set<String> ownRoles = new HashSet<>();

  private MariaDbProbe(
      Dialect dialect, Connection connection, String host, Map<String, Target> databases)
      throws SQLException {
    this.dialect = dialect;
    this.connection = connection;
    this.host = host;
    this.databases = databases;
    this.things =
        new ProbeThings(
            dialect.type(),
            MariaDbInspect.things(dialect, connection, databases),
            databases,
            MariaDbInspect.patterns(dialect, connection));
    this.everybody = dialect.everybody(connection);
  }

  static MariaDbProbe of(Dialect dialect, Realm realm, Connection connection) throws SQLException {
    Map<String, Target> databases = MariaDbInspect.databases(dialect, realm);
    MariaDbProbe probe =
        new MariaDbProbe(dialect, connection, MariaDbCompile.host(realm), databases);
    Set<Target> ours = Set.copyOf(databases.values());
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
    Rows.each(
        connection,
        dialect.users(),
        row -> {
          Grantee who = dialect.grantee(Rows.text(row, 1), Rows.text(row, 2));
          if (!who.isRole()) accounts.put(name(who), who);
          else if (ownRoles.contains(who.name())) {
            roles.put(who, row.getBoolean(3) && row.getBoolean(6));
          }
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
        Set<String> powers = beyond(role.getKey());
        if (!role.getValue()) powers.add("a way in, by itself");
        if (!powers.isEmpty()) {
          String name = role.getKey().name();
          answers.add(new Reach(name, true, true, false, powers, Set.of(), Map.of()));
        }
      }
    }
    return answers;
  }

  /** An account of the policy's host goes by its name. */
  private String name(Grantee who) {
    return who.host().equals(host) ? who.name() : who.toString();
  }

  private Reach reach(String name, Grantee who, Optional<Resource> only) throws SQLException {
    boolean ours = adopted.containsKey(who);
    Set<Grantee> closure = closure(who);
    Set<String> powers = new TreeSet<>(everywhere(who));
    if (ours && !adopted.getOrDefault(who, true)) powers.addAll(beyond(who));
    for (Grantee role : closure) powers.addAll(everywhere(role));
    Set<String> holds = new TreeSet<>();
    for (Grantee role : closure) if (isOwn(role)) holds.add(role.name());
    if (ours) holds.remove(dialect.names().personal(who));
    List<May> all = new ArrayList<>(mays(who));
    for (Grantee role : closure) all.addAll(mays(role));
    all.addAll(ofEverybody());
    return new Reach(name, true, ours, opens(who), powers, holds, things.can(all, only));
  }

  private boolean isOwn(Grantee role) {
    return role.isRole() && ownRoles.contains(role.name());
  }

  private List<May> ofEverybody() throws SQLException {
    List<May> found = new ArrayList<>();
    for (Grantee one : everybody) {
      found.addAll(mays(one));
      for (Grantee role : closure(one)) found.addAll(mays(role));
    }
    return found;
  }

  private boolean opens(Grantee who) throws SQLException {
    if (asleep.contains(who)) return false;
    String sql = "SHOW CREATE USER " + Sql.grantee(who);
    return !Rows.column(connection, sql).getFirst().contains(" ACCOUNT LOCK");
  }

  /** The roles that it is in, directly and through others. */
  private Set<Grantee> closure(Grantee who) throws SQLException {
    Set<Grantee> seen = new LinkedHashSet<>();
    List<Grantee> open = new ArrayList<>(List.of(who));
    while (!open.isEmpty()) {
      Grantee next = open.removeLast();
      for (ShownGrant one : shown(next)) {
        if (!(one instanceof InRole in) || !in.holder().equals(next.name())) continue;
        Grantee role = dialect.grantee(in.role(), in.host());
        if (seen.add(role)) open.add(role);
      }
    }
    return seen;
  }

  private List<ShownGrant> shown(Grantee who) throws SQLException {
    List<ShownGrant> known = shown.get(who);
    if (known != null) return known;
    String of = who.equals(MariaDbDialect.PUBLIC) ? "PUBLIC" : Sql.grantee(who);
    List<ShownGrant> found = new ArrayList<>();
    try {
      for (String line : Rows.column(connection, "SHOW GRANTS FOR " + of)) {
        found.addAll(ShownGrant.parse(line));
      }
    } catch (SQLException refused) {
      if (refused.getErrorCode() != NO_SUCH_GRANT) throw refused;
      asleep.add(who);
    }
    shown.put(who, found);
    return found;
  }

  /** What it may do itself: of a role the server shows what is in it too. */
  private List<May> mays(Grantee who) throws SQLException {
    List<May> found = new ArrayList<>();
    for (ShownGrant one : shown(who)) {
      if (one instanceof May may && may.holder().equals(who.name())) found.add(may);
    }
    return found;
  }

  private Set<String> everywhere(Grantee who) throws SQLException {
    Set<String> found = new TreeSet<>();
    for (May may : mays(who)) {
      if (!may.database().isEmpty()) continue;
      for (String privilege : may.what().keySet()) {
        if (privilege.equals("all privileges")) found.add(Reach.SUPERUSER);
        else if (!privilege.equals("usage")) found.add(privilege + " everywhere");
      }
    }
    return found;
  }

  /** What one that usher made holds and no policy gives. */
  private Set<String> beyond(Grantee who) throws SQLException {
    Set<String> found = new TreeSet<>(everywhere(who));
    for (ShownGrant one : shown(who)) {
      if (one instanceof InRole in && in.holder().equals(who.name())) {
        Grantee role = dialect.grantee(in.role(), in.host());
        if (in.admin()) found.add("may give on " + role);
        if (!isOwn(role)) found.add("member of " + role);
      }
    }
    for (May may : mays(who)) {
      if (may.option()) found.add("may give on what it has in " + may.database());
      if (may.database().isEmpty() || things.isManaged(may)) continue;
      found.add(String.join(", ", may.what().keySet()) + " in " + may.database());
    }
    return found;
  }

  /** The ways by which an account comes by an action. */
  List<String> paths(String account, String action, Resource on) throws SQLException {
    int at = account.lastIndexOf('@');
    Grantee who = new Grantee(account, host);
    if (!exists(who) && at > 0) {
      who = new Grantee(account.substring(0, at), account.substring(at + 1));
    }
    List<String> found = new ArrayList<>();
    if (!exists(who) || !databases.containsValue(on.target())) return found;
    if (things.has(mays(who), action, on)) found.add("direct");
    if (things.has(ofEverybody(), action, on)) found.add(Session.PUBLIC);
    for (Grantee role : closure(who)) {
      if (things.has(mays(role), action, on)) found.add("member of " + role);
    }
    return found;
  }

  private boolean exists(Grantee who) throws SQLException {
    String sql =
        "SELECT 1 FROM %s WHERE BINARY User = %s AND Host = %s"
            .formatted(dialect.accounts(), Sql.text(who.name()), Sql.text(who.host()));
    return !Rows.column(connection, sql).isEmpty();
  }
}
