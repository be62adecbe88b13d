package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.connectors.api.Realm;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is asked only when a database is imported: what there is to take over, and what never is.
 */
final class InspectWhole {
  private static final String VIEWS =
      "SELECT table_name, definer FROM information_schema.views"
          + " WHERE security_type = 'DEFINER' AND table_schema = ";

  private static final String ROUTINES =
      "SELECT name, LOWER(type) FROM (%s) AS routines"
          + " WHERE security <> 'INVOKER' AND type IN ('PROCEDURE', 'FUNCTION') AND db = %s";

  private final Dialect dialect;
  private final Connection connection;
  private final String database;
  private final DatabasePatterns patterns;
  private final Grantee admin;
  private final List<Unsaid> found = new ArrayList<>();

  private InspectWhole(Dialect dialect, Realm realm, Connection connection) throws SQLException {
    this.dialect = dialect;
    this.connection = connection;
    this.database = MariaDbInspect.databases(dialect, realm).keySet().iterator().next();
    this.patterns = MariaDbInspect.patterns(dialect, connection);
    this.admin = MariaDbInspect.admin(dialect, connection);
  }

  /** Every role, and every account of the host that most have who hold something there. */
  static Whole whole(Dialect dialect, Realm realm, Connection connection) throws SQLException {
    InspectWhole asked = new InspectWhole(dialect, realm, connection);
    Set<Grantee> users = new TreeSet<>();
    Set<Grantee> roles = new TreeSet<>();
    Rows.each(
        connection,
        dialect.users(),
        row -> {
          Grantee who = asked.grantee(row, 1, 2);
          if (MariaDbNames.isOurs(who.name()) || who.equals(asked.admin)) return;
          users.add(who);
          if (dialect.isRole(who, row.getBoolean(3))) roles.add(who);
        });
    String host = asked.host(users, roles);
    Map<String, List<String>> carriers = new TreeMap<>();
    for (Grantee who : roles) asked.named(who, users, carriers);
    for (Grantee who : users) {
      if (!roles.contains(who) && who.host().equals(host)) asked.named(who, users, carriers);
    }
    boolean anywhere = host.equals(MariaDbCompile.ANYWHERE);
    return new Whole(
        anywhere ? Map.of() : Map.of("host", List.of(host)), Map.of(Carriers.SETTING, carriers));
  }

  private Grantee grantee(ResultSet row, int name, int host) throws SQLException {
    return dialect.grantee(Rows.text(row, name), Rows.text(row, host));
  }

  private void named(Grantee who, Set<Grantee> users, Map<String, List<String>> carriers) {
    // A role may be called as an account with its host is written.
    if (who.name().isEmpty() || !Carriers.grantee(dialect, who.toString(), users).equals(who)) {
      return;
    }
    String plain = who.name().replaceAll("[^\\p{L}\\p{N}_.@+-]", "-");
    String first = plain.matches("[\\p{L}\\p{N}_].*") ? plain : "_" + plain;
    String name = first;
    for (int i = 2; carriers.containsKey(name); i++) name = first + "-" + i;
    carriers.put(name, List.of(who.toString()));
  }

  /** A policy has one host for all. */
  private String host(Set<Grantee> users, Set<Grantee> roles) throws SQLException {
    Set<Grantee> holders = new HashSet<>();
    Rows.each(
        connection,
        InspectSql.OF_DATABASES,
        row -> {
          if (Rows.text(row, 2).equals(patterns.of(database))) holders.add(grantee(row, 3, 1));
        });
    for (String sql : List.of(InspectSql.OF_TABLES, InspectSql.OF_ROUTINES)) {
      Rows.each(
          connection,
          sql,
          row -> {
            if (Rows.text(row, 3).equals(database)) holders.add(grantee(row, 1, 2));
          });
    }
    Map<Grantee, Set<Grantee>> members = new HashMap<>();
    Rows.each(
        connection,
        dialect.roles(),
        row ->
            members
                .computeIfAbsent(grantee(row, 3, 4), _ -> new HashSet<>())
                .add(grantee(row, 1, 2)));
    Map<String, Integer> hosts = new TreeMap<>();
    for (Grantee who : MariaDbDescribe.closure(holders, members)) {
      boolean possible =
          MariaDbCompile.HOST.matcher(who.host()).matches()
              && who.host().equals(who.host().toLowerCase(Locale.ROOT));
      if (users.contains(who) && !roles.contains(who) && !who.name().isEmpty() && possible) {
        hosts.merge(who.host(), 1, Integer::sum);
      }
    }
    String most = MariaDbCompile.ANYWHERE;
    for (Map.Entry<String, Integer> one : hosts.entrySet()) {
      if (one.getValue() > hosts.getOrDefault(most, 0)) most = one.getKey();
    }
    return most;
  }

  /** What gives access there and is in no fact. */
  static List<Unsaid> unsaid(Dialect dialect, Realm realm, Connection connection)
      throws SQLException {
    InspectWhole asked = new InspectWhole(dialect, realm, connection);
    asked.patterns();
    asked.everywhere();
    asked.definers();
    asked.packages();
    Rows.each(
        connection,
        InspectSql.PROXIES,
        row ->
            asked.add(
                "mysql.proxies_priv of " + new Grantee(Rows.text(row, 1), Rows.text(row, 2)),
                "may come in as " + whoever(Rows.text(row, 3), Rows.text(row, 4))));
    for (Grantee one : dialect.everybody(connection)) {
      if (!one.equals(MariaDbDialect.PUBLIC))
        asked.add("mandatory_roles", "every account is in the role " + one);
    }
    return asked.found;
  }

  private static String whoever(String name, String host) {
    return name.isEmpty() ? "anybody" : new Grantee(name, host).toString();
  }

  private void patterns() throws SQLException {
    Rows.each(
        connection,
        InspectSql.OF_DATABASES,
        row -> {
          String pattern = Rows.text(row, 2);
          Grantee by = grantee(row, 3, 1);
          boolean others = !pattern.equals(patterns.of(database));
          if (!others || by.equals(admin) || !patterns.matches(pattern, database)) return;
          add(
              "mysql.db of " + pattern,
              String.join(", ", new TreeSet<>(InspectGrants.privileges(row)))
                  + " for "
                  + by
                  + ": a pattern, and a policy names each database; this one alone is "
                  + Sql.name(patterns.of(database))
                  + ".*");
        });
  }

  private void everywhere() throws SQLException {
    Rows.each(
        connection,
        dialect.users(),
        row -> {
          Grantee who = grantee(row, 1, 2);
          if (!row.getBoolean(4) || who.equals(admin)) return;
          add(dialect.accounts() + " of " + who, "holds privileges on everything (*.*)");
        });
  }

  private void definers() throws SQLException {
    Rows.each(
        connection,
        VIEWS + Sql.text(database),
        row -> {
          String definer = Rows.text(row, 2);
          if (definer.equals(ViewSql.definer(database).toString())) return;
          add(
              "information_schema.views.security_type of " + Rows.text(row, 1),
              "whoever may use it reads and writes as " + definer);
        });
    Map<List<String>, String> definers = new HashMap<>();
    Rows.each(
        connection,
        dialect.definers(),
        row -> {
          if (Rows.text(row, 3).equals(database))
            definers.put(List.of(Rows.text(row, 4), Rows.text(row, 2)), Rows.text(row, 1));
        });
    Rows.each(
        connection,
        ROUTINES.formatted(dialect.routines(), Sql.text(database)),
        row -> {
          List<String> routine = List.of(Rows.text(row, 1), Rows.text(row, 2));
          add(
              "information_schema.routines.security_type of "
                  + routine.get(1)
                  + " "
                  + routine.get(0),
              "whoever may call it acts as "
                  + definers.getOrDefault(routine, "somebody whom usher's account may not see"));
        });
  }

  private void packages() throws SQLException {
    Rows.each(
        connection,
        InspectSql.OF_ROUTINES,
        row -> {
          String kind = Rows.text(row, 5).toLowerCase(Locale.ROOT);
          boolean managed = dialect.type().kinds().containsKey(kind);
          if (managed || !Rows.text(row, 3).equals(database)) return;
          add(
              "mysql.procs_priv of " + kind + " " + Rows.text(row, 4),
              Rows.text(row, 6).toLowerCase(Locale.ROOT)
                  + " for "
                  + grantee(row, 1, 2)
                  + ": no policy speaks of packages");
        });
  }

  private void add(String row, String text) {
    found.add(new Unsaid(row, text));
  }
}
