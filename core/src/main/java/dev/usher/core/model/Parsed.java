package dev.usher.core.model;

/**
 * What came of reading a short text: an address, a subject, a duration.
 *
 * @param <T> what it means
 */
public sealed interface Parsed<T> {
  record Ok<T>(T value) implements Parsed<T> {}

  /**
   * @param code as in a diagnostic
   * @param message one sentence: what is wrong
   * @param hint what to write instead
   * @param offset where it is wrong, in chars from the text's start
   * @param length in chars; 0: to the end of the word
   */
  record Wrong<T>(String code, String message, String hint, int offset, int length)
      implements Parsed<T> {
    /** The same mistake where something else was expected. */
    public <U> Wrong<U> as() {
      return new Wrong<>(code, message, hint, offset, length);
    }
  }
}
