package dev.usher.core.filter;

/** What became of a condition in a system's words. */
public sealed interface Parametrised {
  /**
   * True of a row if and only if the condition holds, else false or unknown: who negates it gets
   * another condition. It goes beside AND and OR as it is, and no row makes it fail.
   */
  record As(Expression expression) implements Parametrised {}

  /**
   * It cannot be carried faithfully.
   *
   * @param message one sentence: what cannot
   * @param hint the nearest form that can
   */
  record Refused(String message, String hint) implements Parametrised {}
}
