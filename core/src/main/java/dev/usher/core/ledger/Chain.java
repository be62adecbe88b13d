package dev.usher.core.ledger;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A ledger's one rule: every entry holds the hash of the one before it. */
public final class Chain {
  private Chain() {}

  /** The draft as the entry that follows the head. */
  public static Entry append(Head head, Draft draft) {
    Entry unsealed = new Entry(head.number() + 1, draft, head.hash(), "");
    return new Entry(unsealed.number(), draft, head.hash(), unsealed.digest());
  }

  /** The last entry's head; {@link Head#NONE} where there is none. */
  public static Head head(List<Entry> entries) {
    return entries.isEmpty() ? Head.NONE : entries.getLast().head();
  }

  /**
   * What is to be appended so that the draft comes last: where the chain's own end lies before a
   * mark, an entry before it says that the chain goes on from there.
   *
   * @param end the chain's own
   * @param mark the latest head that stands in a target
   */
  public static List<Entry> append(Head end, Head mark, Draft draft) {
    if (mark.number() <= end.number()) return List.of(append(end, draft));
    Entry continued = append(mark, continued(end, mark, draft));
    return List.of(continued, append(continued.head(), draft));
  }

  private static Draft continued(Head end, Head mark, Draft draft) {
    String text =
        "the chain goes on from entry %d, with which a target is marked; this ledger ended with"
                .formatted(mark.number())
            + " entry %d: entries in between were lost or are kept elsewhere"
                .formatted(end.number());
    return draft.note(What.CONTINUED, text);
  }

  /**
   * What is wrong with the chain by itself; empty for a whole one. A gap is whole only where an
   * entry says that the chain goes on behind it.
   */
  public static List<String> problems(List<Entry> entries) {
    return problems(Head.NONE, entries);
  }

  /**
   * The same of a part of it.
   *
   * @param before what the part follows
   */
  public static List<String> problems(Head before, List<Entry> entries) {
    List<String> problems = new ArrayList<>();
    Head last = before;
    for (Entry entry : entries) {
      if (!entry.hash().equals(entry.digest()))
        problems.add("entry " + entry.number() + " was altered: its hash is not that of its text");
      if (!follows(last, entry))
        problems.add(
            "entry "
                + entry.number()
                + " does not follow entry "
                + last.number()
                + ": something between them was altered or removed");
      last = entry.head();
    }
    return problems;
  }

  /** Whether it comes next, or says that the chain goes on behind a gap. */
  static boolean follows(Head before, Entry entry) {
    boolean isNext = entry.number() == before.number() + 1 && entry.prev().equals(before.hash());
    return isNext || entry.what() == What.CONTINUED && entry.number() > before.number() + 1;
  }

  /**
   * What the marks say against the chain: a mark is the head at some apply, and so one of its
   * entries.
   *
   * @param marks by where they stand
   */
  public static List<String> problems(List<Entry> entries, Map<String, Head> marks) {
    Map<Long, Entry> byNumber = new HashMap<>();
    entries.forEach(entry -> byNumber.put(entry.number(), entry));
    Set<Head> goneOnFrom = new HashSet<>();
    for (Entry entry : entries)
      if (entry.what() == What.CONTINUED)
        goneOnFrom.add(new Head(entry.number() - 1, entry.prev()));
    long last = head(entries).number();
    List<String> problems = new ArrayList<>();
    marks.forEach(
        (where, mark) -> {
          Entry there = byNumber.get(mark.number());
          if (mark.number() > last)
            problems.add(
                where
                    + " is marked with entry "
                    + mark.number()
                    + ", and the ledger here ends with entry "
                    + last
                    + ": the end was cut off, or kept elsewhere");
          else if (there != null && !there.hash().equals(mark.hash()))
            problems.add(
                where + " is marked with another entry " + mark.number() + ": it was altered");
          else if (there == null && !goneOnFrom.contains(mark) && !inGap(mark, entries))
            problems.add(where + " is marked with entry " + mark.number() + ", which is missing");
        });
    return problems;
  }

  /** Whether the mark lies where the chain says that entries are missing. */
  private static boolean inGap(Head mark, List<Entry> entries) {
    long before = 0;
    for (Entry entry : entries) {
      if (mark.number() > before && mark.number() < entry.number() - 1)
        return entry.what() == What.CONTINUED;
      before = entry.number();
    }
    return false;
  }

  /** Intents that nothing has answered, oldest first. */
  public static List<Entry> open(List<Entry> entries) {
    Set<Long> answered = new HashSet<>();
    entries.forEach(entry -> entry.closes().ifPresent(answered::add));
    return entries.stream()
        .filter(entry -> entry.what() == What.INTENT && !answered.contains(entry.number()))
        .toList();
  }
}
