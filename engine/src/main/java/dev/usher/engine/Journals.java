package dev.usher.engine;

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
 */
record Journals(Function<Path, LedgerStore> ledgers, InstantSource clock, String who) {
  Journal of(Path folder, Collection<String> marks) {
    return new Journal(ledgers.apply(folder), clock, who, marks);
  }
}
