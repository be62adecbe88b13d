package dev.usher.core.model;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How lengths of time are written: {@code 30m}, {@code 2h}, {@code 7d}. */
public final class Durations {
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,6})([smhd])");
  private static final Duration LONGEST = Duration.ofDays(3660);

  private Durations() {}

  /** A whole number and s, m, h or d; from one second to ten years. */
  public static Parsed<Duration> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) return wrong(text, "this is no length of time");
    long count = Long.parseLong(matcher.group(1));
    Duration length =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (length.isZero()) return wrong(text, "a length of time is more than nothing");
    if (length.compareTo(LONGEST) > 0) return wrong(text, "this is longer than ten years");
    return new Parsed.Ok<>(length);
  }

  private static Parsed<Duration> wrong(String text, String message) {
    return new Parsed.Wrong<>(
        "bad-duration",
        message,
        "write a whole number and its unit: 30m, 2h or 7d",
        0,
        text.length());
  }
}
