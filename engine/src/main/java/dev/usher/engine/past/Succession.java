package dev.usher.engine.past;

import dev.usher.connectors.api.Claim;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Mark;
import dev.usher.core.ledger.Past;
import java.util.Optional;

/**
 * One apply and what it may follow: an apply of which this store knows, or any of an epoch that
 * somebody has taken over from. Numbers alone would not do: a copy of the store counts on from the
 * same one. So each apply has a random name besides, which the copy cannot know.
 *
 * @param known as it was before this one began, so that a later one is never followed
 * @param isAfterCutOff whether an apply before this one was cut off, and may go on yet
 */
public record Succession(Past past, Pasts.Known known, boolean isAfterCutOff) {

  /** Whether that stands in for nobody else. */
  boolean follows(Past found) {
    return found.equals(past) || follows(known, found);
  }

  static boolean follows(Pasts.Known known, Past found) {
    Pasts.Own own = known.own();
    boolean isOfOurs =
        found.instance().equals(own.instance()) || own.over().contains(found.instance());
    return known.applies().contains(found) || isOfOurs && found.epoch() < own.epoch();
  }

  /** Leaves the heads in marks as they are. */
  public Claim claim() {
    return claim(Optional.empty());
  }

  /** Leaves that head of the ledger in the mark. */
  public Claim claim(Head head) {
    return claim(Optional.of(head));
  }

  private Claim claim(Optional<Head> head) {
    return (_, found) -> {
      Optional<Mark> mark = found.flatMap(Mark::parse);
      // What is no head of a ledger is written over, as ever; of a newer usher's we know nothing.
      if (mark.isEmpty() && found.filter(text -> text.indexOf(' ') >= 0).isPresent())
        return Optional.empty();
      if (mark.flatMap(Mark::past).filter(one -> !follows(one)).isPresent())
        return Optional.empty();
      Head next = head.or(() -> mark.map(Mark::head)).orElse(Head.NONE);
      return Optional.of(new Mark(next, Optional.of(past)).toString());
    };
  }
}
