package dev.usher.engine.report;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was decided and done about somebody or something, newest last.
 *
 * @param about a subject or an address
 */
public record HistoryReport(String about, List<Event> events) {

  /**
   * One step of it: what was to be done, and what became of it.
   *
   * @param number of the entry
   * @param begun when it was about to be done
   * @param by who ran usher
   * @param where the realm or the target
   * @param deeds what of it was about them
   * @param why causes and policy lines of all of the step
   * @param word on whose word; empty where nobody else's
   * @param decided when that was
   * @param server which one did it
   * @param outcome empty where nobody knows yet
   */
  public record Event(
      long number,
      Instant begun,
      String by,
      String where,
      List<Deed> deeds,
      List<String> why,
      Optional<String> word,
      Optional<Instant> decided,
      Optional<String> server,
      Optional<Outcome> outcome) {

    /** What is said counts with its being said; what is begun waits for its answer. */
    private static Optional<Outcome> outcome(Entry begun, Optional<Entry> answer) {
      return begun.what() == What.INTENT
          ? answer.map(one -> new Outcome(one.at(), one.text()))
          : Optional.of(new Outcome(begun.at(), "done"));
    }

    public static Event of(Entry intent, List<Deed> deeds, Optional<Entry> answer) {
      return new Event(
          intent.number(),
          intent.at(),
          intent.by(),
          intent.where(),
          deeds,
          intent.why(),
          intent.warrant().word(),
          intent.warrant().decided(),
          intent.warrant().server(),
          outcome(intent, answer));
    }
  }

  /**
   * @param at when that was known
   * @param text {@code done}, or what was not
   */
  public record Outcome(Instant at, String text) {}
}
