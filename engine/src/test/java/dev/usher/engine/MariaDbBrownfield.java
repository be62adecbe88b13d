package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.mariadb.AdminScript;
import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.testkit.MariaDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A database of MariaDB's that had a life before usher, whose account is the script's, with ADMIN
 * OPTION on each role.
 */
final class MariaDbBrownfield extends Brownfield {
  final MariaDb server;
  final String tag;
  final String database;
  private final String admin;

  MariaDbBrownfield(MariaDb server, Path folder) {
    this(server, folder, "t" + UUID.randomUUID().toString().substring(0, 8));
  }

  private MariaDbBrownfield(MariaDb server, Path folder, String tag) {
    super(folder.resolve("access-" + tag));
    this.server = server;
    this.tag = tag;
    this.database = "shop_" + tag;
    this.admin = "admin_" + tag;
    AdminScript script = AdminScript.mariaDb();
    for (List<String> part :
        List.of(
            script.tables(),
            script.rows(database),
            script.account(admin, "%"),
            List.of(
                "alter user " + admin + " identified by 'usher'", "create database " + database),
            script.database(admin, "%", database))) server.run(part.toArray(String[]::new));
  }

  /** Runs a file of SQL, in which {@code :tag} is a tag that no other test has. */
  MariaDbBrownfield file(String file) {
    try {
      run(resource("mariadb/" + file).replaceAll("(?m)^--.*$", "").split(";\\s*\\n"));
      giveRoles();
    } catch (IllegalStateException refused) {
      close();
      throw refused;
    }
    return this;
  }

  void run(String... statements) {
    List<String> all = new ArrayList<>();
    for (String sql : statements) if (!sql.isBlank()) all.add(filled(sql));
    server.run(all.toArray(String[]::new));
  }

  /** What usher's account needs to say who is in a role. */
  void giveRoles() {
    for (String role : names(true)) {
      server.run("grant " + quoted(role) + " to " + admin + " with admin option");
    }
  }

  private Set<String> names(boolean roles) {
    Set<String> found = new LinkedHashSet<>();
    server
        .rows(
            "select user, host from mysql.global_priv where user like '%"
                + tag
                + "%' and host "
                + (roles ? "= ''" : "<> ''"))
        .forEach(
            row ->
                found.add(
                    roles ? row.getFirst() : quoted(row.getFirst()) + "@'" + row.getLast() + "'"));
    return found;
  }

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  @Override
  String filled(String text) {
    return text.replace(":tag", tag)
        .replace(":database", database)
        .replace(":escaped", quoted(database.replace("_", "\\_")))
        .replace(":db", database);
  }

  String name(String stem) {
    return stem + "_" + tag;
  }

  /** As {@link #can} names it. */
  String account(String stem) {
    return "'" + name(stem) + "'@'%'";
  }

  /** The text without the tag. */
  String plain(String text) {
    return text.replace("_" + tag, "");
  }

  @Override
  Connector<?> connector() {
    return MariaDbConnector.mariaDb(CLOCK);
  }

  @Override
  String url() {
    return server.url(database).replace("jdbc:", "");
  }

  @Override
  String admin() {
    return admin + ":usher";
  }

  /**
   * All that each account has, by itself and by every role that it can take up, each as {@code who
   * | on what | what}; of what is held on the database as a whole, each thing in it too.
   */
  @Override
  TreeSet<String> can() {
    Map<String, List<String>> own = new HashMap<>();
    String here = " where table_schema = '" + database + "'";
    List<List<String>> things =
        server.rows("select table_name from information_schema.tables" + here);
    List<List<String>> routines =
        server.rows(
            "select routine_name from information_schema.routines where routine_schema = '"
                + database
                + "'");
    for (List<String> row :
        server.rows(
            "select grantee, privilege_type, is_grantable from information_schema.schema_privileges"
                + " where table_schema = '"
                + database.replace("_", "\\\\_")
                + "'")) {
      List<String> its = own.computeIfAbsent(row.getFirst(), _ -> new ArrayList<>());
      its.add("database | " + row.get(1) + given(row.get(2)));
      things.forEach(thing -> its.add(thing.getFirst() + " | " + row.get(1)));
      if (row.get(1).equals("EXECUTE"))
        routines.forEach(thing -> its.add(thing.getFirst() + "() | EXECUTE"));
    }
    take(
        own,
        "select grantee, table_name, privilege_type, is_grantable from"
            + " information_schema.table_privileges"
            + here);
    take(
        own,
        "select grantee, concat(table_name, '.', column_name), privilege_type, is_grantable from"
            + " information_schema.column_privileges"
            + here);
    take(
        own,
        "select concat('''', user, '''@''', host, ''''), concat(routine_name, '()'), privilege,"
            + " 'NO' from (select user, host, routine_name, 'EXECUTE' as privilege from"
            + " mysql.procs_priv where find_in_set('Execute', proc_priv) and db = '"
            + database
            + "') as p");
    Map<String, List<String>> roles = new HashMap<>();
    for (List<String> row : server.rows("select user, host, role from mysql.roles_mapping")) {
      String member = "'" + row.getFirst() + "'@'" + row.get(1) + "'";
      roles.computeIfAbsent(member, _ -> new ArrayList<>()).add(row.get(2));
    }
    TreeSet<String> can = new TreeSet<>();
    for (List<String> row :
        server.rows(
            "select user, host, coalesce(json_value(priv, '$.account_locked'), '0') from"
                + " mysql.global_priv where host <> '' and user like '%"
                + tag
                + "%' and user <> '"
                + admin
                + "'")) {
      String account = "'" + row.getFirst() + "'@'" + row.get(1) + "'";
      can.add(account + " | locked | " + row.get(2));
      Set<String> seen = new LinkedHashSet<>();
      List<String> open = new ArrayList<>(List.of(account));
      while (!open.isEmpty()) {
        String one = open.removeLast();
        if (!seen.add(one)) continue;
        own.getOrDefault(one, List.of()).forEach(what -> can.add(account + " | " + what));
        for (String role : roles.getOrDefault(one, List.of())) {
          if (!role.startsWith("usher_")) can.add(account + " | role " + role + " | MEMBER");
          open.add("'" + role + "'@''");
        }
      }
    }
    return can;
  }

  private static String given(String grantable) {
    return grantable.equals("YES") ? " to give on" : "";
  }

  private void take(Map<String, List<String>> own, String sql) {
    for (List<String> row : server.rows(sql)) {
      own.computeIfAbsent(row.getFirst(), _ -> new ArrayList<>())
          .add(row.get(1) + " | " + row.get(2) + given(row.get(3)));
    }
  }

  @Override
  public void close() {
    // What PUBLIC has outlives what it is on.
    for (List<String> row :
        server.rows(
            "select '', table_name from mysql.tables_priv where user = 'PUBLIC' and db = '"
                + database
                + "' union select routine_type, routine_name from mysql.procs_priv"
                + " where user = 'PUBLIC' and db = '"
                + database
                + "'"))
      server.run(
          "revoke all privileges on "
              + row.getFirst()
              + " "
              + database
              + "."
              + quoted(row.getLast())
              + " from public");
    server.run("drop database if exists " + database);
    for (List<String> row :
        server.rows(
            "select name from usher.mark where kind = 'role' and `system` = '" + database + "'"))
      server.run("drop role if exists " + quoted(row.getFirst()));
    for (String account : names(false)) server.run("drop user " + account);
    for (String role : names(true)) server.run("drop role " + quoted(role));
    server.run(
        "delete from usher.mark where `system` = '" + database + "'",
        "delete from usher.head where `system` = '" + database + "'",
        "delete from mysql.proxies_priv where user like '%" + tag + "%'");
    if (server.rows("select 1 from usher.mark union select 1 from usher.head").isEmpty())
      server.run("drop database usher");
  }
}
