package dev.usher.connectors.postgres.inspect;

/**
 * The bulk questions to the catalogues. A NULL acl is the built-in default: for relations that is
 * the owner alone, whose own entries tell nothing new and are left out; for all else it is asked
 * with {@code acldefault}, for PUBLIC is in it (manual, section 5.8, table 5.2).
 */
public final class InspectSql {
  /** Relations that privileges are held on. */
  private static final String ANY_RELATIONS =
      """
      c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass
                      AND x.objid = c.oid AND x.deptype = 'e')
      """;

  /** Those of any name that an address can reach: partitions and children belong to a parent. */
  private static final String RELATIONS =
      ANY_RELATIONS
          + """
            AND NOT c.relispartition
            AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
            """;

  /** What belongs to a parent and has an acl of its own all the same. */
  private static final String CHILD =
      "(c.relispartition OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid))";

  /**
   * Functions by themselves: what an extension brought belongs to it, and to close it to PUBLIC
   * would break its operators; what constructs a range belongs to its type and, whoever made that,
   * to the bootstrap superuser.
   */
  private static final String FUNCTIONS =
      """
      NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass
                  AND x.objid = p.oid AND x.deptype IN ('e', 'i'))
      """;

  /** Domains, enums, ranges, base types, composites of their own; no arrays, no row types. */
  private static final String TYPES =
      """
      (t.typtype IN ('d', 'e', 'r', 'b')
       OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class k WHERE k.oid = t.typrelid AND k.relkind = 'c'))
      AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
      AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass
                      AND x.objid = t.oid AND x.deptype = 'e')
      """;

  public static final String MANAGED = "IN (SELECT oid FROM pg_namespace WHERE nspname = ANY (?))";

  /** Kind, oid, schema, name, arguments, owner. */
  static final String THINGS = things(RELATIONS);

  /** The same with partitions and inheritance children, which have privileges of their own. */
  public static final String THINGS_AND_PARTITIONS = things(ANY_RELATIONS);

  private static String things(String relations) {
    return """
      SELECT 'D'::text, oid, '', datname, '', datdba FROM pg_database WHERE datname = current_database()
      UNION ALL
      SELECT 'N', oid, '', nspname, '', nspowner FROM pg_namespace WHERE nspname = ANY (?)
      UNION ALL
      SELECT c.relkind::text, c.oid, n.nspname, c.relname, '', c.relowner
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY (?) AND %s
      UNION ALL
      SELECT 'F', p.oid, n.nspname, p.proname, '(' || oidvectortypes(p.proargtypes) || ')', p.proowner
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = ANY (?) AND %s
      UNION ALL
      SELECT 'T', t.oid, n.nspname, t.typname, '', t.typowner
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = ANY (?) AND %s
      """
        .formatted(relations, FUNCTIONS, TYPES);
  }

  /** Relation, names of its columns, and of each what {@link InspectRows#TYPES} tells of. */
  static final String COLUMNS =
      """
      SELECT a.attrelid, array_agg(a.attname::text ORDER BY a.attnum),
             array_agg(concat_ws(' ', a.atttypid, a.atttypmod, a.attcollation) ORDER BY a.attnum)
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace %s AND c.relkind <> 'S' AND %s AND a.attnum > 0 AND NOT a.attisdropped
      GROUP BY a.attrelid
      """
          .formatted(MANAGED, RELATIONS);

  /** A table, and a sequence that a column's default draws from. Identity needs no privilege. */
  static final String COMPANIONS =
      """
      SELECT DISTINCT d.adrelid, q.oid
      FROM pg_attrdef d
      JOIN pg_depend s ON s.classid = 'pg_attrdef'::regclass AND s.objid = d.oid
                      AND s.refclassid = 'pg_class'::regclass
      JOIN pg_class q ON q.oid = s.refobjid AND q.relkind = 'S'
      JOIN pg_class c ON c.oid = d.adrelid
      WHERE c.relnamespace %s
      """
          .formatted(MANAGED);

  /**
   * Kind, oids of things with one owner and one acl, column, owner; and of each entry: grantor,
   * grantee, privilege, grantable. The owner's own entries are left out, but for the database: they
   * tell whether usher's account has a way in.
   */
  static final String PRIVILEGES =
      """
      SELECT x.kind, x.oids, x.col, x.owner, a.grantors, a.grantees, a.privileges, a.grantable
      FROM (
        SELECT 'D' AS kind, array_agg(d.oid) AS oids, '' AS col, d.datdba AS owner,
               coalesce(d.datacl, acldefault('d', d.datdba)) AS acl
        FROM pg_database d WHERE d.datname = current_database() GROUP BY 4, 5
        UNION ALL
        SELECT 'N', array_agg(n.oid), '', n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
        FROM pg_namespace n WHERE n.nspname = ANY (?) GROUP BY 4, 5
        UNION ALL
        SELECT 'R', array_agg(c.oid), '', c.relowner, c.relacl
        FROM pg_class c WHERE c.relnamespace %1$s AND c.relacl IS NOT NULL AND %2$s GROUP BY 4, 5
        UNION ALL
        SELECT 'R', array_agg(c.oid), t.attname, c.relowner, t.attacl
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
        WHERE c.relnamespace %1$s AND t.attacl IS NOT NULL AND NOT t.attisdropped AND %2$s
        GROUP BY 3, 4, 5
        UNION ALL
        SELECT 'F', array_agg(p.oid), '', p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
        FROM pg_proc p WHERE p.pronamespace %1$s AND %4$s GROUP BY 4, 5
        UNION ALL
        SELECT 'T', array_agg(t.oid), '', t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
        FROM pg_type t WHERE t.typnamespace %1$s AND %3$s GROUP BY 4, 5
      ) x
      CROSS JOIN LATERAL (
        SELECT array_agg(e.grantor) AS grantors, array_agg(e.grantee) AS grantees,
               array_agg(e.privilege_type) AS privileges, array_agg(e.is_grantable) AS grantable
        FROM aclexplode(x.acl) e WHERE e.grantee <> x.owner OR x.kind = 'D') a
      WHERE a.grantors IS NOT NULL
      """
          .formatted(MANAGED, RELATIONS, TYPES, FUNCTIONS);

  /**
   * Kind, schema, name, arguments, owner, column, grantor, grantee, privilege, grantable: what
   * roles of ours hold on whatever {@link #THINGS} leaves out, and anybody on partitions by
   * themselves.
   */
  static final String STRAYS =
      """
      WITH ours AS (SELECT unnest(?::oid[]) AS oid), managed AS
        (SELECT oid FROM pg_namespace WHERE nspname = ANY (?))
      SELECT s.kind, coalesce(n.nspname, ''), s.name, s.arguments, s.owner, s.col,
             s.grantor, s.grantee, s.privilege_type, s.is_grantable
      FROM (
        SELECT 'N'::text AS kind, 0::oid AS space, x.nspname::text AS name, '' AS arguments,
               x.nspowner AS owner, '' AS col, false AS child, a.*
        FROM pg_namespace x, aclexplode(x.nspacl) a
        WHERE x.nspacl IS NOT NULL AND x.oid NOT IN (SELECT oid FROM managed)
        UNION ALL
        SELECT c.relkind::text, c.relnamespace, c.relname, '', c.relowner, '',
               %4$s, a.*
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
          AND (c.relnamespace NOT IN (SELECT oid FROM managed) OR NOT (%1$s))
        UNION ALL
        SELECT c.relkind::text, c.relnamespace, c.relname, '', c.relowner, t.attname,
               %4$s, a.*
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
        WHERE t.attacl IS NOT NULL AND NOT t.attisdropped
          AND (c.relnamespace NOT IN (SELECT oid FROM managed) OR NOT (%1$s))
        UNION ALL
        SELECT 'F', p.pronamespace, p.proname, '(' || oidvectortypes(p.proargtypes) || ')',
               p.proowner, '', false, a.*
        FROM pg_proc p, aclexplode(p.proacl) a
        WHERE p.proacl IS NOT NULL
          AND (p.pronamespace NOT IN (SELECT oid FROM managed) OR NOT (%3$s))
        UNION ALL
        SELECT 'T', t.typnamespace, t.typname, '', t.typowner, '', false, a.*
        FROM pg_type t, aclexplode(t.typacl) a
        WHERE t.typacl IS NOT NULL AND (t.typnamespace NOT IN (SELECT oid FROM managed) OR NOT (%2$s))
      ) s
      LEFT JOIN pg_namespace n ON n.oid = s.space
      WHERE s.grantee <> s.owner
        AND (s.grantee IN (SELECT oid FROM ours)
             OR s.child AND s.space IN (SELECT oid FROM managed))
      """
          .formatted(RELATIONS, TYPES, FUNCTIONS, CHILD);

  /**
   * Role, database, what it is there, how it hangs on it, whether it is a privilege or a membership
   * that passes between two roles; privileges that the other questions find are left out.
   */
  static final String RESIDUE =
      """
      SELECT s.refobjid, coalesce(d.datname, ''),
             CASE s.deptype WHEN 'o' THEN 'owns ' WHEN 'a' THEN 'holds privileges on '
                            WHEN 'r' THEN 'is named by policies of ' ELSE 'is named by ' END
             || count(*) || ' of ' || s.classid::regclass,
             CASE WHEN s.classid IN ('pg_auth_members'::regclass, to_regclass('pg_parameter_acl')) THEN 'OTHERS'
                  WHEN s.deptype <> 'o' OR s.classid IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
                  THEN 'NAMED'
                  WHEN s.classid IN ('pg_database'::regclass, 'pg_tablespace'::regclass,
                                     'pg_event_trigger'::regclass, 'pg_subscription'::regclass,
                                     'pg_foreign_data_wrapper'::regclass)
                       AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
                  THEN 'OTHERS' ELSE 'OWNED' END,
             s.deptype = 'a' AND s.classid IN
               ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass,
                'pg_namespace'::regclass, 'pg_language'::regclass, 'pg_foreign_server'::regclass,
                'pg_foreign_data_wrapper'::regclass, 'pg_largeobject'::regclass,
                'pg_database'::regclass, 'pg_tablespace'::regclass, 'pg_auth_members'::regclass)
      FROM pg_shdepend s
      JOIN pg_roles r ON r.oid = s.refobjid
      LEFT JOIN pg_database d ON d.oid = s.dbid
      WHERE s.refclassid = 'pg_authid'::regclass
        AND NOT (s.deptype IN ('a', 'r') AND coalesce(d.datname = ANY (?), false)
                 AND s.classid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_policy'::regclass,
                                   'pg_type'::regclass, 'pg_namespace'::regclass,
                                   'pg_default_acl'::regclass))
        AND NOT (s.deptype = 'a' AND s.classid = 'pg_database'::regclass
                 AND s.objid IN (SELECT oid FROM pg_database WHERE datname = ANY (?)))
      GROUP BY s.refobjid, d.datname, s.deptype, s.classid
      ORDER BY 1, 2, 3
      """;

  private InspectSql() {}
}
