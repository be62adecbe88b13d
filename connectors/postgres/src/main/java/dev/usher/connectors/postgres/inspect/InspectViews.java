package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Seal;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.connectors.postgres.model.ViewBody;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Views by which roles of one target read: they carry its mark, whatever they are by now, and are
 * usher's and no things of a policy. Whoever writes such a mark on a view of their own gives it to
 * usher, which drops it or makes it anew. What usher's account cannot drop is not one of them, or a
 * mark there would make every plan fail.
 */
public final class InspectViews {
  private static final String MARKED =
      """
      SELECT c.oid, n.nspname, c.relname, pg_get_userbyid(c.relowner),
             obj_description(c.oid, 'pg_class'), %s,
             ARRAY(SELECT pg_get_userbyid(a.grantee)
                          || CASE WHEN a.grantee <> 0 AND a.col = '' AND a.privilege_type = 'SELECT'
                                       AND NOT a.is_grantable THEN ''
                                  ELSE ' ' || a.privilege_type || ' ' || a.col || a.is_grantable END
                   FROM (SELECT e.*, '' AS col FROM aclexplode(c.relacl) e
                         UNION ALL
                         SELECT e.*, t.attname FROM pg_attribute t, aclexplode(t.attacl) e
                         WHERE t.attrelid = c.oid AND t.attacl IS NOT NULL) a
                   WHERE a.grantee <> c.relowner
                     AND (a.grantee = 0 OR a.grantee IN (SELECT oid FROM pg_roles)))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'v' AND starts_with(obj_description(c.oid, 'pg_class'), %s)
        AND (pg_has_role(c.relowner, 'USAGE') OR pg_has_role(n.nspowner, 'USAGE'))
        AND has_schema_privilege(n.oid, 'USAGE')
      """;

  private record Found(
      Thing on, String owner, String comment, String made, TreeSet<String> readers) {}

  private final Target target;
  private final List<Found> found = new ArrayList<>();

  /** Of all of them. */
  final Set<Long> oids = new HashSet<>();

  private InspectViews(Target target) {
    this.target = target;
  }

  static InspectViews read(Connection connection, Target target) throws SQLException {
    InspectViews views = new InspectViews(target);
    String sql = MARKED.formatted(ViewBody.MADE, Sql.text(ViewBody.beginning(target)));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        views.oids.add(row.getLong(1));
        Thing on = new Thing(Thing.Kind.VIEW, row.getString(2), row.getString(3), "");
        String[] readers = (String[]) row.getArray(7).getArray();
        views.found.add(
            new Found(
                on,
                row.getString(4),
                row.getString(5),
                row.getString(6),
                new TreeSet<>(List.of(readers))));
      }
    }
    return views;
  }

  /**
   * Those that usher is to mend or take: what has a mark in the managed schemas, and elsewhere what
   * has one that only usher can write.
   */
  List<RowFact.View> facts(Seal seal, List<String> managed) {
    List<RowFact.View> facts = new ArrayList<>();
    for (Found one : found) {
      String schema = one.on().schema();
      if (!managed.contains(schema)
          && !ViewBody.isSealed(one.comment(), seal, schema, one.on().name())) continue;
      ViewBody body = ViewBody.found(one.comment(), one.made(), seal, schema, one.on().name());
      facts.add(new RowFact.View(target, one.on(), one.owner(), one.readers(), body));
    }
    return facts;
  }
}
