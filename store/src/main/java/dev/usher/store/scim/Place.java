package dev.usher.store.scim;

/** Where in SQL an attribute is; {@code t} is the row of the user or the group. */
sealed interface Place {
  /**
   * A text.
   *
   * @param exact whether case counts
   */
  record Text(String sql, boolean exact) implements Place {}

  /** One of our own ids. */
  record Id(String sql) implements Place {}

  record Flag(String sql) implements Place {}

  record Moment(String sql) implements Place {}

  /**
   * One of several.
   *
   * @param from {@code … where}, and what always holds of them
   */
  record Each(String from, Place value) implements Place {}
}
