package dev.usher.engine;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.LedgerStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Writes the ledger of one run: an intent before anything is done, its result after. */
final class Journal {
  private final LedgerStore store;
  private final InstantSource clock;
  private final String who;
  private final Head mark;

  /**
   * @param who runs usher
   * @param marks heads that stand in targets; the chain goes on behind the latest of them
   */
  Journal(LedgerStore store, InstantSource clock, String who, Collection<String> marks) {
    this.store = store;
    this.clock = clock;
    this.who = who;
    this.mark =
        marks.stream()
            .map(Head::parse)
            .flatMap(Optional::stream)
            .max(Head::compareTo)
            .orElse(Head.NONE);
  }

  Entry intent(String where, String text, List<String> statements, List<String> why) {
    return append(What.INTENT, where, text, statements, why, Optional.empty());
  }

  /**
   * @param what RESULT, CLOSED or CREDENTIAL
   */
  Entry answer(Entry intent, What what, String text) {
    return append(what, intent.where(), text, List.of(), List.of(), Optional.of(intent.number()));
  }

  /** All of the policy of that digest is carried out. */
  void applied(String digest) {
    append(What.APPLIED, "policy", digest, List.of(), List.of(), Optional.empty());
  }

  /** Intents of a run that ended before it could tell what became of them. */
  List<Entry> open() {
    return Chain.open(store.read().entries());
  }

  private Entry append(
      What what,
      String where,
      String text,
      List<String> statements,
      List<String> why,
      Optional<Long> closes) {
    return store.append(
        new Draft(clock.instant(), who, what, where, text, statements, why, closes), mark);
  }
}
