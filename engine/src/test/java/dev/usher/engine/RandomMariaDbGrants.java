package dev.usher.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A database of odd names in which roles and accounts hold what chance gives them, in every way
 * that MariaDB knows: directly, by column, on the whole database, by roles in roles, by PUBLIC, by
 * a pattern, with options.
 */
final class RandomMariaDbGrants {
  private static final Map<String, List<String>> PRIVILEGES =
      Map.of(
          "table",
          List.of("SELECT", "INSERT", "UPDATE", "DELETE", "DROP", "TRIGGER", "INDEX", "CREATE"),
          "column",
          List.of("SELECT", "INSERT", "UPDATE", "REFERENCES"),
          "view",
          List.of("SELECT", "INSERT", "SHOW VIEW", "TRIGGER"),
          "sequence",
          List.of("SELECT", "INSERT", "ALTER"),
          "routine",
          List.of("EXECUTE", "ALTER ROUTINE"),
          "database",
          List.of(
              "SELECT", "INSERT", "UPDATE", "EXECUTE", "CREATE", "LOCK TABLES", "DROP", "EVENT"));

  private record Thing(String kind, String name, String column) {}

  private static final List<Thing> THINGS =
      List.of(
          new Thing("table", "orders", ""),
          new Thing("table", "`Order Details`", ""),
          new Thing("table", "`{a,b}`", ""),
          new Thing("table", "`größe`", ""),
          new Thing("column", "orders", "`id`"),
          new Thing("column", "orders", "`*`"),
          new Thing("column", "`größe`", "`a b`"),
          new Thing("view", "open_orders", ""),
          new Thing("view", "`x.y/z`", ""),
          new Thing("column", "open_orders", "`id`"),
          new Thing("sequence", "numbers", ""),
          new Thing("routine", "FUNCTION :database.due", ""),
          new Thing("routine", "FUNCTION :database.`at last`", ""),
          new Thing("routine", "PROCEDURE :database.close_day", ""));

  private static final List<String> SCHEMA =
      List.of(
          "create table :database.orders (`id` int, `*` int, note text)",
          "create table :database.`Order Details` (c int)",
          "create table :database.`{a,b}` (c int)",
          "create table :database.`größe` (`a b` int, `c` int)",
          "create sql security invoker view :database.open_orders as select id, note from"
              + " :database.orders",
          "create sql security definer view :database.`x.y/z` as select 1 as c",
          "create sequence :database.numbers",
          "create function :database.due(c int) returns int deterministic return c",
          "create function :database.`at last`(c int) returns int deterministic return c",
          "create procedure :database.close_day() select 1");

  private final MariaDbBrownfield there;
  private final RandomGenerator random;
  private final List<String> roles = new ArrayList<>();
  private final List<String> accounts = new ArrayList<>();

  private RandomMariaDbGrants(MariaDbBrownfield there, RandomGenerator random) {
    this.there = there;
    this.random = random;
  }

  static void into(MariaDbBrownfield there, RandomGenerator random) {
    RandomMariaDbGrants grants = new RandomMariaDbGrants(there, random);
    grants.who();
    grants.grants(15 + random.nextInt(50));
  }

  private void who() {
    SCHEMA.forEach(there::run);
    for (String stem : List.of("grp", "g:2", "größe", "o'x", "-g")) {
      roles.add(MariaDbBrownfield.quoted(stem + " " + there.tag));
      there.run("create role " + roles.getLast());
    }
    for (String stem : List.of("ann", "b.c@d", "c:d", "sleepy", "Ünal", "grp ")) {
      String host = chance(6) ? "localhost" : "%";
      accounts.add(MariaDbBrownfield.quoted(stem + there.tag) + "@'" + host + "'");
      there.run("create user " + accounts.getLast() + (chance(8) ? " account lock" : ""));
    }
    there.giveRoles();
    for (int role = 0; role < roles.size(); role++) {
      for (int other = 0; other < role; other++) {
        if (chance(4)) there.run("grant " + roles.get(other) + " to " + roles.get(role) + admin());
      }
    }
    for (String account : accounts) {
      for (String role : roles) {
        if (!chance(4)) continue;
        there.run("grant " + role + " to " + account + admin());
        if (chance(2)) there.run("set default role " + role + " for " + account);
      }
    }
  }

  private String admin() {
    return chance(8) ? " with admin option" : "";
  }

  private void grants(int count) {
    for (int i = 0; i < count; i++) {
      if (chance(8)) {
        there.run("grant " + privilege("database") + " on " + database() + " to " + who(true));
        continue;
      }
      Thing thing = THINGS.get(random.nextInt(THINGS.size()));
      String columns = thing.column().isEmpty() ? "" : " (" + thing.column() + ")";
      String privilege =
          thing.kind().equals("column") && thing.name().equals("open_orders")
              ? "SELECT"
              : privilege(thing.kind());
      String on = thing.kind().equals("routine") ? thing.name() : ":database." + thing.name();
      there.run("grant " + privilege + columns + " on " + on + " to " + who(false));
    }
    // On everything of a kind: what becomes a wildcard.
    if (chance(2)) {
      for (Thing thing : THINGS) {
        if (thing.kind().equals("table"))
          there.run("grant select on :database." + thing.name() + " to " + roles.get(1));
      }
    }
  }

  /** The database alone, or a pattern that reaches it. */
  private String database() {
    return chance(6) ? "`%" + there.tag + "`.*" : ":escaped.*";
  }

  private String privilege(String kind) {
    List<String> some = PRIVILEGES.getOrDefault(kind, List.of());
    return some.get(random.nextInt(some.size()));
  }

  /** What PUBLIC has on patterns of databases would outlive the test. */
  private String who(boolean ofDatabase) {
    if (!ofDatabase && chance(14)) return "public";
    List<String> some = chance(2) ? roles : accounts;
    return some.get(random.nextInt(some.size())) + (chance(8) ? " with grant option" : "");
  }

  private boolean chance(int in) {
    return random.nextInt(in) == 0;
  }
}
