package dev.usher.core.ledger;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of a chain, as it stands in a target's mark: {@code 17:9f86d0…}. The number tells which
 * of two marks is the later one.
 */
public record Head(long number, String hash) implements Comparable<Head> {
  /** Before the first entry. */
  public static final Head NONE = new Head(0, "0".repeat(64));

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,15}):([0-9a-f]{64})");

  /** The head written so; empty when it is none. */
  public static Optional<Head> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    return matcher.matches()
        ? Optional.of(new Head(Long.parseLong(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public int compareTo(Head other) {
    return Comparator.comparingLong(Head::number).thenComparing(Head::hash).compare(this, other);
  }

  @Override
  public String toString() {
    return number + ":" + hash;
  }
}
