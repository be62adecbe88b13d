package dev.usher.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The role that works: made where it is missing, and refused where it could do too much. */
final class RunningRole {
  /** PostgreSQL's error codes, appendix A: insufficient_privilege. */
  private static final String DENIED = "42501";

  /**
   * What would let it change what was written: each with the words that say so. Owners change what
   * they own, and CREATEROLE could make itself one of them before PostgreSQL 16.
   */
  private static final String TOO_MUCH =
      """
      select 'it is superuser: alter role usher_server nosuperuser'
      from pg_roles where rolname = current_user and rolsuper
      union all
      select 'it may make roles: alter role usher_server nocreaterole'
      from pg_roles where rolname = current_user and rolcreaterole
      union all
      select 'it passes by row security: alter role usher_server nobypassrls'
      from pg_roles where rolname = current_user and rolbypassrls
      union all
      select 'it can become ' || rolname || ': revoke ' || quote_ident(rolname)
        || ' from usher_server'
      from pg_roles
      where rolname <> current_user and pg_has_role(current_user, oid, 'member')
        and (oid in (select relowner from pg_class where relnamespace = $schema$::regnamespace
            union select nspowner from pg_namespace where nspname = $schema$
            union select datdba from pg_database where datname = current_database())
          or rolsuper or rolcreaterole
          or rolname in ('pg_write_all_data', 'pg_execute_server_program',
            'pg_write_server_files'))
      union all
      select 'it owns the database or what is in it: reassign owned by usher_server to another role'
      from pg_roles
      where rolname = current_user
        and oid in (select relowner from pg_class where relnamespace = $schema$::regnamespace
          union select nspowner from pg_namespace where nspname = $schema$
          union select datdba from pg_database where datname = current_database())
      union all
      select 'it has ' || privilege || ' on ' || kept || ': revoke ' || lower(privilege)
        || ' on usher_store.' || kept || ' from usher_server, public'
      from unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) privilege,
        unnest(array['ledger', 'ledger_about', 'policy_revision', 'policy_content', 'policy_file'])
          kept
      where has_table_privilege(current_user, 'usher_store.' || kept, privilege)
      union all
      select 'it may make tables in usher_store: revoke create on schema usher_store from'
        || ' usher_server, public'
      where has_schema_privilege(current_user, $schema$, 'CREATE')
      """
          .replace("$schema$", "'" + Store.SCHEMA + "'");

  private RunningRole() {}

  /** Makes it where it is missing, or says who has to. */
  static void make(Connection connection, Account running) throws SQLException {
    try {
      LoginRole.make(connection, running);
    } catch (SQLException failure) {
      if (!DENIED.equals(failure.getSQLState())) throw failure;
      throw new StoreFailure(
          """
          the store's migrating account may not make the role that the server works as. Let an administrator run in psql, with the password that usher is told, and start again:
            create role %1$s login;
            \\password %1$s"""
              .formatted(running.user()),
          failure);
    }
  }

  /**
   * Asks as the role itself.
   *
   * @throws StoreFailure when it could do more than write and read
   */
  static void refuseMore(Connection connection) throws SQLException {
    List<String> reasons = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TOO_MUCH)) {
      while (rows.next()) reasons.add(rows.getString(1));
    }
    if (!reasons.isEmpty())
      throw new StoreFailure(
          Store.RUNNING
              + " could change what was written to be kept, so the server does not work as it. As an"
              + " administrator:\n  "
              + String.join("\n  ", reasons));
  }
}
