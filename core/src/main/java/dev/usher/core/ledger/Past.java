package dev.usher.core.ledger;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of a server's applies one was, as it stands in a target's mark behind the {@link Head}:
 * {@code 0b6d…/2/17/9f86d0…}.
 *
 * @param instance of the store that the server keeps its data in
 * @param epoch raised whenever somebody takes over from another past; from 1
 * @param sequence of the apply among those of the realm; from 1
 * @param apply at random: two stores that were one give the same number to different applies
 */
public record Past(String instance, long epoch, long sequence, String apply) {
  private static final Pattern WRITTEN =
      Pattern.compile("([0-9a-f-]{1,40})/(\\d{1,9})/(\\d{1,15})/([0-9a-f]{16})");

  /** The past written so; empty when it is none. */
  public static Optional<Past> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Past(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                matcher.group(4)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return instance + "/" + epoch + "/" + sequence + "/" + apply;
  }
}
