package dev.usher.engine.report;

import java.time.Instant;
import java.util.List;

/**
 * @param problems what is not whole; empty for a chain that is
 */
public record LedgerReport(List<Line> lines, String head, List<String> problems) {

  /**
   * @param number from 1
   * @param at when
   * @param by the operating system's user who ran usher
   * @param what intent, result, closed, credential, …
   */
  public record Line(
      long number,
      Instant at,
      String by,
      String what,
      String where,
      String text,
      List<String> why) {}
}
