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
  private static final Grantee PUBLIC = Grantee.role("PUBLIC");

  /**
   * What the server says of accounts that it does not heed, such as those of hosts by name where it
   * resolves no names.
   */
  private static final int NO_SUCH_GRANT = 1141;

  private final Connection connection;
  private final String host;
  private final ProbeThings things;
  private final Map<String, Target> databases;

  /** What was shown of each, asked once. */
  private final Map<Grantee, List<ShownGrant>> shown = new HashMap<>();

  /** In the tables, and not in the server's memory: nobody comes in by them. */
  private final Set<Grantee> asleep = new HashSet<>();

  private final Map<Grantee, Boolean> adopted = new HashMap<>();
  private final Set<String> ownRoles = new HashSet<>();

  private MariaDbProbe(Connection connection, String host, Map<String, Target> databases)
      throws SQLException {
    this.connection = connection;
    this.host = host;
    this.databases = databases;
    this.things = new ProbeThings(MariaDbInspect.things(connection, databases), databases);
  }

  static MariaDbProbe of(Realm realm, Connection connection) throws SQLException {
    Map<String, Target> databases = MariaDbInspect.databases(realm);
    MariaDbProbe probe = new MariaDbProbe(connection, MariaDbCompile.host(realm), databases);
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
            probe.ownRoles.add(MariaDbNames.personal(who));
          }
        });
    return probe;
  }

  List<Reach> probe(Probe probe) throws SQLException {
    Map<String, Grantee> accounts = new TreeMap<>();
    Set<String> roles = new TreeSet<>();
    Rows.each(
        connection,
        "SELECT User, Host, JSON_VALUE(Priv, '$.is_role') IS NOT NULL FROM mysql.global_priv",
        row -> {
          Grantee who = new Grantee(Rows.text(row, 1), Rows.text(row, 2));
          if (row.getBoolean(3)) roles.add(who.name());
          else accounts.put(name(who), who);
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
      for (String role : roles) {
        Set<String> powers = ownRoles.contains(role) ? beyond(Grantee.role(role)) : Set.of();
        if (!powers.isEmpty()) {
          answers.add(new Reach(role, true, true, false, powers, Set.of(), Map.of()));
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
    Set<String> closure = closure(who);
    Set<String> powers = new TreeSet<>(everywhere(who));
    if (ours && !adopted.getOrDefault(who, true)) powers.addAll(beyond(who));
    for (String role : closure) powers.addAll(everywhere(Grantee.role(role)));
    Set<String> holds = new TreeSet<>(closure);
    holds.retainAll(ownRoles);
    if (ours) holds.remove(MariaDbNames.personal(who));
    List<May> all = new ArrayList<>(mays(who));
    for (String role : closure) all.addAll(mays(Grantee.role(role)));
    all.addAll(mays(PUBLIC));
    return new Reach(name, true, ours, opens(who), powers, holds, things.can(all, only));
  }

  private boolean opens(Grantee who) throws SQLException {
    if (asleep.contains(who)) return false;
    String sql = "SHOW CREATE USER " + Sql.grantee(who);
    return !Rows.column(connection, sql).getFirst().contains(" ACCOUNT LOCK");
  }

  /** The roles that it is in, directly and through others. */
  private Set<String> closure(Grantee who) throws SQLException {
    Set<String> seen = new LinkedHashSet<>();
    List<Grantee> open = new ArrayList<>(List.of(who));
    while (!open.isEmpty()) {
      Grantee next = open.removeLast();
      for (ShownGrant one : shown(next)) {
        if (!(one instanceof InRole in) || !in.holder().equals(next.name())) continue;
        if (seen.add(in.role())) open.add(Grantee.role(in.role()));
      }
    }
    return seen;
  }

  private List<ShownGrant> shown(Grantee who) throws SQLException {
    List<ShownGrant> known = shown.get(who);
    if (known != null) return known;
    String of = who.equals(PUBLIC) ? "PUBLIC" : Sql.grantee(who);
    List<ShownGrant> found = new ArrayList<>();
    try {
      for (String line : Rows.column(connection, "SHOW GRANTS FOR " + of)) {
        ShownGrant.parse(line).ifPresent(found::add);
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
        if (in.admin()) found.add("may give on " + in.role());
        if (!ownRoles.contains(in.role())) found.add("member of " + in.role());
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
    if (things.has(mays(PUBLIC), action, on)) found.add(Session.PUBLIC);
    for (String role : closure(who)) {
      if (things.has(mays(Grantee.role(role)), action, on)) found.add("member of " + role);
    }
    return found;
  }

  private boolean exists(Grantee who) throws SQLException {
    String sql =
        "SELECT 1 FROM mysql.global_priv WHERE BINARY user = %s AND host = %s"
            .formatted(Sql.text(who.name()), Sql.text(who.host()));
    return !Rows.column(connection, sql).isEmpty();
  }
}
