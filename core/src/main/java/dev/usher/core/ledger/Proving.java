package dev.usher.core.ledger;

import dev.usher.core.ledger.Proof.Altered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds an export against checkpoints, entry by entry and whatever its length. A chain that was
 * written anew is whole in itself: that it is another one only a checkpoint can tell.
 */
public final class Proving {
  /** More of one kind say nothing new. */
  private static final int TOLD = 20;

  private final NavigableMap<Long, Sealed> sealed = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private Optional<Altered> altered = Optional.empty();
  private Head before = Head.NONE;
  private Head proved = Head.NONE;
  private long entries;
  private long untold;

  /** What a checkpoint says of an entry: that it was the end, or came before it. */
  private record Sealed(Head head, Checkpoint by) {
    boolean isEnd() {
      return head.equals(by.head());
    }
  }

  /**
   * @param checkpoints each with a signature that is right; of two that differ the earlier counts
   */
  public Proving(Collection<Checkpoint> checkpoints) {
    checkpoints.stream().sorted(Comparator.comparing(Checkpoint::at)).forEach(this::take);
  }

  /** Where two part, all behind differs too: the first such entry says it all. */
  private void take(Checkpoint one) {
    boolean isTold = false;
    for (Head head : one.told()) {
      Sealed other = sealed.putIfAbsent(head.number(), new Sealed(head, one));
      if (other == null || other.head().equals(head) || isTold) continue;
      isTold = true;
      problem(
          "entry %d was sealed as two different ones, at %s and at %s: the ledger was written anew in between"
              .formatted(head.number(), other.by().at(), one.at()));
    }
  }

  /** The next line of the export, which is an entry. */
  public void next(Entry entry) {
    entries++;
    long number = entry.number();
    sealed
        .subMap(before.number(), false, Math.max(before.number(), number), false)
        .forEach((missing, seal) -> missing(missing, seal));
    for (String wrong : Chain.problems(before, List.of(entry))) problem(wrong);
    if (!entry.hash().equals(entry.digest())) alteredUpTo(number);
    else if (!Chain.follows(before, entry))
      alteredUpTo(number == before.number() + 1 ? before.number() : before.number() + 1);
    Sealed seal = sealed.get(number);
    if (seal != null && !seal.head().equals(entry.head())) {
      if (seal.isEnd() || altered.isEmpty())
        problem("entry %d is not the one that was sealed at %s".formatted(number, seal.by().at()));
      alteredUpTo(number);
    } else if (seal != null && altered.isEmpty()) {
      proved = entry.head();
    }
    before = entry.head();
  }

  /** The next line of the export, which is none. */
  public void unreadable() {
    entries++;
    problem(
        "what follows entry %d is no entry as usher writes them: it was altered"
            .formatted(before.number()));
    alteredUpTo(before.number() + 1);
  }

  /** There are no more. */
  public Proof end() {
    if (sealed.isEmpty()) {
      problem("there is no checkpoint with a right signature: nothing is proved");
    } else {
      Sealed last = sealed.lastEntry().getValue();
      if (last.head().number() > before.number()) {
        problem(
            "the export ends with entry %d, and entry %d was sealed at %s: the end was cut off"
                .formatted(before.number(), last.head().number(), last.by().at()));
        alteredUpTo(before.number() + 1);
      } else if (last.head().number() < before.number()) {
        problem(
            "entries after %d are behind the last checkpoint, of %s: nothing proves them. Take the checkpoints up to now; if these are, their end was cut off"
                .formatted(last.head().number(), last.by().at()));
      }
    }
    if (untold > 0) problems.add("and %d more like these".formatted(untold));
    return new Proof(entries, proved, altered, List.copyOf(problems));
  }

  private void missing(long number, Sealed seal) {
    if (seal.isEnd() || altered.isEmpty())
      problem("entry %d, which was sealed at %s, is missing".formatted(number, seal.by().at()));
    alteredUpTo(before.number() + 1);
  }

  /** Only the first time counts: what comes after it need not fit any more. */
  private void alteredUpTo(long last) {
    long first = proved.number() + 1;
    if (altered.isEmpty()) altered = Optional.of(new Altered(first, Math.max(first, last)));
  }

  private void problem(String text) {
    if (problems.size() < TOLD) problems.add(text);
    else untold++;
  }
}
