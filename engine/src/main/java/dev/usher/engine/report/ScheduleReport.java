package dev.usher.engine.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is to become of people on a date, the next first. */
public record ScheduleReport(List<Line> schedule) {
  public ScheduleReport {
    schedule = List.copyOf(schedule);
  }

  /**
   * @param does {@code offboard}, {@code suspend} or {@code resume}
   * @param on from when it counts
   * @param successor who gets what they own
   * @param by on whose word
   * @param said when they said it
   */
  public record Line(
      String subject,
      String does,
      Instant on,
      Optional<String> successor,
      String by,
      Instant said) {}
}
