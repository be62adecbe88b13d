package dev.usher.engine.ports;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import java.util.List;

/** Where a ledger is kept: entries are appended and never changed. */
public interface LedgerStore {

  /**
   * Seals the draft and appends it. No other process comes in between, and the entry is durable
   * when this returns. Where the store's own end lies before the mark, an entry before it says that
   * the chain goes on from there.
   *
   * @param mark the latest head that stands in a target, {@link Head#NONE} where none is known
   * @throws LedgerFailure when it cannot be written; then nothing may be done that it ought to tell
   */
  Entry append(Draft draft, Head mark);

  /**
   * All that is there.
   *
   * @throws LedgerFailure when it cannot be read
   */
  Reading read();

  /**
   * @param entries that could be read, in their order
   * @param problems lines that are no entries
   */
  record Reading(List<Entry> entries, List<String> problems) {}

  /** The ledger cannot be read or written. The message says what to do next. */
  final class LedgerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerFailure(String message, Throwable cause) {
      super(message, cause);
    }

    public LedgerFailure(String message) {
      super(message);
    }
  }
}
