package dev.usher.connectors.postgres.probe;

/**
 * What is asked of the database about access: its own has_*_privilege functions (manual, section
 * 9.27), over sets and never one by one. Given several privileges they answer whether any is held:
 * one call turns most pairs away. The acting role changes slowest, for the server remembers the
 * memberships of one role at a time.
 */
public final class ProbeSql {
  /** Name, login, attributes, mark, whether it holds or owns anything by itself, its groups. */
  static final String ACCOUNTS =
      """
      SELECT r.oid, r.rolname, r.rolcanlogin,
             array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'superuser' END,
                                CASE WHEN r.rolcreaterole THEN 'createrole' END,
                                CASE WHEN r.rolcreatedb THEN 'createdb' END,
                                CASE WHEN r.rolreplication THEN 'replication' END,
                                CASE WHEN r.rolbypassrls THEN 'bypassrls' END], NULL),
             coalesce(d.description, ''),
             EXISTS (SELECT FROM pg_shdepend s
                     WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid),
             r.rolinherit || ' ' || coalesce(
               (SELECT string_agg(concat_ws(' ', m.roleid, %s), ',' ORDER BY m.roleid)
                FROM pg_auth_members m WHERE m.member = r.oid), '')
      FROM pg_roles r
      LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
      WHERE CASE WHEN cardinality(?::text[]) = 0 THEN r.rolcanlogin ELSE r.rolname = ANY (?) END
      ORDER BY r.rolname
      """;

  /** For each role: others that it can become, or whose privileges it has; superusers left out. */
  static final String REACHES =
      """
      SELECT m.oid, r.oid, r.rolname, pg_has_role(m.oid, r.oid, 'USAGE'),
             pg_has_role(m.oid, r.oid, '%1$s'),
             array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'superuser' END,
                                CASE WHEN r.rolcreaterole THEN 'createrole' END,
                                CASE WHEN r.rolcreatedb THEN 'createdb' END,
                                CASE WHEN r.rolreplication THEN 'replication' END,
                                CASE WHEN r.rolbypassrls THEN 'bypassrls' END], NULL),
             coalesce(d.description, '')
      FROM unnest(?::oid[]) AS w (oid) JOIN pg_roles m ON m.oid = w.oid
      CROSS JOIN pg_roles r
      LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
      WHERE NOT m.rolsuper AND r.oid <> m.oid
        AND (pg_has_role(m.oid, r.oid, 'USAGE') OR pg_has_role(m.oid, r.oid, '%1$s'))
      """;

  /**
   * Things of one kind with one owner and one acl: what roles can do with them is the same, so that
   * one of each class is asked about. An acl here is only held against others, never read.
   */
  static final String ALIKE =
      """
      SELECT array_agg(oid) FROM pg_class WHERE oid = ANY (?) GROUP BY relowner, relacl
      UNION ALL
      SELECT array_agg(oid) FROM pg_class WHERE oid = ANY (?) GROUP BY relowner, relacl
      UNION ALL
      SELECT array_agg(oid) FROM pg_proc WHERE oid = ANY (?) GROUP BY proowner, proacl
      UNION ALL
      SELECT array_agg(oid) FROM pg_type WHERE oid = ANY (?) GROUP BY typowner, typacl
      """;

  /** For each role: others that it can give to anybody, and their marks. */
  static final String GIVES =
      """
      SELECT DISTINCT m.oid, r.rolname, coalesce(d.description, '')
      FROM unnest(?::oid[]) AS w (oid) JOIN pg_roles m ON m.oid = w.oid
      JOIN pg_auth_members a ON a.admin_option
        AND (pg_has_role(m.oid, a.member, 'USAGE') OR pg_has_role(m.oid, a.member, '%1$s'))
      JOIN pg_roles r ON r.oid = a.roleid
      LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
      WHERE NOT m.rolsuper
      """;

  /** Role, relation, letters of what it can on the whole; roles outermost. */
  static final String TABLES =
      """
      SELECT w.oid, c.oid, concat(
        CASE WHEN has_table_privilege(w.oid, c.oid, 'SELECT') THEN 'r' END,
        CASE WHEN has_table_privilege(w.oid, c.oid, 'INSERT') THEN 'a' END,
        CASE WHEN has_table_privilege(w.oid, c.oid, 'UPDATE') THEN 'w' END,
        CASE WHEN has_table_privilege(w.oid, c.oid, 'DELETE') THEN 'd' END,
        CASE WHEN has_table_privilege(w.oid, c.oid, 'TRUNCATE') THEN 'D' END,
        CASE WHEN has_table_privilege(w.oid, c.oid, 'REFERENCES') THEN 'x' END,
        CASE WHEN has_table_privilege(w.oid, c.oid, 'TRIGGER') THEN 't' END%s)
      FROM unnest(?::oid[]) AS w (oid)
      CROSS JOIN LATERAL unnest(?::oid[]) AS c (oid)
      WHERE has_table_privilege(w.oid, c.oid,
        'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER%s')
      """;

  /** Role, relation, column, letters; only of relations where some column has grants of its own. */
  static final String COLUMNS =
      """
      WITH c AS MATERIALIZED (
        SELECT x.oid FROM unnest(?::oid[]) AS x (oid)
        WHERE EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = x.oid AND a.attacl IS NOT NULL)),
      held AS MATERIALIZED (
        SELECT w.oid AS who, c.oid FROM unnest(?::oid[]) AS w (oid) CROSS JOIN c
        WHERE has_any_column_privilege(w.oid, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
      SELECT h.who, h.oid, a.attname, concat(
        CASE WHEN has_column_privilege(h.who, h.oid, a.attnum, 'SELECT') THEN 'r' END,
        CASE WHEN has_column_privilege(h.who, h.oid, a.attnum, 'INSERT') THEN 'a' END,
        CASE WHEN has_column_privilege(h.who, h.oid, a.attnum, 'UPDATE') THEN 'w' END,
        CASE WHEN has_column_privilege(h.who, h.oid, a.attnum, 'REFERENCES') THEN 'x' END)
      FROM held h JOIN pg_attribute a ON a.attrelid = h.oid AND a.attnum > 0 AND NOT a.attisdropped
      """;

  /** Role, thing, letters, for all that has no columns. */
  static final String OTHERS =
      """
      SELECT w.oid, x.oid, concat(
        CASE WHEN has_sequence_privilege(w.oid, x.oid, 'SELECT') THEN 'r' END,
        CASE WHEN has_sequence_privilege(w.oid, x.oid, 'UPDATE') THEN 'w' END,
        CASE WHEN has_sequence_privilege(w.oid, x.oid, 'USAGE') THEN 'U' END)
      FROM unnest(?::oid[]) AS w (oid) CROSS JOIN unnest(?::oid[]) AS x (oid)
      WHERE has_sequence_privilege(w.oid, x.oid, 'SELECT, UPDATE, USAGE')
      UNION ALL
      SELECT w.oid, x.oid, 'X'
      FROM unnest(?::oid[]) AS w (oid) CROSS JOIN unnest(?::oid[]) AS x (oid)
      WHERE has_function_privilege(w.oid, x.oid, 'EXECUTE')
      UNION ALL
      SELECT w.oid, x.oid, 'U'
      FROM unnest(?::oid[]) AS w (oid) CROSS JOIN unnest(?::oid[]) AS x (oid)
      WHERE has_type_privilege(w.oid, x.oid, 'USAGE')
      UNION ALL
      SELECT w.oid, x.oid, concat(
        CASE WHEN has_schema_privilege(w.oid, x.oid, 'USAGE') THEN 'U' END,
        CASE WHEN has_schema_privilege(w.oid, x.oid, 'CREATE') THEN 'C' END)
      FROM unnest(?::oid[]) AS w (oid) CROSS JOIN unnest(?::oid[]) AS x (oid)
      WHERE has_schema_privilege(w.oid, x.oid, 'USAGE, CREATE')
      UNION ALL
      SELECT w.oid, x.oid, concat(
        CASE WHEN has_database_privilege(w.oid, x.oid, 'CONNECT') THEN 'c' END,
        CASE WHEN has_database_privilege(w.oid, x.oid, 'CREATE') THEN 'C' END,
        CASE WHEN has_database_privilege(w.oid, x.oid, 'TEMPORARY') THEN 'T' END)
      FROM unnest(?::oid[]) AS w (oid) CROSS JOIN unnest(?::oid[]) AS x (oid)
      WHERE has_database_privilege(w.oid, x.oid, 'CONNECT, CREATE, TEMPORARY')
      """;

  /** Role, owner: who is an owner or can act as one. */
  static final String OWNERS =
      """
      SELECT w.oid, o.oid FROM unnest(?::oid[]) AS w (oid) CROSS JOIN unnest(?::oid[]) AS o (oid)
      WHERE pg_has_role(w.oid, o.oid, 'MEMBER')
      """;

  /**
   * Role, mark, what: wherever a marked role is named beyond the managed schemas, by the server's
   * own list of what hangs on roles; and where it may pass on what it holds. What sessions make for
   * themselves is nobody else's business. What a role gets from birth on what creators make it must
   * hold on all that they made: one thing answers for all that are alike.
   */
  static final String BEYOND =
      """
      WITH marked AS MATERIALIZED (
        SELECT r.oid, r.rolname, d.description FROM pg_roles r
        JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
        WHERE d.description LIKE 'usher:%' AND r.rolname <> current_user),
      managed AS MATERIALIZED (SELECT oid FROM pg_namespace
        WHERE nspname = ANY (?) OR nspname ~ '^pg_(toast_)?temp_'),
      born AS MATERIALIZED (
        SELECT d.oid, d.defaclobjtype, d.defaclrole, d.defaclnamespace, d.defaclacl
        FROM pg_default_acl d JOIN pg_roles k ON k.oid = d.defaclrole AND k.rolname = ANY (?)
        WHERE d.defaclobjtype IN ('r', 'S', 'f') AND d.defaclnamespace IN (SELECT oid FROM managed)),
      made AS MATERIALIZED (
        SELECT min(c.oid) AS oid, c.relnamespace AS space, c.relowner AS owner,
               CASE c.relkind WHEN 'S' THEN 'S' ELSE 'r' END AS what
        FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
          AND c.relowner IN (SELECT defaclrole FROM born)
          AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
          AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass
                          AND x.objid = c.oid AND x.deptype = 'e')
        GROUP BY c.relnamespace, c.relowner, c.relacl, 4
        UNION ALL
        SELECT min(p.oid), p.pronamespace, p.proowner, 'f'
        FROM pg_proc p WHERE p.proowner IN (SELECT defaclrole FROM born)
          AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass
                          AND x.objid = p.oid AND x.deptype IN ('e', 'i'))
        GROUP BY p.pronamespace, p.proowner, p.proacl)
      SELECT m.rolname, m.description,
             a.privilege_type || ' from birth on what ' || pg_get_userbyid(b.defaclrole)
             || ' will make in ' || b.defaclnamespace::regnamespace
             || CASE WHEN a.is_grantable THEN ', and may pass it on' ELSE '' END
      FROM born b CROSS JOIN LATERAL aclexplode(b.defaclacl) a JOIN marked m ON m.oid = a.grantee
      WHERE a.is_grantable OR EXISTS (
        SELECT FROM made t
        WHERE t.space = b.defaclnamespace AND t.owner = b.defaclrole
          AND t.what = b.defaclobjtype::text
          AND NOT CASE t.what
            WHEN 'r' THEN has_table_privilege(m.oid, t.oid, a.privilege_type)
            WHEN 'S' THEN has_sequence_privilege(m.oid, t.oid, a.privilege_type)
            ELSE has_function_privilege(m.oid, t.oid, a.privilege_type) END)
      UNION
      SELECT m.rolname, m.description,
             CASE WHEN s.deptype = 'o' THEN 'ownership of '
                  WHEN s.classid = 'pg_default_acl'::regclass THEN ''
                  ELSE 'privileges on ' END
             || pg_describe_object(s.classid, s.objid, 0)
      FROM pg_shdepend s JOIN marked m ON m.oid = s.refobjid
      WHERE s.refclassid = 'pg_authid'::regclass
        AND s.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND CASE s.classid
          WHEN 'pg_class'::regclass THEN NOT EXISTS (SELECT FROM pg_class c
            WHERE c.oid = s.objid AND c.relnamespace IN (SELECT oid FROM managed))
          WHEN 'pg_proc'::regclass THEN NOT EXISTS (SELECT FROM pg_proc p
            WHERE p.oid = s.objid AND p.pronamespace IN (SELECT oid FROM managed))
          WHEN 'pg_type'::regclass THEN NOT EXISTS (SELECT FROM pg_type t
            WHERE t.oid = s.objid AND t.typnamespace IN (SELECT oid FROM managed))
          WHEN 'pg_policy'::regclass THEN NOT EXISTS (SELECT FROM pg_policy y
            JOIN pg_class c ON c.oid = y.polrelid
            WHERE y.oid = s.objid AND c.relnamespace IN (SELECT oid FROM managed))
          WHEN 'pg_namespace'::regclass THEN s.objid NOT IN (SELECT oid FROM managed)
          WHEN 'pg_database'::regclass THEN s.objid NOT IN
            (SELECT oid FROM pg_database WHERE datname = ANY (?))
          WHEN 'pg_default_acl'::regclass THEN s.deptype = 'o' OR s.objid NOT IN
            (SELECT oid FROM born)
          ELSE s.classid <> 'pg_auth_members'::regclass END
      UNION
      SELECT m.rolname, m.description,
             'the right to pass on ' || a.privilege_type || ' on ' || h.what
      FROM (
        SELECT 'table ' || c.oid::regclass AS what, c.relacl AS acl
        FROM pg_class c WHERE c.relnamespace IN (SELECT oid FROM managed) AND c.relacl IS NOT NULL
        UNION ALL
        SELECT 'column ' || t.attrelid::regclass || '.' || t.attname, t.attacl
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
        WHERE c.relnamespace IN (SELECT oid FROM managed) AND t.attacl IS NOT NULL
        UNION ALL
        SELECT 'routine ' || p.oid::regprocedure, p.proacl FROM pg_proc p
        WHERE p.pronamespace IN (SELECT oid FROM managed) AND p.proacl IS NOT NULL
        UNION ALL
        SELECT 'type ' || t.oid::regtype, t.typacl FROM pg_type t
        WHERE t.typnamespace IN (SELECT oid FROM managed) AND t.typacl IS NOT NULL
        UNION ALL
        SELECT 'schema ' || n.nspname, n.nspacl FROM pg_namespace n
        WHERE n.oid IN (SELECT oid FROM managed) AND n.nspacl IS NOT NULL
        UNION ALL
        SELECT 'database ' || d.datname, d.datacl FROM pg_database d
        WHERE d.datname = current_database() AND d.datacl IS NOT NULL) h
      CROSS JOIN LATERAL aclexplode(h.acl) a JOIN marked m ON m.oid = a.grantee
      WHERE a.is_grantable
      """;

  private ProbeSql() {}
}
