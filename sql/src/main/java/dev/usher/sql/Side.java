package dev.usher.sql;

import dev.usher.core.condition.Value;

/** One side of a comparison. */
sealed interface Side {
  /**
   * @param written in the policy, and so to be refused where it can never compare; an attribute of
   *     somebody is unknown then
   */
  record Fixed(Value value, boolean written) implements Side {}

  record Open(Term term) implements Side {}

  record Many(Attribute.Listed list) implements Side {}
}
