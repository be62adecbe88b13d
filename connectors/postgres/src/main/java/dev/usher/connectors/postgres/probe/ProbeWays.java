package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.Way;
import dev.usher.connectors.postgres.inspect.InspectRows;
import dev.usher.connectors.postgres.inspect.InspectThings;
import dev.usher.connectors.postgres.inspect.PostgresInspect;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * By which ways accounts come by managed data beside what usher's roles hold, by the server's own
 * answers: three queries for each database, over classes of things and of accounts that are alike.
 */
public final class ProbeWays {
  /**
   * One of all relations with one owner and one acl, no rows apart: kind of way, role, how many,
   * one of them.
   */
  private static final String ALIKE =
      """
      managed AS MATERIALIZED (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY (?)),
      alike AS MATERIALIZED (
        SELECT min(c.oid) AS oid, c.relowner AS owner, c.relacl AS acl, count(*) AS many,
               min(m.nspname || '.' || c.relname) AS example
        FROM pg_class c JOIN managed m ON m.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        GROUP BY c.relowner, c.relacl, CASE WHEN c.relrowsecurity THEN c.oid END)
      """;

  /**
   * What leads there, the account, whether it has it without becoming another role first.
   * Attributes are the cluster's: they are told for its first database.
   */
  private static final String RIGHTS =
      """
      WITH %1$s,
      source AS (
        SELECT owner AS role, 'owns' AS how, sum(many) AS many, min(example) AS example
        FROM alike GROUP BY owner
        UNION ALL
        SELECT role, 'has privileges on', sum(many), min(example) FROM (
          SELECT DISTINCT a.grantee AS role, x.oid, x.many, x.example
          FROM alike x, aclexplode(x.acl) a WHERE a.grantee <> x.owner
          UNION
          SELECT a.grantee, c.oid, 1, m.nspname || '.' || c.relname
          FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
          JOIN managed m ON m.oid = c.relnamespace, aclexplode(t.attacl) a
          WHERE t.attacl IS NOT NULL AND NOT t.attisdropped AND a.grantee <> c.relowner) held
        GROUP BY role
        UNION ALL
        SELECT oid, CASE WHEN rolname LIKE 'pg_read%%' THEN 'reads'
                         WHEN rolname LIKE 'pg_write%%' THEN 'writes' ELSE 'can do' END, 0, ''
        FROM pg_roles WHERE rolname IN ('pg_read_all_data', 'pg_write_all_data',
          'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'))
      SELECT p.what, a.rolname, true FROM pg_roles a CROSS JOIN LATERAL (VALUES
        ('superusers can do everything', a.rolsuper),
        ('REPLICATION copies everything', a.rolreplication AND NOT a.rolsuper),
        ('CREATEROLE can give itself everything, before 16',
         a.rolcreaterole AND NOT a.rolsuper AND %4$s)) p (what, has)
      WHERE a.rolcanlogin AND p.has AND %3$s
      UNION ALL
      SELECT CASE WHEN s.role = 0 THEN 'everybody (PUBLIC)' ELSE g.rolname END || ' ' || s.how
             || CASE s.many WHEN 0 THEN ' everything' WHEN 1 THEN ' ' || s.example
                ELSE ' ' || s.many || ' things, ' || s.example || ' for one' END,
             a.rolname, s.role = 0 OR pg_has_role(a.oid, g.oid, 'USAGE')
      FROM source s LEFT JOIN pg_roles g ON g.oid = s.role
      LEFT JOIN pg_shdescription d ON d.objoid = g.oid AND d.classoid = 'pg_authid'::regclass
      JOIN pg_roles a ON a.rolcanlogin AND NOT a.rolsuper
      WHERE coalesce(d.description, '') NOT LIKE 'usher:%%'
        AND has_database_privilege(a.oid, current_database(), 'CONNECT')
        AND CASE WHEN s.role = 0 THEN true ELSE
              pg_has_role(a.oid, g.oid, 'USAGE') OR pg_has_role(a.oid, g.oid, '%2$s') END
      """;

  /** Whether {@code w} reads every row of {@code c}, in every column. */
  private static final String READS_ALL =
      """
      has_table_privilege(w.oid, c.oid, 'SELECT')
      AND (NOT c.relrowsecurity
           OR NOT c.relforcerowsecurity AND pg_has_role(w.oid, c.relowner, 'USAGE')
           OR EXISTS (SELECT FROM pg_roles b WHERE b.oid = w.oid AND b.rolbypassrls)
           OR coalesce((SELECT bool_or(p.polpermissive AND pg_get_expr(p.polqual, c.oid) = 'true')
                               AND bool_and(p.polpermissive)
                        FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*')
                          AND EXISTS (SELECT FROM unnest(p.polroles) o WHERE
                            CASE WHEN o = 0 THEN true ELSE pg_has_role(w.oid, o, 'USAGE') END)),
                       false))
      """;

  /**
   * Who may use what reads a table with its owner's rights, or is a part of it elsewhere, and may
   * not read all of it.
   */
  private static final String VIEWS =
      """
      WITH RECURSIVE managed AS (SELECT oid FROM pg_namespace WHERE nspname = ANY (?)), %s,
      hands AS (
        SELECT by, what, false AS part FROM reads
        UNION ALL
        SELECT a.child, a.parent, true FROM above a JOIN pg_class k ON k.oid = a.child
        WHERE k.relnamespace NOT IN (SELECT oid FROM managed))
      SELECT CASE WHEN r.part THEN 'partition ' WHEN v.relkind = 'v' THEN 'view '
                  WHEN v.relkind = 'm' THEN 'materialized-view ' ELSE 'a rule of ' END
             || n.nspname || '.' || v.relname || ' of ' || pg_get_userbyid(v.relowner)
             || ' reads ' || string_agg(DISTINCT m.nspname || '.' || c.relname, ', '), w.oid
      FROM hands r JOIN pg_class v ON v.oid = r.by JOIN pg_namespace n ON n.oid = v.relnamespace
      JOIN pg_class c ON c.oid = r.what JOIN pg_namespace m ON m.oid = c.relnamespace
      CROSS JOIN unnest(?::oid[]) AS w (oid)
      WHERE m.oid IN (SELECT oid FROM managed) AND c.relkind IN ('r', 'p') AND %s
        AND v.oid <> ALL (?) AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND (r.part OR NOT pg_has_role(w.oid, v.relowner, 'USAGE'))
        AND has_database_privilege(w.oid, current_database(), 'CONNECT')
        AND has_schema_privilege(w.oid, n.oid, 'USAGE')
        AND CASE WHEN r.part OR v.relkind IN ('v', 'm') THEN has_any_column_privilege(w.oid, v.oid, 'SELECT')
                 ELSE has_table_privilege(w.oid, v.oid, 'INSERT, UPDATE, DELETE') END
        AND NOT (%s)
      GROUP BY r.part, v.relkind, n.nspname, v.relname, v.relowner, w.oid
      """
          .formatted(InspectRows.READS, InspectRows.ASKS_AS_OWNER, READS_ALL);

  /** What such a function reads stands in no catalogue: it is told where its owner reads more. */
  private static final String DEFINERS =
      """
      WITH %s
      SELECT 'function ' || n.nspname || '.' || p.proname || '('
             || oidvectortypes(p.proargtypes) || ') runs as ' || pg_get_userbyid(p.proowner)
             || ' and may hand on whatever that can read', w.oid
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      CROSS JOIN unnest(?::oid[]) AS w (oid)
      WHERE %s AND NOT pg_has_role(w.oid, p.proowner, 'USAGE')
        AND has_database_privilege(w.oid, current_database(), 'CONNECT')
        AND has_schema_privilege(w.oid, n.oid, 'USAGE')
        AND has_function_privilege(w.oid, p.oid, 'EXECUTE')
        AND EXISTS (SELECT FROM alike x JOIN pg_class c ON c.oid = x.oid
                    WHERE has_any_column_privilege(p.proowner, c.oid, 'SELECT') AND NOT (%s))
      """
          .formatted(ALIKE, InspectRows.IS_DEFINER, READS_ALL);

  private ProbeWays() {}

  public static List<Way> ways(Realm realm, Databases databases) {
    Set<Target> ours = realm.places().stream().map(Place::target).collect(Collectors.toSet());
    List<Way> ways = new ArrayList<>();
    for (Place place : realm.places()) {
      List<String> schemas = PostgresInspect.schemas(place);
      databases.ask(
          place.target(),
          connection ->
              PostgresInspect.atOneMoment(
                  connection, () -> ask(connection, place.target(), schemas, ours, ways)));
    }
    return ways;
  }

  private static void ask(
      Connection connection, Target target, List<String> schemas, Set<Target> ours, List<Way> ways)
      throws SQLException {
    Array managed = connection.createArrayOf("text", schemas.toArray());
    boolean has16 = connection.getMetaData().getDatabaseMajorVersion() >= 16;
    Map<String, Set<String>> rights = new TreeMap<>();
    InspectThings.each(
        connection,
        RIGHTS.formatted(ALIKE, has16 ? "SET" : "MEMBER", ways.isEmpty(), !has16),
        row ->
            add(
                rights,
                row.getString(1),
                row.getString(2) + (row.getBoolean(3) ? "" : Way.BY_SET_ROLE)),
        managed);
    rights.forEach((path, who) -> ways.add(new Way(target, path, who, false)));

    Map<Long, Set<String>> alike = new HashMap<>();
    for (ProbeAccounts.Account one : ProbeAccounts.read(connection, Set.of(), false, ours).accounts)
      alike.computeIfAbsent(one.asked(), _ -> new TreeSet<>()).add(one.name());
    Array accounts = connection.createArrayOf("oid", alike.keySet().toArray());
    Map<String, Set<String>> things = new TreeMap<>();
    InspectThings.Take handed =
        row -> {
          for (String who : alike.getOrDefault(row.getLong(2), Set.of()))
            add(things, row.getString(1), who);
        };
    // Those of usher's show what is meant.
    Set<Long> meant = ProbeViews.read(connection, target).oids();
    Array views = connection.createArrayOf("oid", meant.toArray());
    InspectThings.each(connection, VIEWS, handed, managed, accounts, views);
    InspectThings.each(connection, DEFINERS, handed, managed, accounts);
    things.forEach((path, who) -> ways.add(new Way(target, path, who, true)));
  }

  private static void add(Map<String, Set<String>> ways, String path, String who) {
    ways.computeIfAbsent(path, _ -> new TreeSet<>()).add(who);
  }
}
