package dev.usher.engine;

import dev.usher.connectors.postgres.AdminScript;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.plan.Plan;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.policy.PolicyReader;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** A database that had a life before usher, and the policy that is imported from it. */
final class Brownfield implements AutoCloseable {
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
  final Path folder;
  final Path policy;
  private String admin;
  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));

  /** With the server's superuser as usher's account. */
  Brownfield(Postgres server, Path folder) {
    this(server, folder, server.superuser() + ":" + server.password());
  }

  private Brownfield(Postgres server, Path folder, String admin) {
    this.database = server.database();
    this.folder = folder;
    this.policy = folder.resolve("access-" + database.tag());
    this.admin = admin;
  }

  /** From here on with the account that the script makes, which is no superuser. */
  Brownfield asUsher() {
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
  Brownfield run(String file) {
    try (InputStream text =
        Objects.requireNonNull(getClass().getResourceAsStream("/brownfield/" + file))) {
      database.run(
          new String(text.readAllBytes(), StandardCharsets.UTF_8)
              .replace("@", database.tag())
              .replace(":database", database.name()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
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

  Usher usher() {
    return new LocalUsher(
        new PolicyReader(clock),
        name -> Optional.ofNullable(Map.of("USHER_ADMIN", admin).get(name)),
        List.of(new PostgresConnector(clock)),
        FileLedger::beside,
        clock,
        "ann",
        new SecureRandom(),
        Duration.ofSeconds(5));
  }

  ImportReport imported() {
    return usher().importing(database.url(), "env:USHER_ADMIN", policy, Progress.silent());
  }

  PlanReport plan() {
    return usher().plan(policy, java.util.Set.of(), Progress.silent());
  }

  ApplyReport apply(PlanReport plan) {
    return usher().apply(policy, plan, Progress.silent());
  }

  static List<String> statements(PlanReport plan) {
    return plan.plans().stream()
        .flatMap(one -> one.stages().stream())
        .flatMap(stage -> stage.steps().stream())
        .map(Plan.Step::statement)
        .toList();
  }

  String text(String file) {
    try {
      return Files.readString(policy.resolve(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void edit(String file, String before, String after) {
    Shops.edit(policy.resolve(file), filled(before), filled(after));
  }

  private String filled(String text) {
    return text.replace("@", database.tag())
        .replace(":db", database.name())
        .replace(":place", database.url().substring(database.url().indexOf("//") + 2));
  }

  /** Each as {@code who, on what, what}. */
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
