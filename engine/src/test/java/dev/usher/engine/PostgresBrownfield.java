package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.postgres.AdminScript;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.nio.file.Path;
import java.util.TreeSet;

/** A database of PostgreSQL's that had a life before usher. */
final class PostgresBrownfield extends Brownfield {
  /** Everything that anybody can do, by the server's own answers, and who is in what. */
  private static final String CAN =
      """
      with who as (select oid, rolname from pg_roles where rolname like '%:tag%'),
           rel as (select c.oid, c.oid::regclass::text as name, c.relkind from pg_class c
                   join pg_namespace n on n.oid = c.relnamespace
                   where n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'usher'))
      select rolname, name, p from who, rel, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE',
        'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
      where relkind in ('r', 'p', 'v', 'm', 'f') and has_table_privilege(who.oid, rel.oid, p)
      union all
      select rolname, name, p from who, rel, unnest(array['USAGE', 'SELECT', 'UPDATE']) p
      where case when relkind = 'S' then has_sequence_privilege(who.oid, rel.oid, p) end
      union all
      select rolname, name || '.' || attname, p from who, rel
      join pg_attribute a on a.attrelid = rel.oid and a.attnum > 0 and not a.attisdropped,
      unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
      where relkind in ('r', 'p', 'v', 'm', 'f') and has_column_privilege(who.oid, rel.oid, a.attnum, p)
      union all
      select rolname, p.oid::regprocedure::text, 'EXECUTE' from who, pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
        and has_function_privilege(who.oid, p.oid, 'EXECUTE')
      union all
      select rolname, t.oid::regtype::text, 'USAGE' from who, pg_type t
      join pg_namespace n on n.oid = t.typnamespace
      where n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'usher')
        and has_type_privilege(who.oid, t.oid, 'USAGE')
      union all
      select rolname, nspname, p from who, pg_namespace n, unnest(array['USAGE', 'CREATE']) p
      where nspname not like 'pg\\_%' and nspname <> 'usher' and has_schema_privilege(who.oid, n.oid, p)
      union all
      select rolname, 'database', p from who, unnest(array['CONNECT', 'CREATE', 'TEMPORARY']) p
      where has_database_privilege(who.oid, current_database(), p)
      union all
      select w.rolname, 'role ' || g.rolname, 'MEMBER' from who w, who g
      where w.oid <> g.oid and pg_has_role(w.oid, g.oid, 'MEMBER')
      union all
      select rolname, 'login', rolcanlogin::text from pg_roles where rolname like '%:tag%'
      """;

  final Database database;
  private String admin;

  /** With the server's superuser as usher's account. */
  PostgresBrownfield(Postgres server, Path folder) {
    this(server.database(), folder, server.superuser() + ":" + server.password());
  }

  private PostgresBrownfield(Database database, Path folder, String admin) {
    super(folder.resolve("access-" + database.tag()));
    this.database = database;
    this.admin = admin;
  }

  /** From here on with the account that the script makes, which is no superuser. */
  PostgresBrownfield asUsher() {
    String usher = database.expectRole("usher_admin_" + database.tag());
    String owner = database.role("owner_" + database.tag(), "nologin");
    database.run(
        AdminScript.role(usher),
        "alter database " + database.name() + " owner to " + owner,
        AdminScript.owner(usher, owner),
        AdminScript.database(usher, database.name(), database.server().major()));
    admin = usher + ":";
    return this;
  }

  /** Runs a file of SQL, in which {@code @} is a tag that no other test has. */
  PostgresBrownfield run(String file) {
    try {
      database.run(
          resource(file).replace("@", database.tag()).replace(":database", database.name()));
    } finally {
      expectRoles();
    }
    return this;
  }

  void expectRoles() {
    database
        .rows("select rolname from pg_roles where rolname like '%" + database.tag() + "%'")
        .forEach(row -> database.expectRole(row.getFirst()));
  }

  String name(String role) {
    return role + "_" + database.tag();
  }

  @Override
  Connector<?> connector() {
    return new PostgresConnector(CLOCK);
  }

  @Override
  String url() {
    return database.url();
  }

  @Override
  String admin() {
    return admin;
  }

  @Override
  String filled(String text) {
    return text.replace("@", database.tag())
        .replace(":db", database.name())
        .replace(":place", database.url().substring(database.url().indexOf("//") + 2));
  }

  @Override
  TreeSet<String> can() {
    TreeSet<String> all = new TreeSet<>();
    database
        .rows(CAN.replace(":tag", database.tag()))
        .forEach(row -> all.add(String.join(" | ", row)));
    return all;
  }

  @Override
  public void close() {
    database.close();
  }
}
