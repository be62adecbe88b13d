package dev.usher.sql.proof;

import dev.usher.core.condition.Value;

/** A value as conditions have it, in terms of SMT-LIB. */
sealed interface Meant {
  record Known(Value value) implements Meant {}

  record Bool(String term) implements Meant {}

  /**
   * A whole or a decimal number.
   *
   * @param rank as in {@link Datum.Exact}
   * @param asWritten whether a binary constant beside it is what one writes for it
   */
  record Number(String rank, String real, boolean asWritten) implements Meant {}

  record Binary(String term) implements Meant {}

  record Text(String term) implements Meant {}

  record Time(String rank, String seconds) implements Meant {}

  /** That it is there is all one can tell. */
  record Other() implements Meant {}

  /** What a row or a subject has, or has not. */
  record Thing(String isNothing, Meant meant) {}
}
