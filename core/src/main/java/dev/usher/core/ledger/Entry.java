package dev.usher.core.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that was done or was about to be done, in its place in a chain. Holds no secret.
 *
 * @param number from 1
 * @param told what it tells
 * @param prev the hash of the entry before
 * @param hash SHA-256 over the canonical bytes of all the rest
 */
public record Entry(long number, Draft told, String prev, String hash) {

  /** When, in whole milliseconds. */
  public Instant at() {
    return told.at();
  }

  /** Who ran usher. */
  public String by() {
    return told.by();
  }

  public What what() {
    return told.what();
  }

  /** The realm's key or the target. */
  public String where() {
    return told.where();
  }

  /** What happened, in one line. */
  public String text() {
    return told.text();
  }

  /** What ran or was about to run, exactly. */
  public List<String> statements() {
    return told.statements();
  }

  /** Causes and policy lines. */
  public List<String> why() {
    return told.why();
  }

  /** Number of the intent that this entry answers. */
  public Optional<Long> closes() {
    return told.closes();
  }

  /** What the statements change; none before usher wrote them down. */
  public List<Deed> deeds() {
    return told.deeds();
  }

  /** How it came that it was done. */
  public Warrant warrant() {
    return told.warrant();
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
    /** Something was found as nobody meant it; the statements put it back, or would. */
    DRIFT,
    /** What usher itself goes by was changed: who is told of what. */
    SETTING,
    /** A policy came into force. */
    ENACTED,
    /** Somebody said what counts from then on: a yes, a no, that somebody is kept out. */
    DECIDED,
    /** Something waits for somebody's yes. */
    WANTED,
    /**
     * What was taken from somebody is still there, for longer than it ought to take; or is over.
     */
    OVERDUE,
    /** A system cannot be made as it is meant, and has not been for a while; or is again. */
    AWAY,
    /** The chain goes on from a head in a target's mark: entries in between are not here. */
    CONTINUED,
    /** A line that a crash cut off was set aside. */
    TORN;

    /** As it stands in a ledger. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What an entry tells, whatever its place in a chain.
   *
   * @param at when, in whole milliseconds
   * @param by who ran usher
   * @param where the realm's key or the target
   * @param text what happened, in one line
   * @param statements what ran or was about to run, exactly
   * @param why causes and policy lines
   * @param closes number of the intent that is answered
   * @param deeds what the statements change
   * @param warrant how it came that it was done
   */
  public record Draft(
      Instant at,
      String by,
      What what,
      String where,
      String text,
      List<String> statements,
      List<String> why,
      Optional<Long> closes,
      List<Deed> deeds,
      Warrant warrant) {
    public Draft {
      at = at.truncatedTo(ChronoUnit.MILLIS);
      statements = List.copyOf(statements);
      why = List.copyOf(why);
      deeds = List.copyOf(deeds);
    }

    /** What changes nothing by itself. */
    public Draft(
        Instant at,
        String by,
        What what,
        String where,
        String text,
        List<String> statements,
        List<String> why,
        Optional<Long> closes) {
      this(at, by, what, where, text, statements, why, closes, List.of(), Warrant.NONE);
    }

    /** What somebody said that counts, or a policy that came into force. */
    public static Draft said(
        Instant at,
        String by,
        What what,
        String where,
        String text,
        List<String> why,
        List<Deed> deeds) {
      return new Draft(
          at, by, what, where, text, List.of(), why, Optional.empty(), deeds, Warrant.NONE);
    }

    /** The same, and how it came. */
    public Draft on(Warrant warrant) {
      return new Draft(at, by, what, where, text, statements, why, closes, deeds, warrant);
    }

    /** What the ledger itself has to say before it. */
    public Draft note(What kind, String note) {
      return new Draft(at, by, kind, where, note, List.of(), List.of(), Optional.empty());
    }

    /** The same, done by that server. */
    public Draft doneBy(String server) {
      Warrant its = new Warrant(Optional.of(server), warrant.word(), warrant.decided());
      return new Draft(at, by, what, where, text, statements, why, closes, deeds, its);
    }

    /**
     * What is absent has no key: so the lines of before there was such a thing are as they were.
     */
    private Map<String, Object> fields() {
      Map<String, Object> fields = new HashMap<>();
      fields.put("at", at.toString());
      fields.put("by", by);
      fields.put("what", what.word());
      fields.put("where", where);
      fields.put("text", text);
      fields.put("statements", statements);
      fields.put("why", why);
      closes.ifPresent(intent -> fields.put("closes", intent));
      if (!deeds.isEmpty()) fields.put("deeds", deeds.stream().map(Deed::fields).toList());
      warrant.server().ifPresent(server -> fields.put("server", server));
      warrant.word().ifPresent(word -> fields.put("word", word));
      warrant.decided().ifPresent(when -> fields.put("decided", when.toString()));
      return fields;
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
    Map<String, Object> fields = told.fields();
    fields.put("number", number);
    fields.put("prev", prev);
    return fields;
  }
}
