package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.postgres.compile.CompileRows;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The ways by which an account comes by an action on one thing. */
public final class PostgresPaths {
  private static final String READ = CompileRows.COMMANDS.getFirst();

  private static final String PATHS =
      """
      WITH q AS (SELECT ?::text AS kind, ?::text AS space, ?::text AS name, ?::text AS col,
                        ?::text AS privilege, r.oid AS who, r.rolname, r.rolsuper
                 FROM pg_roles r WHERE r.rolname = ?),
      thing AS (
        SELECT datdba AS owner, coalesce(datacl, acldefault('d', datdba)) AS acl
        FROM pg_database, q WHERE q.kind = 'database' AND datname = current_database()
        UNION ALL
        SELECT nspowner, coalesce(nspacl, acldefault('n', nspowner))
        FROM pg_namespace, q WHERE q.kind = 'schema' AND nspname = q.name
        UNION ALL
        SELECT c.relowner, coalesce(c.relacl,
          acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, q
        WHERE q.kind = 'relation' AND n.nspname = q.space AND c.relname = q.name
        UNION ALL
        SELECT c.relowner, a.attacl
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace, q
        WHERE q.kind = 'relation' AND n.nspname = q.space AND c.relname = q.name
          AND a.attacl IS NOT NULL AND NOT a.attisdropped AND (q.col = '' OR a.attname = q.col)
        UNION ALL
        SELECT p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, q
        WHERE q.kind = 'function' AND n.nspname = q.space
          AND p.proname || '(' || oidvectortypes(p.proargtypes) || ')' = q.name
        UNION ALL
        SELECT t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace, q
        WHERE q.kind = 'type' AND n.nspname = q.space AND t.typname = q.name)
      SELECT 'superuser' FROM q WHERE q.rolsuper
      UNION
      SELECT CASE WHEN thing.owner = q.who THEN 'owner'
                  ELSE 'member of the owner ' || pg_get_userbyid(thing.owner) END
      FROM thing, q WHERE NOT q.rolsuper AND pg_has_role(q.who, thing.owner, 'MEMBER')
      UNION
      SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC'
                  WHEN a.grantee = q.who THEN 'direct'
                  WHEN pg_has_role(q.who, a.grantee, 'USAGE')
                    THEN 'member of ' || pg_get_userbyid(a.grantee)
                  ELSE 'SET ROLE ' || pg_get_userbyid(a.grantee) END
      FROM thing, q, aclexplode(thing.acl) a
      WHERE NOT q.rolsuper AND a.privilege_type = q.privilege AND a.grantee <> thing.owner
        AND CASE WHEN a.grantee = 0 THEN true ELSE pg_has_role(q.who, a.grantee, 'USAGE')
                 OR pg_has_role(q.who, a.grantee, '%1$s') END
      UNION
      SELECT 'member of ' || r.rolname
      FROM pg_roles r, q
      WHERE NOT q.rolsuper AND pg_has_role(q.who, r.oid, 'MEMBER') AND (
        r.rolname = 'pg_read_all_data'
          AND (q.privilege = 'SELECT' AND q.kind = 'relation'
               OR q.privilege = 'USAGE' AND q.kind = 'schema')
        OR r.rolname = 'pg_write_all_data'
          AND (q.privilege IN ('INSERT', 'UPDATE', 'DELETE') AND q.kind = 'relation'
               OR q.privilege = 'USAGE' AND q.kind = 'schema')
        OR r.rolname = 'pg_maintain' AND q.privilege = 'MAINTAIN')
      """;

  private PostgresPaths() {}

  public static List<String> paths(
      String account, String action, Resource on, Databases databases) {
    TreeSet<String> found = new TreeSet<>();
    databases.ask(
        on.target(),
        connection -> {
          ask(connection, account, action, on, found);
          if (!action.equals(READ)) return;
          for (Thing view : ProbeViews.read(connection, on.target()).of(on)) {
            TreeSet<String> by = new TreeSet<>();
            ask(connection, account, action, view.resource(on.target()), by);
            by.removeAll(found);
            by.forEach(one -> found.add(one + ", by the " + view.prose()));
          }
        });
    return new ArrayList<>(found);
  }

  private static void ask(
      Connection connection, String account, String action, Resource on, TreeSet<String> found)
      throws SQLException {
    String becoming = connection.getMetaData().getDatabaseMajorVersion() >= 16 ? "SET" : "MEMBER";
    try (PreparedStatement statement = connection.prepareStatement(PATHS.formatted(becoming))) {
      statement.setString(1, kind(on));
      statement.setString(2, on.path().size() > 1 ? on.path().getFirst().name() : "");
      statement.setString(3, on.path().isEmpty() ? "" : on.path().getLast().name());
      statement.setString(4, on.column().orElse(""));
      statement.setString(5, action.toUpperCase(Locale.ROOT));
      statement.setString(6, account);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) found.add(row.getString(1));
      }
    }
  }

  private static String kind(Resource on) {
    if (on.path().isEmpty()) return "database";
    if (on.path().size() == 1) return "schema";
    Segment last = on.path().getLast();
    return switch (last.kind()) {
      case "function", "type" -> last.kind();
      default -> "relation";
    };
  }
}
