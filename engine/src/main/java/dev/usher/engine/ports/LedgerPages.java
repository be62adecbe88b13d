package dev.usher.engine.ports;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Head;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A ledger read a page at a time: it may be too long to be read whole. */
public interface LedgerPages {

  /**
   * Which entries are asked for: those that meet all of it, in the order of their numbers.
   *
   * @param after only entries behind that number; 0 from the beginning
   * @param from only entries from then on
   * @param until only entries before then
   * @param about only entries in which this text stands: a person's name, a realm
   * @param most so many, and no more
   */
  record Asked(
      long after,
      Optional<Instant> from,
      Optional<Instant> until,
      Optional<String> about,
      int most) {}

  /**
   * @throws LedgerStore.LedgerFailure when it cannot be read, or a row is no entry: then {@code
   *     usher ledger verify} says more
   */
  List<Entry> page(Asked asked);

  /** Where the chain ends now. */
  Head head();
}
