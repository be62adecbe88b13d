package dev.usher.connectors.mariadb;

/**
 * What is asked of a server, each once however many databases and accounts there are; what is asked
 * of one in its own way is the {@link Dialect}'s.
 */
final class InspectSql {
  static final String DATABASES = "SELECT schema_name FROM information_schema.schemata";

  static final String MARKS =
      """
      SELECT kind, name, host, environment, `system`, role, state, adopted, unswept,
        CAST(UNIX_TIMESTAMP(ends) AS DECIMAL(20,6)) AS ends
      FROM usher.mark WHERE kind IN ('account', 'role')
      """;

  /** Who comes in as whom: an empty name, or host, stands for all. */
  static final String PROXIES =
      "SELECT User, Host, Proxied_user, Proxied_host FROM mysql.proxies_priv";

  static final String HEADS = "SELECT environment, `system`, head FROM usher.head";

  /** Everybody who holds anything. */
  static final String HOLDERS =
      """
      SELECT User, Host FROM mysql.db UNION SELECT User, Host FROM mysql.tables_priv
      UNION SELECT User, Host FROM mysql.procs_priv
      """;

  /** A row without a name is for every name (manuals: Access Control, Stage 2). */
  static final String NAMELESS = "SELECT * FROM mysql.db WHERE User = ''";

  static final String OF_DATABASES = "SELECT * FROM mysql.db";

  static final String OF_TABLES =
      "SELECT User, Host, Db, Table_name, Table_priv FROM mysql.tables_priv WHERE Table_priv <> ''";

  static final String OF_COLUMNS =
      "SELECT User, Host, Db, Table_name, Column_name, Column_priv FROM mysql.columns_priv";

  /** This table alone is written with names that are taken for Latin-1, and so are read back. */
  static final String OF_ROUTINES =
      """
      SELECT CONVERT(BINARY CONVERT(User USING latin1) USING utf8mb4), Host,
        CONVERT(BINARY CONVERT(Db USING latin1) USING utf8mb4),
        CONVERT(BINARY CONVERT(Routine_name USING latin1) USING utf8mb4), Routine_type, Proc_priv
      FROM mysql.procs_priv
      """;

  /** Besides those that the dialect names. */
  static final String DEFINERS =
      """
      UNION ALL SELECT definer, 'view', table_schema, table_name FROM information_schema.views
        WHERE table_schema IN (%1$s)
      UNION ALL SELECT definer, 'trigger', trigger_schema, trigger_name
        FROM information_schema.triggers WHERE trigger_schema IN (%1$s)
      """;

  static final String TABLES =
      """
      SELECT table_schema, table_name, table_type FROM information_schema.tables
      WHERE table_schema IN (%s)
      """;

  static final String COLUMNS =
      """
      SELECT table_schema, table_name, column_name, column_type, COALESCE(character_set_name, '')
      FROM information_schema.columns
      WHERE table_schema IN (%s) ORDER BY table_schema, table_name, ordinal_position
      """;

  static final String ROUTINES =
      """
      SELECT db, name, type FROM (%s) AS routines
      WHERE db IN (%s) AND type IN ('PROCEDURE', 'FUNCTION')
      """;

  private InspectSql() {}
}
