package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.connectors.postgres.model.Carriers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is asked only when a database is imported: what there is to manage, and what never is. */
public final class InspectWhole {
  private static final String SCHEMAS =
      """
      SELECT nspname FROM pg_namespace
      WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'usher')
      ORDER BY nspname
      """;

  private static final String ROLES =
      "SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' ORDER BY rolname";

  /** Addresses reach neither of these: what belongs to a parent, to an extension, to the server. */
  private static final String UNREACHED =
      """
      (c.relispartition OR n.nspname IN ('pg_catalog', 'information_schema')
       OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
       OR EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass
                  AND x.objid = c.oid AND x.deptype = 'e'))
      """;

  private static final String UNSAID =
      """
      WITH entry AS (
        SELECT 'pg_class.relacl of ' || n.nspname || '.' || c.relname AS place, a.*
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
        WHERE c.relacl IS NOT NULL AND %1$s AND a.grantee <> c.relowner
        UNION ALL
        SELECT 'pg_attribute.attacl of ' || n.nspname || '.' || c.relname || '.' || t.attname, a.*
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(t.attacl) a
        WHERE t.attacl IS NOT NULL AND NOT t.attisdropped AND %1$s AND a.grantee <> c.relowner
        UNION ALL
        SELECT 'pg_proc.proacl of ' || n.nspname || '.' || p.proname
               || '(' || oidvectortypes(p.proargtypes) || ')', a.*
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(p.proacl) a
        WHERE p.proacl IS NOT NULL AND a.grantee <> p.proowner
          AND (n.nspname IN ('pg_catalog', 'information_schema')
               OR EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass
                          AND x.objid = p.oid AND x.deptype IN ('e', 'i')))
        UNION ALL
        SELECT 'pg_default_acl of ' || d.defaclrole::regrole || coalesce(' in ' || n.nspname, '')
               || ' for ' || CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
                             WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' ELSE 'schemas' END, a.*
        FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace,
             aclexplode(d.defaclacl) a
        WHERE a.grantee <> d.defaclrole
        UNION ALL
        SELECT 'pg_foreign_server.srvacl of ' || s.srvname, a.*
        FROM pg_foreign_server s, aclexplode(s.srvacl) a WHERE a.grantee <> s.srvowner
        UNION ALL
        SELECT 'pg_foreign_data_wrapper.fdwacl of ' || w.fdwname, a.*
        FROM pg_foreign_data_wrapper w, aclexplode(w.fdwacl) a WHERE a.grantee <> w.fdwowner
        UNION ALL
        SELECT 'pg_language.lanacl of ' || l.lanname, a.*
        FROM pg_language l, aclexplode(l.lanacl) a WHERE a.grantee <> l.lanowner
        UNION ALL
        SELECT 'pg_largeobject_metadata.lomacl of ' || b.oid, a.*
        FROM pg_largeobject_metadata b, aclexplode(b.lomacl) a WHERE a.grantee <> b.lomowner
      )
      SELECT place, string_agg(DISTINCT privilege_type, ', ') || ' for '
             || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE coalesce(r.rolname, grantee::text) END
             || CASE WHEN bool_or(is_grantable) THEN ' with grant option' ELSE '' END
      FROM entry LEFT JOIN pg_roles r ON r.oid = grantee
      WHERE place LIKE 'pg\\_default\\_acl%%'
         OR grantee <> 0 AND coalesce(r.rolname, '') NOT LIKE 'pg\\_%%'
      GROUP BY place, grantee, r.rolname
      UNION ALL
      SELECT 'pg_policy ' || p.polname || ' of ' || n.nspname || '.' || c.relname,
             CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                           WHEN 'd' THEN 'DELETE' ELSE 'all' END
             || ' of some rows for ' || CASE WHEN p.polroles = '{0}' THEN 'PUBLIC' ELSE (
               SELECT string_agg(coalesce(r.rolname, o::text), ', ' ORDER BY r.rolname)
               FROM unnest(p.polroles) o LEFT JOIN pg_roles r ON r.oid = o) END
             || CASE WHEN c.relrowsecurity THEN '' ELSE '; row security is off there' END
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      UNION ALL
      SELECT 'pg_proc.prosecdef of ' || n.nspname || '.' || p.proname
             || '(' || oidvectortypes(p.proargtypes) || ')',
             'whoever may call it acts as ' || p.proowner::regrole
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      ORDER BY 1, 2
      """
          .formatted(UNREACHED);

  private InspectWhole() {}

  /** Every schema and every role that is no system's own. */
  public static Whole whole(Connection connection) throws SQLException {
    Map<String, List<String>> carriers = new HashMap<>();
    for (String role : texts(connection, ROLES)) {
      String name = policyName(role);
      for (int i = 2; carriers.containsKey(name); i++) name = policyName(role) + "-" + i;
      carriers.put(name, List.of(role));
    }
    List<String> schemas = texts(connection, SCHEMAS);
    return new Whole(
        Map.of("schemas", schemas.isEmpty() ? List.of("public") : schemas),
        Map.of(Carriers.SETTING, carriers));
  }

  public static List<Unsaid> unsaid(Connection connection) throws SQLException {
    List<Unsaid> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(UNSAID)) {
      while (row.next()) found.add(new Unsaid(row.getString(1), row.getString(2)));
    }
    return found;
  }

  /** A role's name as the policy may have it: most signs cannot stand in one. */
  private static String policyName(String role) {
    String name = role.replaceAll("[^\\p{L}\\p{N}_.@+-]", "-");
    return name.matches("[\\p{L}\\p{N}_].*") ? name : "_" + name;
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) found.add(row.getString(1));
    }
    return found;
  }
}
