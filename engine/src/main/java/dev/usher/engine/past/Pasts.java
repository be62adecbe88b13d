package dev.usher.engine.past;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Past;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a store knows of its own past. */
public interface Pasts {

  /**
   * The store as it is.
   *
   * @param instance at random, from its first migration on
   * @param epoch from 1, raised when somebody takes over by it
   * @param over other instances that were taken over from, up to that epoch
   * @param restored when it was read back from a backup and nobody has taken over since
   */
  record Own(String instance, long epoch, Set<String> over, Optional<Instant> restored) {
    public Own {
      over = Set.copyOf(over);
    }
  }

  /**
   * What it knows of a realm.
   *
   * @param applies of this store there: those that were asked for, and the latest
   */
  record Known(Own own, Set<Past> applies) {
    public Known {
      applies = Set.copyOf(applies);
    }
  }

  /**
   * A realm whose marks are of another past.
   *
   * @param found in the mark
   */
  record Behind(String realm, String found, Instant since) {}

  Own own();

  /**
   * @param found of which it is asked whether they are this store's
   */
  Known of(String realm, Collection<Past> found);

  /** Whether an apply was begun there that has not come to its end: it may go on yet. */
  boolean isCutOff(String realm);

  /** Begins an apply there: nobody else gets that number from this store. */
  Past begin(String realm);

  /** It has come to its end, and with it all that were begun there before. */
  void end(String realm, Past past);

  /** Applies before that one are in no mark any more. */
  void forget(String realm, long before);

  /**
   * Another past was found there.
   *
   * @return false when that is known already
   */
  boolean behind(String realm, String found);

  /** It is this store's past again. */
  void level(String realm);

  List<Behind> behind();

  /** When each directory last changed something. */
  Map<String, Instant> spoken();

  /**
   * A new epoch begins; no realm counts as behind until another past is found there again.
   *
   * @param over whom else it takes over from
   * @param told to the ledger with it
   * @return false when that epoch has begun already
   */
  boolean recover(long epoch, Set<String> over, String who, Draft told);
}
