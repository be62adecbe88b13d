package dev.usher.sql;

import dev.usher.core.condition.Value;

/**
 * How an attribute of the subject gets into the SQL. What a subject has not is {@code new Known(new
 * Value.Null())}, or is left out.
 */
public sealed interface Attribute {
  /** Known when the SQL is made: written into it as a constant. */
  record Known(Value value) implements Attribute {}

  /**
   * Looked up when the SQL runs.
   *
   * @param type of the expression: its own, not the nearest that would do; no {@link Type.Moment}
   *     and no {@link Type.Opaque}
   * @param sql a trusted expression, in parentheses where it needs them; NULL where the subject has
   *     not the attribute; never NaN; a text in the database's default collation
   */
  record Looked(Type type, String sql) implements Attribute {}

  /**
   * A list, looked up when the SQL runs. Its elements may be NULL, never NaN and never -0.0.
   *
   * @param element type of its elements, as in {@link Looked}
   * @param sql for PostgreSQL an expression whose type is an array, in parentheses where it needs
   *     them; for MariaDB a SELECT of one column, without parentheses
   * @param there a boolean expression, never NULL: whether the subject has the attribute
   */
  record Listed(Type element, String sql, String there) implements Attribute {}
}
