package dev.usher.sql;

/** What became of a condition. */
public sealed interface Carried {
  /**
   * A boolean expression for WHERE, USING or WITH CHECK, which goes beside AND and OR as it is. It
   * is TRUE of a row if and only if the condition holds, else FALSE or NULL: who negates it gets
   * another condition. No row makes it fail.
   */
  record Expression(String sql) implements Carried {}

  /**
   * It cannot be carried faithfully.
   *
   * @param message one sentence: what cannot
   * @param hint the nearest form that can
   */
  record Refused(String message, String hint) implements Carried {}
}
