package dev.usher.core.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** How dates and instants are written. A bare date is a day of the policy's time zone. */
public final class Dates {
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern LOCAL =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?");
  private static final int FIRST_YEAR = 1970;

  private Dates() {}

  /** When something begins: a bare date from the start of that day. */
  public static Parsed<Instant> from(String text, ZoneId zone) {
    return instant(text, zone, 0);
  }

  /** When something is over: a bare date at the end of that day. */
  public static Parsed<Instant> until(String text, ZoneId zone) {
    return instant(text, zone, 1);
  }

  private static Parsed<Instant> instant(String text, ZoneId zone, int days) {
    String value = text.strip();
    try {
      Instant instant;
      if (DATE.matcher(value).matches()) {
        instant = LocalDate.parse(value).plusDays(days).atStartOfDay(zone).toInstant();
      } else if (LOCAL.matcher(value).matches()) {
        instant = LocalDateTime.parse(value.replace(' ', 'T')).atZone(zone).toInstant();
      } else {
        instant = OffsetDateTime.parse(value.replace(' ', 'T')).toInstant();
      }
      return instant.atZone(zone).getYear() < FIRST_YEAR
          ? wrong(text, "this lies before 1970", "write the year with four digits")
          : new Parsed.Ok<>(instant);
    } catch (DateTimeException _) {
      return wrong(
          text,
          "this is no date or instant that there is",
          "write 2027-03-31, 2027-03-31T18:00 or 2027-03-31T18:00:00Z");
    }
  }

  private static Parsed<Instant> wrong(String text, String message, String hint) {
    return new Parsed.Wrong<>("bad-date", message, hint, 0, text.length());
  }
}
