package dev.usher.engine.alarm;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry.What;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Something that somebody has to look at, for as long as it is so.
 *
 * @param key the same for as long as it is the same thing, and no other one's
 * @param what of what kind the ledger tells it: wanted, overdue, away
 * @param where a directory, a realm's key, a target
 * @param text what is so and what to do, in one line; no secret
 * @param upto when the newest of it came: where that is later than what was told, there is more
 * @param statements that wait, exactly
 * @param deeds whom it is about, as far as they came after that time; asked for when it is told
 */
public record Concern(
    String key,
    What what,
    String where,
    String text,
    Instant upto,
    List<String> statements,
    Function<Instant, List<Deed>> deeds) {
  public Concern {
    statements = List.copyOf(statements);
  }

  /** Which is of nobody by name. */
  Concern(String key, What what, String where, String text) {
    this(key, what, where, text, Instant.EPOCH, List.of(), _ -> List.of());
  }
}
