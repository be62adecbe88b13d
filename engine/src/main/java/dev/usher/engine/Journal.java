package dev.usher.engine;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Mark;
import dev.usher.core.ledger.Warrant;
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
  private final Warrant warrant;

  /**
   * @param who runs usher
   * @param warrant how it comes that it is done
   * @param marks that stand in targets; the chain goes on behind the latest of them
   */
  Journal(
      LedgerStore store,
      InstantSource clock,
      String who,
      Warrant warrant,
      Collection<String> marks) {
    this.store = store;
    this.clock = clock;
    this.who = who;
    this.warrant = warrant;
    this.mark =
        marks.stream()
            .map(Mark::parse)
            .flatMap(Optional::stream)
            .map(Mark::head)
            .max(Head::compareTo)
            .orElse(Head.NONE);
  }

  Entry intent(
      String where, String text, List<String> statements, List<String> why, List<Deed> deeds) {
    return append(What.INTENT, where, text, statements, why, Optional.empty(), deeds);
  }

  /**
   * @param what RESULT, CLOSED or CREDENTIAL
   */
  Entry answer(Entry intent, What what, String text) {
    return append(what, intent.where(), text, List.of(), List.of(), Optional.of(intent.number()));
  }

  /** Something was found as nobody meant it. */
  void drift(String where, String text, List<String> statements) {
    append(What.DRIFT, where, text, statements, List.of(), Optional.empty());
  }

  /** All of the policy of that digest is carried out. */
  void applied(String digest) {
    append(What.APPLIED, "policy", digest, List.of(), List.of(), Optional.empty());
  }

  /** Intents of a run that ended before it could tell what became of them. */
  List<Entry> open() {
    return store.unanswered();
  }

  private Entry append(
      What what,
      String where,
      String text,
      List<String> statements,
      List<String> why,
      Optional<Long> closes) {
    return append(what, where, text, statements, why, closes, List.of());
  }

  private Entry append(
      What what,
      String where,
      String text,
      List<String> statements,
      List<String> why,
      Optional<Long> closes,
      List<Deed> deeds) {
    return store.append(
        new Draft(clock.instant(), who, what, where, text, statements, why, closes, deeds, warrant),
        mark);
  }
}
