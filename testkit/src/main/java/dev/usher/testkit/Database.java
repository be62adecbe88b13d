package dev.usher.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A database of one's own on a test server. Its name begins with a tag that names of roles can
 * begin with too, so that tests on one cluster do not meet. Closing drops it, the roles made here,
 * and every role of that tag that usher marked and that nothing in another database hangs on.
 */
public final class Database implements AutoCloseable {
  private static final String MARKED =
      """
      select r.rolname from pg_roles r
      join pg_shdescription d on d.objoid = r.oid and d.classoid = 'pg_authid'::regclass
      where d.description like 'usher:%' and\s""";

  private static final String FREE =
      """
      not exists (select from pg_shdepend s where s.refobjid = r.oid and s.dbid not in
        (0, (select oid from pg_database where datname = current_database())))
      """;

  private final Postgres server;
  private final String tag;
  private final String name;
  private final Deque<String> roles = new ArrayDeque<>();
  private final Set<String> marked;

  private Database(Postgres server, String tag) {
    this.server = server;
    this.tag = tag;
    this.name = tag + "_db";
    try (Connection connection = server.connect("postgres")) {
      marked = Set.copyOf(Sql.column(connection, MARKED + "true"));
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  static Database create(Postgres server) {
    Database database =
        new Database(server, "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 8));
    server.run("postgres", "create database " + database.name + " template template0");
    return database;
  }

  public Postgres server() {
    return server;
  }

  public String name() {
    return name;
  }

  /** Such as {@code t1a2b3c4d}: letters and digits only, never twice. */
  public String tag() {
    return tag;
  }

  public String url() {
    return server.url(name);
  }

  /** A connection as the superuser. */
  public Connection connect() {
    return server.connect(name);
  }

  /** A connection as that role, without a password. */
  public Connection connectAs(String role) {
    return server.connect(name, role, "");
  }

  /** Runs SQL as the superuser. */
  public Database run(String... statements) {
    server.run(name, statements);
    return this;
  }

  /** Rows of a question that the superuser asks. */
  public List<List<String>> rows(String sql) {
    try (Connection connection = connect()) {
      return Sql.rows(connection, sql);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  /**
   * Creates a role that goes when this is closed.
   *
   * @param options such as {@code login createrole}
   * @return the name
   */
  public String role(String role, String options) {
    run("create role " + Sql.name(role) + " " + options);
    roles.push(role);
    return role;
  }

  /** A role that something else will make, and that goes when this is closed. */
  public String expectRole(String role) {
    roles.push(role);
    return role;
  }

  @Override
  public void close() {
    try (Connection connection = server.connect("postgres")) {
      Sql.run(connection, "drop database if exists " + name + " with (force)");
      List<String> made = Sql.column(connection, MARKED + FREE);
      made.stream().filter(role -> !marked.contains(role)).forEach(roles::add);
      drop(connection);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  /** DROP OWNED also takes what they hold on shared objects and in the database postgres. */
  private void drop(Connection connection) {
    for (String role : roles) {
      if (Sql.rows(connection, "select 1 from pg_roles where rolname = " + Sql.text(role))
          .isEmpty()) {
        continue;
      }
      Sql.run(
          connection,
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = "
              + Sql.text(role),
          "drop owned by " + Sql.name(role) + " cascade",
          "drop role " + Sql.name(role));
    }
  }
}
