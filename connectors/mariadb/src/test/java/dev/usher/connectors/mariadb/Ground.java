package dev.usher.connectors.mariadb;

import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a test may use of a server: names with a tag of its own, the databases of them, and usher's
 * account, made by the script that ships. Closing it leaves nothing behind.
 */
public final class Ground implements AutoCloseable {
  public static final String PASSWORD = "usher's own, and no other's";

  public final MariaDb server;
  public final String tag = "t" + UUID.randomUUID().toString().substring(0, 8);
  public final String usher = "admin_" + tag;
  private final AdminScript script;
  private final List<String> databases = new ArrayList<>();

  public Ground(MariaDb server) {
    this.server = server;
    script = server.isMySql() ? AdminScript.mySql() : AdminScript.mariaDb();
    run(script.tables());
    run(script.account(usher, "%"));
    server.run("alter user %s identified by %s".formatted(account(usher), Sql.text(PASSWORD)));
  }

  public void run(List<String> statements) {
    server.run(statements.toArray(String[]::new));
  }

  /** A database whose name begins like that, which usher may manage. */
  public String database(String stem) {
    String name = stem + "_" + tag;
    databases.add(name);
    server.run("create database " + name(name));
    if (!server.isMySql()) run(script.rows(name));
    run(script.database(usher, "%", name));
    return name;
  }

  public MariaDbConnector connector() {
    InstantSource clock = InstantSource.system();
    return server.isMySql() ? MariaDbConnector.mySql(clock) : MariaDbConnector.mariaDb(clock);
  }

  /** Who is in which role: name, host, role, its host. */
  public List<List<String>> roles() {
    return server.rows(
        server.isMySql()
            ? "select to_user, to_host, from_user, from_host from mysql.role_edges"
            : "select user, host, role, '' from mysql.roles_mapping");
  }

  /** Empty where it has none. */
  public String defaultRole(String account) {
    List<List<String>> found =
        server.rows(
            (server.isMySql()
                    ? "select default_role_user from mysql.default_roles where user = "
                    : "select coalesce(json_value(priv, '$.default_role'), '')"
                        + " from mysql.global_priv where user = ")
                + text(account));
    return found.isEmpty() ? "" : found.getFirst().getFirst();
  }

  public MariaDbNames names() {
    return (server.isMySql() ? new MySqlDialect() : new MariaDbDialect()).names();
  }

  public static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Texts as a server reads them by default. */
  public static String text(String text) {
    return Sql.text(text.replace("\\", "\\\\"));
  }

  public static String account(String name) {
    return text(name) + "@'%'";
  }

  /**
   * Every account and role of the tag goes, every row of it, and usher's database if it is empty.
   */
  @Override
  public void close() {
    for (String database : databases) server.run("drop database if exists " + name(database));
    String like = "'%" + tag + "%'";
    // Of a long name the tag may be cut off.
    for (List<String> who :
        server.rows("select user, host from mysql.user where host <> '' and user like " + like)) {
      String own = names().personal(new Grantee(who.get(0), who.get(1)));
      server.run("drop role if exists " + name(own));
    }
    for (List<String> who :
        server.rows(
            "select user, host, "
                + (server.isMySql()
                    ? "0 from mysql.user"
                    : "json_value(priv, '$.is_role') is not null from mysql.global_priv")
                + " where user like "
                + like
                + " or user in (select name from usher.mark where environment like "
                + like
                + " and kind = 'role')")) {
      boolean role = who.get(2).equals("1");
      server.run(
          role
              ? "drop role " + name(who.get(0))
              : "drop user " + text(who.get(0)) + "@" + text(who.get(1)));
    }
    server.run(
        "delete from usher.mark where environment like " + like + " or name like " + like,
        "delete from usher.head where environment like " + like,
        "delete from usher.`view` where environment like " + like,
        "delete from usher.attribute where environment like " + like);
    if (server.rows("select 1 from usher.mark union select 1 from usher.head").isEmpty()) {
      server.run("drop database usher");
    }
  }
}
