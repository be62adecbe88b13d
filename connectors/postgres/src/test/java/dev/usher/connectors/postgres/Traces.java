package dev.usher.connectors.postgres;

import dev.usher.testkit.Database;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever in the catalogues of a database names a role, by a question to every column that can:
 * all that the server itself says refer to roles, every list of privileges, and the views that have
 * names in them.
 */
final class Traces {
  /** Catalogue and column; {@code pg_get_catalog_foreign_keys} is there from PostgreSQL 14 on. */
  private static final String REFERENCES =
      "select fktable::regclass::text, fkcols[1] from pg_get_catalog_foreign_keys()"
          + " where pktable = 'pg_authid'::regclass";

  private static final String PRIVILEGES =
      "select c.oid::regclass::text, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
          + " where a.atttypid = 'aclitem[]'::regtype and c.relkind = 'r'"
          + " and c.relnamespace = 'pg_catalog'::regnamespace";

  private static final String OTHERS =
      """
      select 'pg_shdepend', classid::regclass::text || ' ' || deptype::text from pg_shdepend
      where refclassid = 'pg_authid'::regclass and refobjid = %1$s
      union all select 'pg_policy', polname from pg_policy where %1$s = any (polroles)
      union all select 'pg_shdescription', description from pg_shdescription
        where classoid = 'pg_authid'::regclass and objoid = %1$s
      union all select 'pg_prepared_xacts', gid from pg_prepared_xacts where owner = '%2$s'
      union all select 'pg_stat_activity', pid::text from pg_stat_activity
        where usesysid = %1$s or usename = '%2$s'
      union all select 'pg_replication_slots', slot_name from pg_replication_slots s
        join pg_stat_activity a on a.pid = s.active_pid where a.usesysid = %1$s
      union all select 'pg_roles', rolname from pg_roles where oid = %1$s or rolname = '%2$s'
      """;

  private Traces() {}

  /** What of each database names the role, which may be gone by now. */
  static List<String> of(Iterable<Database> databases, String oid, String name) {
    List<String> found = new ArrayList<>();
    for (Database database : databases) {
      List<String> questions = new ArrayList<>(List.of(OTHERS.formatted(oid, name)));
      for (List<String> row : database.rows(REFERENCES)) {
        questions.add(
            question(
                row,
                oid
                    + "::text = any (string_to_array(trim(both '{}' from "
                    + row.get(1)
                    + "::text), ','))"));
      }
      for (List<String> row : database.rows(PRIVILEGES)) {
        questions.add(
            question(
                row,
                "exists (select from aclexplode(%s) e where %s in (e.grantee, e.grantor))"
                    .formatted(row.get(1), oid)));
      }
      for (List<String> row : database.rows(String.join(" union all ", questions))) {
        found.add(database.name() + ": " + String.join(" ", row));
      }
    }
    return found;
  }

  private static String question(List<String> column, String where) {
    return "select '%1$s', '%2$s' from %1$s where %3$s"
        .formatted(column.get(0), column.get(1), where);
  }
}
