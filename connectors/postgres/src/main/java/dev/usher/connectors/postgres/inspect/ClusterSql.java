package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.PostgresFact;

/** What is asked of the cluster, of all or of a few. */
final class ClusterSql {
  private static final String ROLES =
      """
      SELECT r.oid, r.rolname, r.rolcanlogin, r.rolsuper, r.rolinherit, r.rolcreaterole,
             r.rolcreatedb, r.rolreplication, r.rolbypassrls, d.description
      FROM pg_roles r
      LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
      %s ORDER BY r.rolname
      """;

  /** Options and grantors of their own exist from PostgreSQL 16 on. */
  private static final String MEMBERSHIPS_16 =
      "SELECT roleid, member, grantor, admin_option, inherit_option, set_option"
          + " FROM pg_auth_members %s ORDER BY roleid, member, grantor";

  private static final String MEMBERSHIPS_14 =
      "SELECT roleid, member, grantor, admin_option, true, true"
          + " FROM pg_auth_members %s ORDER BY roleid, member";

  /** Roles by their names: one parameter. */
  static final String FEW = "WHERE r.rolname = ANY (?)";

  /**
   * Of members by their names, in roles by theirs: two parameters. usher's own account is in every
   * role that it made.
   */
  static final String OF_FEW =
      "WHERE member = ANY (ARRAY(SELECT oid FROM pg_roles WHERE rolname = ANY (?)))"
          + " AND roleid = ANY (ARRAY(SELECT oid FROM pg_roles WHERE rolname = ANY (?)))";

  static final String CONNECTED =
      "SELECT DISTINCT usesysid FROM pg_stat_activity WHERE usesysid IS NOT NULL";

  private ClusterSql() {}

  /**
   * @param which nothing, or {@link #FEW}
   */
  static String roles(String which) {
    return ROLES.formatted(which);
  }

  /**
   * @param which nothing, or {@link #OF_FEW}
   */
  static String memberships(PostgresFact.Server server, String which) {
    return (server.has16() ? MEMBERSHIPS_16 : MEMBERSHIPS_14).formatted(which);
  }
}
