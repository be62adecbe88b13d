package dev.usher.sdk.wire;

import dev.usher.core.check.Parts;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One line of the feed. */
public sealed interface FeedLine {
  /** By which revision it is. */
  String revision();

  /** Everything anew: this, then its people, then the word that it is all. */
  record Whole(Parts parts) implements FeedLine {
    @Override
    public String revision() {
      return parts.revision();
    }
  }

  /** Some of its people. */
  record People(String revision, Parts.Crowd crowd) implements FeedLine {}

  /** Those were all: what was known before is forgotten. */
  record All(String revision) implements FeedLine {}

  /** Some people as they are now; all others are as before. */
  record Some(String revision, List<There> places) implements FeedLine {}

  /**
   * @param members by name; who is empty has nothing there
   */
  record There(Target target, Map<String, Optional<Parts.Member>> members) {}

  /**
   * Nothing has changed; it is there once a second, so that silence is noticed.
   *
   * @param now by the server's clock
   */
  record Still(String revision, Instant now) implements FeedLine {}

  /** Nothing may be granted until there is a whole again. */
  record Nothing(String revision, String why) implements FeedLine {}
}
