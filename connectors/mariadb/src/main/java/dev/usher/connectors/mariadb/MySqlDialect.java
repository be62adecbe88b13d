package dev.usher.connectors.mariadb;

import dev.usher.core.model.SystemType;
import dev.usher.sql.MariaDbDialect.Bytewise;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MySQL, 8.0 or newer. A role is an account that lets nobody in: usher's are told by their names.
 * The tables are those of its manual's section The mysql System Schema.
 */
record MySqlDialect() implements Dialect {
  private static final MariaDbNames NAMES = new MariaDbNames(13, MariaDbType.MYSQL.maxNameBytes());

  /** The hash that MySQL's own locked accounts have: no password's. */
  private static final String NO_HASH =
      "$A$005$THISISACOMBINATIONOFINVALIDSALTANDPASSWORDTHATMUSTNEVERBRBEUSED";

  private static final String ANYWHERE = "%";

  /** A name as the variable mandatory_roles may have it: in quotes of three kinds, or bare. */
  private static final String NAME =
      "(`(?:[^`]|``)*`|'(?:[^'\\\\]|''|\\\\.)*'|\"(?:[^\"\\\\]|\"\"|\\\\.)*\"|[^`'\"@,\\s]+)";

  private static final Pattern MANDATORY = Pattern.compile(NAME + "(?:\\s*@\\s*" + NAME + ")?");

  @Override
  public SystemType type() {
    return MariaDbType.MYSQL;
  }

  @Override
  public String product() {
    return "MySQL";
  }

  @Override
  public MariaDbNames names() {
    return NAMES;
  }

  /** Roles came with 8.0. */
  @Override
  public Optional<String> refusal(String version) {
    if (version.contains("MariaDB")) {
      return Optional.of("write type: mariadb and jdbc:mariadb:// for it");
    }
    return version.matches("([89]|\\d{2,4})\\..*")
        ? Optional.empty()
        : Optional.of("usher needs MySQL 8.0 or newer: move it, or take it out");
  }

  @Override
  public List<String> settings(long seconds) {
    return List.of(
        "SET sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
        "SET max_execution_time = " + 10_000 * seconds);
  }

  @Override
  public Grantee grantee(String user, String host) {
    return host.equals(ANYWHERE) && MariaDbNames.isOurs(user)
        ? Grantee.role(user)
        : new Grantee(user, host);
  }

  @Override
  public String server() {
    return "SELECT VERSION(), CURRENT_USER(), @@lower_case_table_names, @@read_only,"
        + " NOT @@partial_revokes";
  }

  @Override
  public String users() {
    return """
    SELECT User, Host, account_locked = 'Y' AS locked,
      'Y' IN (Select_priv, Insert_priv, Update_priv, Delete_priv, Create_priv, Drop_priv,
        Reload_priv, Shutdown_priv, Process_priv, File_priv, Grant_priv, References_priv,
        Index_priv, Alter_priv, Show_db_priv, Super_priv, Create_tmp_table_priv, Lock_tables_priv,
        Execute_priv, Repl_slave_priv, Repl_client_priv, Create_view_priv, Show_view_priv,
        Create_routine_priv, Alter_routine_priv, Create_user_priv, Event_priv, Trigger_priv,
        Create_tablespace_priv, Create_role_priv, Drop_role_priv)
        OR (User, Host) IN (SELECT USER, HOST FROM mysql.global_grants) AS everywhere,
      COALESCE((SELECT GROUP_CONCAT(DEFAULT_ROLE_USER, IF(DEFAULT_ROLE_HOST = '%', '',
          CONCAT('@', DEFAULT_ROLE_HOST)) ORDER BY 1 SEPARATOR ', ')
        FROM mysql.default_roles AS d WHERE d.USER = u.User AND d.HOST = u.Host), '')
        AS default_role,
      plugin = 'caching_sha2_password' AND authentication_string =\
    """
        + Sql.text(NO_HASH)
        + """

          AND User_attributes -> '$.additional_password' IS NULL
          AND User_attributes -> '$.multi_factor_authentication' IS NULL AS shut
        FROM mysql.user AS u
        """;
  }

  @Override
  public String accounts() {
    return "mysql.user";
  }

  @Override
  public String roles() {
    return "SELECT TO_USER, TO_HOST, FROM_USER, FROM_HOST, WITH_ADMIN_OPTION FROM " + memberships();
  }

  @Override
  public String memberships() {
    return "mysql.role_edges";
  }

  /** Of routines everywhere, by SHOW_ROUTINE; of the others where usher may see them. */
  @Override
  public String definers() {
    return """
    SELECT definer, LOWER(routine_type), routine_schema, routine_name
    FROM information_schema.routines
    UNION ALL SELECT definer, 'event', event_schema, event_name FROM information_schema.events
    """;
  }

  @Override
  public String routines() {
    return "SELECT routine_schema AS db, routine_name AS name, routine_type AS type,"
        + " security_type AS security FROM information_schema.routines";
  }

  @Override
  public Bytewise bytewise() {
    return Bytewise.MYSQL;
  }

  /** By ROLE_ADMIN. */
  @Override
  public boolean givesEveryRole() {
    return true;
  }

  /** As CREATE ROLE leaves one; a locked account of somebody's is no other thing. */
  @Override
  public boolean isRole(Grantee who, boolean locked) {
    return who.isRole() || locked;
  }

  /** Only what is granted directly is shared, and after SET ROLE NONE alone (9.7.4, tried). */
  @Override
  public boolean sharesRoles() {
    return false;
  }

  /** Mandatory roles: granted to every account, and in no table. */
  @Override
  public List<Grantee> everybody(Connection connection) throws SQLException {
    Matcher role =
        MANDATORY.matcher(Rows.column(connection, "SELECT @@mandatory_roles").getFirst());
    List<Grantee> found = new ArrayList<>();
    while (role.find()) {
      String host = role.group(2);
      found.add(grantee(bare(role.group(1)), host == null ? ANYWHERE : bare(host)));
    }
    return found;
  }

  private static String bare(String name) {
    String quote = name.substring(0, 1);
    if (!"`'\"".contains(quote)) return name;
    String text = name.substring(1, name.length() - 1).replace(quote + quote, quote);
    return quote.equals("`") ? text : text.replaceAll("\\\\(.)", "$1");
  }

  @Override
  public String sessions() {
    return "performance_schema.processlist";
  }

  @Override
  public String noPassword() {
    return " IDENTIFIED WITH caching_sha2_password AS " + Sql.text(NO_HASH);
  }

  @Override
  public String password(char[] secret) {
    return " IDENTIFIED WITH caching_sha2_password AS " + Sql.text(CachingSha2.hash(secret));
  }

  /** RETAIN CURRENT PASSWORD keeps one, and no new one takes it (manual: Password Management). */
  @Override
  public Optional<String> noOldPassword() {
    return Optional.of(" DISCARD OLD PASSWORD");
  }

  /** Not by CREATE ROLE: that leaves an empty password behind the lock. */
  @Override
  public String createRoles(Collection<String> names) {
    return "CREATE USER " + closed(names);
  }

  @Override
  public String createRoleIfMissing(String name) {
    return "CREATE USER IF NOT EXISTS " + closed(List.of(name));
  }

  private String closed(Collection<String> names) {
    List<String> all = names.stream().map(name -> Sql.name(name) + noPassword()).toList();
    return String.join(", ", all) + " ACCOUNT LOCK";
  }

  @Override
  public String defaultRole(String role, Grantee account) {
    return "SET DEFAULT ROLE " + Sql.name(role) + " TO " + Sql.grantee(account);
  }

  @Override
  public String noDefaultRole(Grantee account) {
    return "SET DEFAULT ROLE NONE TO " + Sql.grantee(account);
  }

  @Override
  public boolean takesAdminAlone() {
    return false;
  }

  /**
   * Compound statements are for procedures alone: this one is made by the script of usher's
   * account.
   */
  @Override
  public String endSessions(Collection<Grantee> accounts, Optional<String> database) {
    List<String> names = accounts.stream().map(Grantee::name).distinct().sorted().toList();
    return "CALL usher.end_sessions(JSON_ARRAY("
        + Sql.texts(names)
        + "), "
        + database.map(Sql::text).orElse("NULL")
        + ")";
  }
}
