package dev.usher.engine.event;

import java.util.Optional;

/** Sends an event where a channel leads. Waits, within a bound. */
public interface Sink {
  /** What came back. No text here holds a secret. */
  sealed interface Answer {
    /** It was taken. */
    record Taken() implements Answer {}

    /** Not now, and perhaps later. */
    record NotNow(String why) implements Answer {}

    /** Whoever is there has understood and refuses. */
    record Refused(String why) implements Answer {}
  }

  Answer send(Channel channel, Event event);

  /** Why nothing can be sent there, and what to do; empty when it can be tried. */
  Optional<String> objection(Channel channel);
}
