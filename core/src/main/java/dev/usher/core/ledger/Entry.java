package dev.usher.core.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that was done or was about to be done. Holds no secret.
 *
 * @param number from 1
 * @param at when, in whole milliseconds
 * @param by who ran usher
 * @param where the realm's key or the target
 * @param text what happened, in one line
 * @param statements what ran or was about to run, exactly
 * @param why causes and policy lines
 * @param closes number of the intent that this entry answers
 * @param prev the hash of the entry before
 * @param hash SHA-256 over the canonical bytes of all the rest
 */
public record Entry(
    long number,
    Instant at,
    String by,
    What what,
    String where,
    String text,
    List<String> statements,
    List<String> why,
    Optional<Long> closes,
    String prev,
    String hash) {
  public Entry {
    at = at.truncatedTo(ChronoUnit.MILLIS);
    statements = List.copyOf(statements);
    why = List.copyOf(why);
  }

  /** What kind of thing it tells of. */
  public enum What {
    /** About to be done; a result or a closing follows. */
    INTENT,
    /** What became of an intent. */
    RESULT,
    /** What the next run found of an intent whose result is missing. */
    CLOSED,
    /** A password was issued. */
    CREDENTIAL,
    /** All of a policy was carried out everywhere; the text is its digest. */
    APPLIED,
    /** The chain goes on from a head in a target's mark: entries in between are not here. */
    CONTINUED,
    /** A line that a crash cut off was set aside. */
    TORN;

    /** As it stands in a ledger. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An entry that has no place in a chain yet. */
  public record Draft(
      Instant at,
      String by,
      What what,
      String where,
      String text,
      List<String> statements,
      List<String> why,
      Optional<Long> closes) {

    /** What the ledger itself has to say before it. */
    public Draft note(What kind, String note) {
      return new Draft(at, by, kind, where, note, List.of(), List.of(), Optional.empty());
    }
  }

  /** Its place in the chain, for a mark. */
  public Head head() {
    return new Head(number, hash);
  }

  /** The line of a ledger that holds it. */
  public String line() {
    Map<String, Object> all = fields();
    all.put("hash", hash);
    return Canonical.json(all);
  }

  /** What its hash ought to be. */
  String digest() {
    return Canonical.digest(fields());
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("number", number);
    fields.put("at", at.toString());
    fields.put("by", by);
    fields.put("what", what.word());
    fields.put("where", where);
    fields.put("text", text);
    fields.put("statements", statements);
    fields.put("why", why);
    closes.ifPresent(intent -> fields.put("closes", intent));
    fields.put("prev", prev);
    return fields;
  }
}
