package dev.usher.connectors.mariadb;

import dev.usher.core.model.SystemType;
import dev.usher.sql.MariaDbDialect.Bytewise;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MariaDB, 10.11 or newer. The tables are those of its manual's section System Tables. */
record MariaDbDialect() implements Dialect {
  private static final MariaDbNames NAMES = new MariaDbNames(60, MariaDbType.TYPE.maxNameBytes());

  /** Twenty looks a second. */
  private static final int LOOKS = 400;

  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\b");

  static final Grantee PUBLIC = Grantee.role("PUBLIC");

  @Override
  public SystemType type() {
    return MariaDbType.TYPE;
  }

  @Override
  public String product() {
    return "MariaDB";
  }

  @Override
  public MariaDbNames names() {
    return NAMES;
  }

  /** usher works by what MariaDB has had since 10.11. */
  @Override
  public Optional<String> refusal(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    if (!version.contains("MariaDB") || !numbers.lookingAt()) {
      return Optional.of("it is no MariaDB: write type: mysql and jdbc:mysql:// if it is MySQL");
    }
    int major = Integer.parseInt(numbers.group(1));
    if (major > 10 || major == 10 && Integer.parseInt(numbers.group(2)) >= 11) {
      return Optional.empty();
    }
    return Optional.of("usher needs MariaDB 10.11 or newer: move it, or take it out");
  }

  @Override
  public List<String> settings(long seconds) {
    return List.of(
        "SET sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,"
            + "NO_ENGINE_SUBSTITUTION'",
        // An account statement that waits for a backup's lock heeds no other limit.
        "SET max_statement_time = " + 10 * seconds);
  }

  /** A role has no host. */
  @Override
  public Grantee grantee(String user, String host) {
    return new Grantee(user, host);
  }

  @Override
  public String server() {
    return "SELECT VERSION(), CURRENT_USER(), @@lower_case_table_names, @@read_only, 1";
  }

  @Override
  public String users() {
    return """
    SELECT User, Host,
      is_role OR COALESCE(JSON_VALUE(Priv, '$.account_locked'), '0') IN ('1', 'true') AS locked,
      COALESCE(JSON_VALUE(Priv, '$.access'), '0') <> '0' AS everywhere,
      COALESCE(JSON_VALUE(Priv, '$.default_role'), '') AS default_role,
      is_role OR COALESCE(JSON_VALUE(Priv, '$.plugin'), '') = 'mysql_native_password'
        AND COALESCE(JSON_VALUE(Priv, '$.authentication_string'), '') = 'invalid'
        AND NOT COALESCE(JSON_EXISTS(Priv, '$.auth_or'), 0) AS shut
    FROM (SELECT *, COALESCE(JSON_VALUE(Priv, '$.is_role'), '0') IN ('1', 'true') AS is_role
      FROM mysql.global_priv) AS users
    """;
  }

  @Override
  public String accounts() {
    return "mysql.global_priv";
  }

  @Override
  public String roles() {
    return "SELECT User, Host, Role, '', Admin_option FROM " + memberships();
  }

  @Override
  public String memberships() {
    return "mysql.roles_mapping";
  }

  /** Of routines and events everywhere; of views and triggers where usher may see them. */
  @Override
  public String definers() {
    return """
    SELECT definer, LOWER(type), db, name FROM mysql.proc
    UNION ALL SELECT definer, 'event', db, name FROM mysql.event
    """;
  }

  @Override
  public String routines() {
    return "SELECT db, name, type, security_type AS security FROM mysql.proc";
  }

  @Override
  public Bytewise bytewise() {
    return Bytewise.MARIADB;
  }

  @Override
  public boolean givesEveryRole() {
    return false;
  }

  @Override
  public boolean isRole(Grantee who, boolean locked) {
    return who.isRole();
  }

  /** SET ROLE goes by the name and where the client is (10.11.19, tried). */
  @Override
  public boolean sharesRoles() {
    return true;
  }

  @Override
  public List<Grantee> everybody(Connection connection) {
    return List.of(PUBLIC);
  }

  @Override
  public String sessions() {
    return "information_schema.processlist";
  }

  /** What is compared with it is a hash, and this is none. */
  @Override
  public String noPassword() {
    return " IDENTIFIED VIA mysql_native_password USING 'invalid'";
  }

  @Override
  public String password(char[] secret) {
    return " IDENTIFIED VIA mysql_native_password USING " + Sql.text(NativePassword.hash(secret));
  }

  @Override
  public Optional<String> noOldPassword() {
    return Optional.empty();
  }

  @Override
  public String createRoles(Collection<String> names) {
    return "CREATE ROLE " + Sql.names(names);
  }

  @Override
  public String createRoleIfMissing(String name) {
    return "CREATE ROLE IF NOT EXISTS " + Sql.name(name);
  }

  @Override
  public String defaultRole(String role, Grantee account) {
    return "SET DEFAULT ROLE " + Sql.name(role) + " FOR " + Sql.grantee(account);
  }

  @Override
  public String noDefaultRole(Grantee account) {
    return "SET DEFAULT ROLE NONE FOR " + Sql.grantee(account);
  }

  @Override
  public boolean takesAdminAlone() {
    return true;
  }

  /** One compound statement (manual: BEGIN NOT ATOMIC; KILL). */
  @Override
  public String endSessions(Collection<Grantee> accounts, Optional<String> database) {
    List<String> names = accounts.stream().map(Grantee::name).distinct().sorted().toList();
    String which =
        "FROM information_schema.processlist WHERE BINARY user IN ("
            + Sql.texts(names)
            + ")"
            + database.map(one -> " AND BINARY db = " + Sql.text(one)).orElse("");
    return "BEGIN NOT ATOMIC DECLARE looks INT DEFAULT 0;"
        + " DECLARE CONTINUE HANDLER FOR 1094 BEGIN END;"
        + " WHILE EXISTS (SELECT 1 "
        + which
        + ") DO IF looks = "
        + LOOKS
        + " THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a session does not end';"
        + " END IF; FOR s IN (SELECT id "
        + which
        + ") DO KILL HARD CONNECTION s.id; END FOR; DO SLEEP(0.05); SET looks = looks + 1;"
        + " END WHILE; END";
  }
}
