package dev.usher.policy.section;

import dev.usher.core.model.Dates;
import dev.usher.core.model.Durations;
import dev.usher.core.model.Parsed;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Dates, instants and lengths of time. A bare date is a day of the policy's time zone. */
final class Times {
  private final ZoneId zone;
  private final Problems problems;

  Times(ZoneId zone, Problems problems) {
    this.zone = zone;
    this.problems = problems;
  }

  /** When something begins: a bare date from the start of that day. */
  Optional<Instant> from(Node.Scalar text) {
    return instant(text, Dates.from(text.value(), zone));
  }

  /** When something is over: a bare date at the end of that day. */
  Optional<Instant> until(Node.Scalar text) {
    return instant(text, Dates.until(text.value(), zone));
  }

  private Optional<Instant> instant(Node.Scalar text, Parsed<Instant> read) {
    return switch (read) {
      case Parsed.Ok<Instant>(Instant instant) -> Optional.of(instant);
      case Parsed.Wrong<Instant> wrong -> {
        problems.error(wrong.code(), text.at(), wrong.message(), wrong.hint());
        yield Optional.empty();
      }
    };
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
