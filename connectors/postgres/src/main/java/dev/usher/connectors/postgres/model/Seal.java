package dev.usher.connectors.postgres.model;

import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What tells usher's mark on a policy from one that the table's owner wrote: a digest with a key
 * that usher's account alone can read, made in the database by the statement that writes the mark.
 * The key never leaves the database but for whoever inspects it.
 *
 * @param key empty where there is none, or it cannot be trusted: then nothing is sealed
 * @param target the marks are for this one; another policy on the same database has its own
 */
public record Seal(String key, Target target) {
  static final String TABLE = "usher.seal";

  /** Whoever may read every table, as {@code pg_read_all_data} may, reads no row of it. */
  static final List<String> MAKE =
      List.of(
          "CREATE TABLE " + TABLE + " AS SELECT pg_catalog.gen_random_uuid() AS key",
          "ALTER TABLE " + TABLE + " ENABLE ROW LEVEL SECURITY");

  static final String REMOVE = "DROP TABLE IF EXISTS " + TABLE;

  /**
   * Whoever else could read it has the key for good; whoever else owned it could have code there
   * run with usher's rights.
   */
  private static final String OURS =
      """
      SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_roles o ON o.oid = c.relowner JOIN pg_roles s ON s.oid = n.nspowner
      WHERE n.nspname = 'usher' AND c.relname = 'seal' AND c.relkind = 'r' AND c.relrowsecurity
        AND (o.rolname = current_user OR o.rolsuper) AND (s.rolname = current_user OR s.rolsuper)
        AND NOT EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner)
        AND NOT EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attacl IS NOT NULL)
      """;

  public static Seal read(Connection connection, Target target) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(OURS)) {
        if (!row.next()) return new Seal("", target);
      }
      try (ResultSet row = statement.executeQuery("SELECT key::text FROM " + TABLE)) {
        return new Seal(row.next() ? row.getString(1) : "", target);
      }
    }
  }

  /** Whether it is the seal of that text on a policy of that table. */
  boolean is(String seal, String text, String schema, String table) {
    String place = Sql.name(schema) + "." + Sql.name(table);
    String inner = PostgresNames.sha256(text + " " + target + " " + place);
    return !key.isEmpty() && PostgresNames.sha256(key + inner).equals(seal);
  }

  /**
   * The seal, as an expression.
   *
   * @param text an expression for what is sealed
   */
  public static String of(String text, Target target, Thing on) {
    String inner = sha256(text + " || " + Sql.text(" " + target + " " + on.sql()));
    return sha256("(SELECT s.key::pg_catalog.text FROM " + TABLE + " s) || " + inner);
  }

  private static String sha256(String expression) {
    return "pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to("
        + expression
        + ", 'UTF8')), 'hex')";
  }
}
