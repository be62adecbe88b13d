package dev.usher.core.ledger;

import java.util.Optional;

/**
 * What usher leaves in a target: the ledger's head, and where a server was at work, which of its
 * applies it was.
 *
 * @param head {@link Head#NONE} where nothing has been done yet
 */
public record Mark(Head head, Optional<Past> past) {
  /** The mark written so; empty when it is none that this usher understands. */
  public static Optional<Mark> parse(String text) {
    int space = text.indexOf(' ');
    if (space < 0) return Head.parse(text).map(head -> new Mark(head, Optional.empty()));
    Optional<Past> past = Past.parse(text.substring(space + 1));
    return Head.parse(text.substring(0, space))
        .filter(_ -> past.isPresent())
        .map(head -> new Mark(head, past));
  }

  @Override
  public String toString() {
    return head + past.map(one -> " " + one).orElse("");
  }
}
