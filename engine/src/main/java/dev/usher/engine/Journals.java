package dev.usher.engine;

import dev.usher.core.ledger.Warrant;
import dev.usher.engine.ports.LedgerStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Function;

/**
 * Opens the journal of a run.
 *
 * @param ledgers the store that belongs to a folder of policy
 * @param who runs usher
 * @param warrant how it comes that it is done
 */
record Journals(
    Function<Path, LedgerStore> ledgers, InstantSource clock, String who, Warrant warrant) {
  Journal of(Path folder, Collection<String> marks) {
    return new Journal(ledgers.apply(folder), clock, who, warrant, marks);
  }

  /** The same, on somebody's word. */
  Journals on(Warrant word) {
    return new Journals(ledgers, clock, who, word);
  }
}
