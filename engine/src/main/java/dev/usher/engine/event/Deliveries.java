package dev.usher.engine.event;

import dev.usher.core.ledger.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is still to be told, to whom. */
public interface Deliveries {
  /**
   * An entry and the intent that it answers.
   *
   * @param entry is committed: what was rolled back is never seen here
   */
  record Told(Entry entry, Optional<Entry> intent) {}

  /**
   * @param ahead entries that follow those that are behind it, in order; for a replay the one
   * @param attempts that the first of them which is wanted has had
   */
  record Due(Subscription subscription, List<Told> ahead, int attempts, boolean replay) {}

  /**
   * What became of it.
   *
   * <p>{@code number} is of an entry; all before it are behind the subscription in any case.
   */
  sealed interface Became {
    long number();

    /** The entry too: it was delivered, or is not wanted. */
    record Through(long number) implements Became {}

    /** The entry comes again, not before {@code due}. */
    record Again(long number, Instant due, String why) implements Became {}

    /** The entry is given up, and kept for a replay. */
    record Dead(long number, String why) implements Became {}
  }

  /** An event that was given up. */
  record DeadLetter(Told told, Instant since, int attempts, String why) {}

  /**
   * Takes a subscription that is due and that no other server is at, and keeps what became of it.
   * Should this process die before that is kept, the same comes again.
   *
   * @return false when nothing is due
   */
  boolean next(Instant now, Function<Due, Became> tell);

  /**
   * What was given up, oldest first.
   *
   * @param after number of an entry
   */
  List<DeadLetter> dead(String subscription, long after, int most);

  /**
   * Each of it is to be tried once more.
   *
   * @param numbers of entries; empty for all
   * @return how many those are
   */
  int replay(String subscription, List<Long> numbers);
}
