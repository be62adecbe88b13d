package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Hangs;
import dev.usher.connectors.postgres.model.PostgresFact.Residue;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.connectors.postgres.model.TieFact.Entry;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What ties accounts that usher made to others, in one database of the cluster: asked only where
 * {@code pg_shdepend} says that something names one. What usher's account can undo is a fact, what
 * it cannot keeps the account.
 */
public final class InspectTies {
  private static final String OURS = "(SELECT unnest(?::oid[]))";

  /** Databases in which something names one of these roles; an empty name for the cluster. */
  private static final String WHERE =
      """
      SELECT DISTINCT coalesce(d.datname, ''),
             d.oid IS NULL OR d.datallowconn AND has_database_privilege(d.oid, 'CONNECT')
      FROM pg_shdepend s LEFT JOIN pg_database d ON d.oid = s.dbid
      WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid IN %1$s
      UNION
      SELECT x.database, has_database_privilege(x.database, 'CONNECT')
      FROM pg_prepared_xacts x JOIN pg_roles r ON r.rolname = x.owner WHERE r.oid IN %1$s
      """
          .formatted(OURS);

  /**
   * What is in pg_shdepend and names a role keeps it from being dropped (manual, System Catalogs).
   * From 16 on whoever makes a role is a member of it.
   */
  private static final String UNTIED =
      """
      SELECT r.rolname FROM pg_roles r
      WHERE r.oid IN %s
        AND NOT EXISTS (SELECT FROM pg_shdepend s
                        WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid)
        AND NOT EXISTS (SELECT FROM pg_prepared_xacts x WHERE x.owner = r.rolname)
        AND NOT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles w ON w.oid = m.member
                        WHERE m.grantor = r.oid
                           OR m.roleid = r.oid AND w.rolname <> current_user)
      """
          .formatted(OURS);

  private static final String PREPARED =
      """
      SELECT r.oid, x.database, x.gid,
             to_char(x.prepared AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      FROM pg_prepared_xacts x JOIN pg_roles r ON r.rolname = x.owner WHERE r.oid IN %s
      """
          .formatted(OURS);

  /**
   * Grantee, grantor, owner, privilege, whether it may be passed on, the thing, its column, the
   * schema if whoever has to act cannot see into it, whether that can be lent, whether it was given
   * to one of ours; else one of ours passed it on, and what passes from one of ours to another is
   * both. To be filled in: how a role is become, whether what the cluster shares is asked for too,
   * whether usher manages here, finds by itself what it can take as the owner or the grantor, and
   * has its accounts keep nothing that they were passed.
   */
  private static final String ENTRIES =
      """
      WITH ours AS (SELECT unnest(?::oid[]) AS oid),
      here AS (SELECT oid FROM pg_database WHERE datname = current_database()),
      named AS (
        SELECT DISTINCT s.classid, s.objid FROM pg_shdepend s
        WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'a'
          AND s.refobjid IN (SELECT oid FROM ours)
          AND (s.dbid IN (SELECT oid FROM here) OR s.dbid = 0 AND %2$s)),
      things (classid, objid, word, col, space, owner, acl) AS (
        SELECT n.classid, n.objid, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, '',
               c.relnamespace, c.relowner, c.relacl
        FROM named n JOIN pg_class c ON n.classid = 'pg_class'::regclass AND c.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'TABLE', t.attname::text, c.relnamespace, c.relowner, t.attacl
        FROM named n JOIN pg_class c ON n.classid = 'pg_class'::regclass AND c.oid = n.objid
        JOIN pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped
        UNION ALL
        SELECT n.classid, n.objid, 'ROUTINE', '', p.pronamespace, p.proowner, p.proacl
        FROM named n JOIN pg_proc p ON n.classid = 'pg_proc'::regclass AND p.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'TYPE', '', t.typnamespace, t.typowner, t.typacl
        FROM named n JOIN pg_type t ON n.classid = 'pg_type'::regclass AND t.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'SCHEMA', '', 0, x.nspowner, x.nspacl
        FROM named n JOIN pg_namespace x ON n.classid = 'pg_namespace'::regclass AND x.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'LANGUAGE', '', 0, x.lanowner, x.lanacl
        FROM named n JOIN pg_language x ON n.classid = 'pg_language'::regclass AND x.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'FOREIGN SERVER', '', 0, x.srvowner, x.srvacl
        FROM named n JOIN pg_foreign_server x
          ON n.classid = 'pg_foreign_server'::regclass AND x.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'FOREIGN DATA WRAPPER', '', 0, x.fdwowner, x.fdwacl
        FROM named n JOIN pg_foreign_data_wrapper x
          ON n.classid = 'pg_foreign_data_wrapper'::regclass AND x.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'LARGE OBJECT', '', 0, x.lomowner, x.lomacl
        FROM named n JOIN pg_largeobject_metadata x
          ON n.classid = 'pg_largeobject'::regclass AND x.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'DATABASE', '', 0, x.datdba, x.datacl
        FROM named n JOIN pg_database x ON n.classid = 'pg_database'::regclass AND x.oid = n.objid
        UNION ALL
        SELECT n.classid, n.objid, 'TABLESPACE', '', 0, x.spcowner, x.spcacl
        FROM named n JOIN pg_tablespace x ON n.classid = 'pg_tablespace'::regclass AND x.oid = n.objid
      ),
      entries AS (
        SELECT t.*, e.*, v.given, CASE WHEN v.given THEN e.grantor ELSE t.owner END AS actor
        FROM things t, aclexplode(t.acl) e, (VALUES (true), (false)) v (given)
        WHERE e.grantee <> t.owner
          AND CASE WHEN v.given THEN e.grantee IN (SELECT oid FROM ours)
                   ELSE e.grantor IN (SELECT oid FROM ours) AND e.grantor <> t.owner
                        AND NOT (%3$s AND e.grantee IN (SELECT oid FROM ours)) END)
      SELECT e.grantee, e.grantor, e.owner, e.privilege_type, e.is_grantable,
             e.word || ' ' || (pg_identify_object(e.classid, e.objid, 0)).identity, e.col,
             CASE WHEN e.space = 0 OR has_schema_privilege(e.actor, e.space, 'USAGE') THEN ''
                  ELSE quote_ident(n.nspname) END,
             coalesce(pg_has_role(n.nspowner, 'USAGE'), true), e.given
      FROM entries e LEFT JOIN pg_namespace n ON n.oid = e.space
      WHERE NOT (%3$s AND e.given
                 AND (e.classid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass,
                                    'pg_namespace'::regclass)
                      OR e.classid = 'pg_database'::regclass AND e.objid IN (SELECT oid FROM here))
                 AND pg_has_role(e.grantor, CASE WHEN e.grantor = e.owner THEN 'USAGE' ELSE '%1$s' END))
      ORDER BY 6, 7, 4, 1, 2
      """;

  /** Role, what it asks for CREATE on, who can lend that, whether the heir needs it, who has it. */
  private static final String ROOMS =
      """
      WITH owned AS (
        SELECT s.refobjid AS role, s.classid, s.objid, s.objsubid FROM pg_shdepend s
        WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o' AND s.refobjid IN %s
          AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())),
      rooms AS (
        SELECT DISTINCT o.role, 'SCHEMA ' || quote_ident(n.nspname) AS place, n.nspowner AS owner,
               true AS heir, coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl
        FROM owned o
        JOIN pg_namespace n
          ON quote_ident(n.nspname) = (pg_identify_object(o.classid, o.objid, o.objsubid)).schema
        WHERE o.classid <> 'pg_class'::regclass
        UNION ALL
        SELECT DISTINCT o.role, 'DATABASE ' || quote_ident(d.datname), d.datdba,
               o.classid = 'pg_publication'::regclass, coalesce(d.datacl, acldefault('d', d.datdba))
        FROM owned o JOIN pg_database d ON d.datname = current_database()
        WHERE o.classid IN ('pg_namespace'::regclass, 'pg_publication'::regclass))
      SELECT role, place, owner, heir,
             ARRAY(SELECT coalesce(h.rolname::text, '') FROM aclexplode(acl) a
                   LEFT JOIN pg_roles h ON h.oid = a.grantee
                   WHERE a.privilege_type = 'CREATE' AND (a.grantee = 0 OR h.oid IS NOT NULL))
      FROM rooms
      """
          .formatted(OURS);

  /**
   * Role, policy, table, the schema if its owner cannot see into it, whether that can be lent,
   * owner, whom it names besides. DROP OWNED does not take a role out of a policy on what usher's
   * account does not own: in 15.20 that is a warning, in 15.19 it was done.
   */
  private static final String POLICIES =
      """
      SELECT r.oid, p.polname, (pg_identify_object('pg_class'::regclass, c.oid, 0)).identity,
             CASE WHEN has_schema_privilege(c.relowner, n.oid, 'USAGE') THEN ''
                  ELSE quote_ident(n.nspname) END,
             pg_has_role(n.nspowner, 'USAGE'), c.relowner,
             ARRAY(SELECT o.rolname::text FROM pg_roles o
                   WHERE o.oid = ANY (p.polroles) AND o.oid <> r.oid ORDER BY 1)
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = ANY (p.polroles)
      WHERE r.oid IN %s AND NOT pg_has_role(c.relowner, 'USAGE')
      ORDER BY 1, 3, 2
      """
          .formatted(OURS);

  private final PostgresFact.Server server;
  private final InspectCluster cluster;
  private final Map<PostgresFact, Origin> facts;

  /**
   * @param server as usher meets it in that database
   * @param facts where what is found goes
   */
  InspectTies(PostgresFact.Server server, InspectCluster cluster, Map<PostgresFact, Origin> facts) {
    this.server = server;
    this.cluster = cluster;
    this.facts = facts;
  }

  /**
   * @param closed those that usher's account cannot connect to
   */
  record Named(Set<String> open, Set<String> closed) {}

  /** Databases in which something names an account that usher made. */
  static Named where(Connection connection, InspectCluster cluster) throws SQLException {
    Named named = new Named(new TreeSet<>(), new TreeSet<>());
    if (cluster.accounts().isEmpty()) return named;
    Array ours = ours(connection, cluster);
    InspectThings.each(
        connection,
        WHERE,
        row -> (row.getBoolean(2) ? named.open : named.closed).add(row.getString(1)),
        ours,
        ours);
    return named;
  }

  /** Accounts that usher made and that nothing names, in any database. */
  static Set<String> untied(Connection connection, InspectCluster cluster) throws SQLException {
    Set<String> untied = new HashSet<>();
    if (cluster.accounts().isEmpty()) return untied;
    InspectThings.each(
        connection, UNTIED, row -> untied.add(row.getString(1)), ours(connection, cluster));
    return untied;
  }

  private static Array ours(Connection connection, InspectCluster cluster) throws SQLException {
    return connection.createArrayOf("oid", cluster.accounts().toArray());
  }

  /**
   * @param managed whether usher manages here, and finds by itself what it can take
   * @param shared whether what the cluster shares is looked at from here
   */
  void read(Connection connection, boolean managed, boolean shared) throws SQLException {
    Array ours = ours(connection, cluster);
    InspectThings.each(
        connection,
        ENTRIES.formatted(server.has16() ? "SET" : "MEMBER", shared, managed),
        this::entry,
        ours);
    InspectThings.each(connection, ROOMS, this::room, ours);
    InspectThings.each(connection, POLICIES, this::policy, ours);
  }

  private void entry(ResultSet row) throws SQLException {
    String grantee = cluster.name(row.getLong(1));
    if (!grantee.equals(PostgresFact.PUBLIC) && !cluster.knows(grantee)) return;
    String grantor = cluster.name(row.getLong(2));
    String owner = cluster.name(row.getLong(3));
    Entry entry =
        new Entry(
            row.getString(6),
            row.getString(8),
            row.getString(4),
            row.getString(7),
            grantor,
            row.getBoolean(5));
    boolean given = row.getBoolean(10);
    boolean can = (entry.closed().isEmpty() || row.getBoolean(9));
    can &= cluster.lends(given ? grantor : owner, server);
    TieFact tie =
        given
            ? new TieFact.Given(server.target(), grantee, entry)
            : new TieFact.Passed(server.target(), grantor, owner, grantee, entry);
    if (can) facts.put(tie, Origin.CONTEXT);
    if (given) {
      residue(grantee, "holds " + entry.what() + ", given by " + grantor, can);
    } else if (!can) {
      residue(grantor, "gave " + entry.what() + " to " + grantee, false);
    }
  }

  private void policy(ResultSet row) throws SQLException {
    String closed = row.getString(4);
    String owner = cluster.name(row.getLong(6));
    TieFact.Named one =
        new TieFact.Named(
            server.target(),
            cluster.name(row.getLong(1)),
            row.getString(2),
            row.getString(3),
            closed,
            owner,
            List.of((String[]) row.getArray(7).getArray()));
    boolean can = (closed.isEmpty() || row.getBoolean(5)) && cluster.lends(owner, server);
    residue(one.role(), "is named by policy " + one.policy() + " on " + one.table(), can);
    if (can) facts.put(one, Origin.CONTEXT);
  }

  private void room(ResultSet row) throws SQLException {
    String owner = cluster.name(row.getLong(3));
    if (!cluster.lends(owner, server)) return;
    facts.put(
        new TieFact.Room(
            server.target(),
            cluster.name(row.getLong(1)),
            row.getString(2),
            owner,
            row.getBoolean(4),
            List.of((String[]) row.getArray(5).getArray())),
        Origin.CONTEXT);
  }

  private void residue(String role, String what, boolean can) {
    Hangs how = can ? Hangs.NAMED : Hangs.OTHERS;
    facts.put(new Residue(server.target(), role, server.database(), what, how), Origin.CONTEXT);
  }

  /**
   * Transactions that accounts of ours have prepared.
   *
   * @param databases those that usher's account can come into, as it is met there
   */
  static void prepared(
      Connection connection,
      InspectCluster cluster,
      Target first,
      Map<String, PostgresFact.Server> databases,
      Map<PostgresFact, Origin> facts)
      throws SQLException {
    if (cluster.accounts().isEmpty()) return;
    InspectThings.each(
        connection,
        PREPARED,
        row -> {
          String role = cluster.name(row.getLong(1));
          String database = row.getString(2);
          PostgresFact.Server there = databases.get(database);
          String what = "has the prepared transaction " + Sql.text(row.getString(3));
          boolean can = there != null && cluster.lends(role, there);
          Hangs how = can ? Hangs.NAMED : Hangs.OTHERS;
          facts.put(new Residue(first, role, database, what, how), Origin.CONTEXT);
          if (there == null || !can) return;
          facts.put(
              new TieFact.Prepared(there.target(), role, row.getString(3), row.getString(4)),
              Origin.CONTEXT);
        },
        ours(connection, cluster));
  }
}
