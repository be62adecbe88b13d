package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.ledger.Entry;
import java.time.Instant;
import java.util.List;

/**
 * @param problems what is not whole; empty for a chain that is
 * @param failures whose mark could not be asked for: whether all is whole stays open
 */
public record LedgerReport(
    List<Diagnostic> diagnostics,
    List<Line> lines,
    String head,
    List<String> problems,
    List<Failure> failures) {

  public boolean hasErrors() {
    return !failures.isEmpty() || diagnostics.stream().anyMatch(Diagnostic::isError);
  }

  public boolean isWhole() {
    return problems.isEmpty() && !hasErrors();
  }

  /**
   * @param number from 1
   * @param at when
   * @param by who ran usher: the operating system's user, or whoever asked the server
   * @param what intent, result, closed, credential, …
   */
  public record Line(
      long number,
      Instant at,
      String by,
      String what,
      String where,
      String text,
      List<String> why) {

    /** The entry without its statements and its place in the chain. */
    public static Line of(Entry entry) {
      return new Line(
          entry.number(),
          entry.at(),
          entry.by(),
          entry.what().word(),
          entry.where(),
          entry.text(),
          entry.why());
    }
  }
}
