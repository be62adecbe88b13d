package dev.usher.engine.ports;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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

  /** All that is there. */
  default Reading read() {
    return read(1);
  }

  /**
   * What is there from that entry on.
   *
   * @throws LedgerFailure when it cannot be read
   */
  default Reading read(long from) {
    return read(from, Integer.MAX_VALUE);
  }

  /**
   * The same, but not all at once.
   *
   * @param most lines that are read, from 1
   */
  Reading read(long from, int most);

  /**
   * Intents that nothing has answered, oldest first.
   *
   * @throws LedgerFailure when it cannot be read
   */
  default List<Entry> unanswered() {
    return Chain.open(read().entries());
  }

  /**
   * Intents within that time that are about somebody or something, and the answers to them whenever
   * they came, oldest first.
   *
   * @param name a subject; or an address, and then with what is within it
   * @throws LedgerFailure when it cannot be read
   */
  default List<Entry> about(String name, Instant from, Instant until) {
    Set<Long> intents = new HashSet<>();
    List<Entry> found = new ArrayList<>();
    for (Entry entry : read().entries()) {
      boolean isThen = !entry.at().isBefore(from) && entry.at().isBefore(until);
      boolean isIt = isThen && entry.deeds().stream().anyMatch(deed -> deed.isAbout(name));
      if (isIt) intents.add(entry.number());
      if (isIt || entry.closes().filter(intents::contains).isPresent()) found.add(entry);
    }
    return found;
  }

  /**
   * The last entry's, without a look at the others; {@link Head#NONE} where there is none.
   *
   * @throws LedgerFailure when it cannot be read
   */
  Head head();

  /**
   * Every line as it stands there, oldest first, whether or not it is an entry; not all at once.
   *
   * @throws LedgerFailure when it cannot be read
   */
  void lines(Consumer<String> each);

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
