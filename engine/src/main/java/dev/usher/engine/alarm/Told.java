package dev.usher.engine.alarm;

import dev.usher.core.ledger.Entry.What;
import java.time.Instant;

/**
 * What was told of a concern last.
 *
 * @param upto when the newest of what was told came
 * @param at when it was told
 */
public record Told(String key, What what, String where, String text, Instant upto, Instant at) {
  /** As it is told now. */
  static Told of(Concern concern, Instant now) {
    return new Told(
        concern.key(), concern.what(), concern.where(), concern.text(), concern.upto(), now);
  }
}
