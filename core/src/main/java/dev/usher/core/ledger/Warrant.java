package dev.usher.core.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How it came that something was done, beyond who did it. Without a server nobody need say.
 *
 * @param server which one did it
 * @param word on whose word: {@code okta}, {@code ann, by token}
 * @param decided when that was, in whole milliseconds
 */
public record Warrant(Optional<String> server, Optional<String> word, Optional<Instant> decided) {
  /** Whoever ran usher did it, there and then. */
  public static final Warrant NONE =
      new Warrant(Optional.empty(), Optional.empty(), Optional.empty());

  public Warrant {
    decided = decided.map(at -> at.truncatedTo(ChronoUnit.MILLIS));
  }

  /** A server's own doing: dates that passed, drift that was mended. */
  public static Warrant of(String server) {
    return new Warrant(Optional.of(server), Optional.empty(), Optional.empty());
  }

  /** The same server's, on somebody's word. */
  public Warrant on(String word, Instant decided) {
    return new Warrant(server, Optional.of(word), Optional.of(decided));
  }
}
