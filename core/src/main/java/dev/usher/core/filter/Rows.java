package dev.usher.core.filter;

import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import java.util.List;

/** Which rows of a thing somebody reaches. */
public sealed interface Rows {
  record Every() implements Rows {}

  /**
   * @param nearest what comes closest to some
   */
  record None(String nearest) implements Rows {}

  /**
   * @param condition true of just these
   * @param by the rights whose conditions it is made of
   */
  record Some(Condition condition, List<Right> by) implements Rows {}
}
