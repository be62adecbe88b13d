package dev.usher.store.scim;

import java.util.Collection;

/** Whom something was said of, queued in the transaction in which it was said. */
final class Words {
  private final Turn turn;
  private boolean spoken;

  Words(Turn turn) {
    this.turn = turn;
  }

  void of(Collection<String> subjects) {
    if (subjects.isEmpty()) return;
    turn.update(
            "insert into directory_word (subject, at, said)"
                + " select unnest(cast(:subjects as text[])), :now, :directory")
        .bind("subjects", subjects.toArray(new String[0]))
        .execute();
    spoken = true;
  }

  /** Somebody queued them by a statement of their own. */
  void spoken() {
    spoken = true;
  }

  boolean areSpoken() {
    return spoken;
  }
}
