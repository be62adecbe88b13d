package dev.usher.engine.ports;

import java.time.Duration;

/**
 * Answers to requests that must not be carried out twice, by the caller's name and by a key that
 * the caller chose.
 */
public interface GivenAnswers {
  /** So long is a key known, at least. */
  Duration LIFE = Duration.ofDays(1);

  /** What is known of a key. */
  sealed interface Known {
    /** Nothing until now; from now on it is {@link UnderWay}. */
    record Nothing() implements Known {}

    /** Somebody is at it, or was when a server died: what became of it the ledger tells. */
    record UnderWay() implements Known {}

    /** It was used for something else. */
    record Other() implements Known {}

    /** It was answered. */
    record Given(int status, String body) implements Known {}
  }

  /**
   * @param request digest of what is asked
   */
  Known begin(String caller, String key, String request);

  /** The answer to what was begun. */
  void give(String caller, String key, int status, String body);

  /** Nothing came of it, and it may be tried again. */
  void forget(String caller, String key);
}
