package dev.usher.core.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a ledger's end was at a time, signed. It leaves the store, so that nobody can write the
 * entries up to it anew.
 *
 * @param head the entry that came last, and by its hash all before it
 * @param at when it was signed, in whole milliseconds
 * @param by which server signed it
 * @param after the checkpoint before it in the same place, by its head; empty for the first
 * @param since the entries between the two, in their order and at most {@link #MOST}: by them a
 *     proof names the first that was altered; empty also in those from before it was told
 * @param key id of the key, {@link #id}
 * @param signature over {@link #signed}, in Base64
 */
public record Checkpoint(
    Head head,
    Instant at,
    String by,
    Optional<Head> after,
    List<Head> since,
    String key,
    String signature) {
  /** Signed with the rest, so that no signature over something else is one of a checkpoint. */
  public static final String FORMAT = "usher-checkpoint-1";

  /** The same, with the entries since the one before. */
  public static final String TELLING = "usher-checkpoint-2";

  /** So many entries make some 75 KB, which a webhook's receiver takes. */
  public static final int MOST = 1000;

  /** So much of a key's SHA-256 tells it from others. */
  private static final int ID = 16;

  public Checkpoint {
    at = at.truncatedTo(ChronoUnit.MILLIS);
    since = List.copyOf(since);
  }

  /** One that nobody has signed yet. */
  public static Checkpoint of(
      Head head, Instant at, String by, Optional<Head> after, List<Head> since, String key) {
    return new Checkpoint(head, at, by, after, since, key, "");
  }

  /** How a key is told from others: the beginning of the SHA-256 of its X.509 form, in hex. */
  public static String id(byte[] publicKey) {
    return Canonical.sha256(publicKey).substring(0, ID);
  }

  public Checkpoint signed(String by) {
    return new Checkpoint(head, at, this.by, after, since, key, by);
  }

  /** All entries that it speaks of, the last one too. */
  public List<Head> told() {
    List<Head> told = new ArrayList<>(since);
    told.add(head);
    return told;
  }

  /** Whether it tells as many as one does: more may be behind it. */
  public boolean isFull() {
    return since.size() + 1 >= MOST;
  }

  /** What the signature is over: the canonical bytes of all but itself. */
  public byte[] signed() {
    return Canonical.json(fields()).getBytes(StandardCharsets.UTF_8);
  }

  /** The line that holds it. */
  public String line() {
    Map<String, Object> all = fields();
    all.put("signature", signature);
    return Canonical.json(all);
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("format", since.isEmpty() ? FORMAT : TELLING);
    fields.put("number", head.number());
    fields.put("hash", head.hash());
    fields.put("at", at.toString());
    fields.put("by", by);
    after.ifPresent(before -> fields.put("after", before.toString()));
    if (!since.isEmpty()) fields.put("since", since.stream().map(Head::toString).toList());
    fields.put("key", key);
    return fields;
  }
}
