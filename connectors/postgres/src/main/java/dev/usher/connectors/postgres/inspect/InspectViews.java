package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Seal;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.connectors.postgres.model.ViewBody;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Views by which roles of one target read: they carry its sealed mark, whatever they are by now,
 * and are usher's and no things of a policy. Where the key was lost nothing is sealed, and what is
 * in the managed schemas is taken by the mark alone; else that is a view of somebody who wrote it.
 */
public final class InspectViews {
  private static final String MARKED =
      """
      SELECT c.oid, n.nspname, c.relname, pg_get_userbyid(c.relowner),
             obj_description(c.oid, 'pg_class'), %1$s,
             ARRAY(SELECT DISTINCT coalesce(r.rolname, '')::text FROM (%2$s) a
                   LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE a.grantee <> c.relowner
                     AND (a.grantee = 0 OR r.oid IS NOT NULL)),
             ARRAY(SELECT concat_ws(' ', a.privilege_type, a.col, a.is_grantable, a.grantee)
                   FROM (%2$s) a WHERE a.grantee <> c.relowner
                     AND (a.grantee = 0 OR a.grantee IN (SELECT oid FROM pg_roles))
                     AND (a.privilege_type <> 'SELECT' OR a.is_grantable OR a.col <> '')),
             ARRAY(SELECT DISTINCT CASE WHEN w.oid IS NULL
                            THEN pg_describe_object(d.classid, d.objid, d.objsubid)
                            ELSE pg_describe_object('pg_class'::regclass, w.ev_class, 0) END
                   FROM pg_depend d
                   LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
                   WHERE d.deptype = 'n' AND w.ev_class IS DISTINCT FROM c.oid
                     AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                          OR d.refclassid = 'pg_type'::regclass AND d.refobjid = c.reltype)),
             to_regclass('usher.attributes') IS NOT NULL
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'v' AND starts_with(obj_description(c.oid, 'pg_class'), %3$s)
      """;

  private static final String HELD =
      """
      SELECT e.*, '' AS col FROM aclexplode(c.relacl) e
      UNION ALL
      SELECT e.*, t.attname FROM pg_attribute t, aclexplode(t.attacl) e
      WHERE t.attrelid = c.oid AND t.attacl IS NOT NULL
      """;

  private final Target target;

  /** Of all of them. */
  final Set<Long> oids = new HashSet<>();

  /** They themselves. */
  final Set<Thing> views = new HashSet<>();

  final Map<RowFact, Origin> facts = new LinkedHashMap<>();

  private InspectViews(Target target) {
    this.target = target;
  }

  static InspectViews read(Connection connection, Target target, List<String> managed)
      throws SQLException {
    InspectViews found = new InspectViews(target);
    Seal seal = Seal.read(connection, target);
    String beginning = Sql.text(ViewBody.beginning(target));
    String sql = MARKED.formatted(ViewBody.MADE, HELD, beginning);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) found.view(row, seal, managed);
    }
    return found;
  }

  private void view(ResultSet row, Seal seal, List<String> managed) throws SQLException {
    Thing on = new Thing(Thing.Kind.VIEW, row.getString(2), row.getString(3), "");
    String comment = row.getString(5);
    boolean lost = seal.key().isEmpty() && row.getBoolean(10) && managed.contains(on.schema());
    if (!lost && !ViewBody.isSealed(comment, seal, on.schema(), on.name())) return;
    oids.add(row.getLong(1));
    views.add(on);
    ViewBody body = ViewBody.found(comment, row.getString(6), seal, on.schema(), on.name());
    facts.put(
        new RowFact.View(
            target, on, row.getString(4), texts(row.getArray(7)), texts(row.getArray(8)), body),
        Origin.OURS);
    for (String by : texts(row.getArray(9)))
      facts.put(new RowFact.Leans(target, on, by), Origin.CONTEXT);
  }

  private static TreeSet<String> texts(Array array) throws SQLException {
    return new TreeSet<>(List.of((String[]) array.getArray()));
  }
}
