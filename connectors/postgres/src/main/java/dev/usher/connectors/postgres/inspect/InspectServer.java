package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresLedgerMark;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The server as usher's account meets it, and the head of the ledger that it left there. */
public final class InspectServer {
  /** Event triggers that would run what somebody else may write, with usher's rights. */
  private static final String HOOKS =
      """
      SELECT e.evtname || ' calls ' || n.nspname || '.' || p.proname || ' of ' || o.rolname
      FROM pg_event_trigger e JOIN pg_proc p ON p.oid = e.evtfoid
      JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles o ON o.oid = p.proowner
      WHERE e.evtenabled IN ('O', 'A') AND NOT p.prosecdef
        AND NOT o.rolsuper AND o.rolname <> current_user ORDER BY 1""";

  /** For a superuser the three lists are empty: it can do it all. */
  private static final String SERVER =
      """
      SELECT current_database(), current_setting('server_version_num')::int, r.rolname,
             array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'SUPERUSER' END,
                                CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
                                CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
                                CASE WHEN r.rolreplication THEN 'REPLICATION' END,
                                CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END], NULL),
             CASE WHEN r.rolsuper THEN (SELECT b.rolname FROM pg_roles b WHERE b.oid = 10)
                  ELSE r.rolname END,
             ARRAY(SELECT x.rolname::text FROM %3$s x
                   WHERE NOT r.rolsuper AND pg_has_role(x.oid, 'USAGE')),
             ARRAY(SELECT x.rolname::text FROM %3$s x
                   WHERE NOT r.rolsuper AND pg_has_role(x.oid, '%1$s')),
             ARRAY(SELECT DISTINCT x.rolname::text
                   FROM pg_auth_members m JOIN %3$s x ON x.oid = m.roleid
                   WHERE NOT r.rolsuper AND m.admin_option AND pg_has_role(m.member, 'MEMBER')),
             %2$s,
             (SELECT pg_encoding_to_char(encoding) FROM pg_database
              WHERE datname = current_database()),
             ARRAY(%4$s),
             pg_relation_size('pg_class')
      FROM pg_roles r WHERE r.rolname = current_user
      """;

  /** Bytes of the catalogue of tables: some 2,000, with their indexes and the like. */
  private static final long LARGE = 2L << 20;

  private static final String FEW = "(SELECT oid, rolname FROM pg_roles WHERE rolname = ANY (?))";

  final PostgresFact.Server server;
  final Optional<String> head;

  /** Whether the database has so many tables that a second connection is worth its opening. */
  final boolean large;

  private InspectServer(PostgresFact.Server server, Optional<String> head, boolean large) {
    this.server = server;
    this.head = head;
    this.large = large;
  }

  static InspectServer read(Target target, Connection connection) throws SQLException {
    return read(target, connection, true, "pg_roles");
  }

  /** What it can do with these roles alone. */
  static InspectServer of(Target target, Connection connection, Array roles) throws SQLException {
    return read(target, connection, true, FEW, roles, roles, roles);
  }

  /** In a database that usher does not manage, where no schema is its own. */
  static InspectServer elsewhere(Target target, Connection connection) throws SQLException {
    return read(target, connection, false, "pg_roles");
  }

  private static InspectServer read(
      Target target, Connection connection, boolean managed, String roles, Array... parameters)
      throws SQLException {
    String becoming = connection.getMetaData().getDatabaseMajorVersion() >= 16 ? "SET" : "MEMBER";
    String sql = SERVER.formatted(becoming, PostgresLedgerMark.STANDING, roles, HOOKS);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) statement.setArray(i + 1, parameters[i]);
      return read(target, connection, managed, statement);
    }
  }

  private static InspectServer read(
      Target target, Connection connection, boolean managed, PreparedStatement question)
      throws SQLException {
    try (ResultSet row = question.executeQuery()) {
      row.next();
      PostgresFact.Server server =
          new PostgresFact.Server(
              target,
              row.getString(1),
              row.getString(11),
              row.getInt(2),
              row.getString(3),
              List.of((String[]) row.getArray(4).getArray()),
              row.getString(5),
              names(row, 6),
              names(row, 7),
              names(row, 8),
              List.of((String[]) row.getArray(12).getArray()));
      boolean large = row.getLong(13) > LARGE;
      if (!managed) return new InspectServer(server, Optional.empty(), large);
      PostgresLedgerMark.refuse(target, row.getString(10));
      return new InspectServer(
          server,
          row.getBoolean(9) ? PostgresLedgerMark.head(connection) : Optional.empty(),
          large);
    }
  }

  /** Which there are in that database now: see {@link PostgresFact.Server#hooks}. */
  public static List<String> hooks(Connection connection) throws SQLException {
    List<String> hooks = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(HOOKS)) {
      while (rows.next()) hooks.add(rows.getString(1));
    }
    return hooks;
  }

  private static Set<String> names(ResultSet row, int column) throws SQLException {
    return Set.of((String[]) row.getArray(column).getArray());
  }
}
