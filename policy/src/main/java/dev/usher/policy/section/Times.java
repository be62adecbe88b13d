package dev.usher.policy.section;

import dev.usher.core.model.Durations;
import dev.usher.core.model.Parsed;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/** Dates, instants and lengths of time. A bare date is a day of the policy's time zone. */
final class Times {
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern LOCAL =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?");
  private static final int FIRST_YEAR = 1970;
  private final ZoneId zone;
  private final Problems problems;

  Times(ZoneId zone, Problems problems) {
    this.zone = zone;
    this.problems = problems;
  }

  /** When something begins: a bare date from the start of that day. */
  Optional<Instant> from(Node.Scalar text) {
    return instant(text, 0);
  }

  /** When something is over: a bare date at the end of that day. */
  Optional<Instant> until(Node.Scalar text) {
    return instant(text, 1);
  }

  private Optional<Instant> instant(Node.Scalar text, int days) {
    String value = text.value().strip();
    try {
      Instant instant;
      if (DATE.matcher(value).matches()) {
        instant = LocalDate.parse(value).plusDays(days).atStartOfDay(zone).toInstant();
      } else if (LOCAL.matcher(value).matches()) {
        instant = LocalDateTime.parse(value.replace(' ', 'T')).atZone(zone).toInstant();
      } else {
        instant = OffsetDateTime.parse(value.replace(' ', 'T')).toInstant();
      }
      if (instant.atZone(zone).getYear() < FIRST_YEAR) {
        problems.error(
            "bad-date", text.at(), "this lies before 1970", "write the year with four digits");
        return Optional.empty();
      }
      return Optional.of(instant);
    } catch (DateTimeException _) {
      problems.error(
          "bad-date",
          text.at(),
          "this is no date or instant that there is",
          "write 2027-03-31, 2027-03-31T18:00 or 2027-03-31T18:00:00Z");
      return Optional.empty();
    }
  }

  static Optional<Duration> length(Node.Scalar text, Problems problems) {
    return switch (Durations.parse(text.value())) {
      case Parsed.Ok<Duration>(Duration length) -> Optional.of(length);
      case Parsed.Wrong<Duration> wrong -> {
        problems.inside(text, wrong);
        yield Optional.empty();
      }
    };
  }
}
