package dev.usher.engine.enact;

import dev.usher.core.ledger.Entry.Draft;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The policies that have been in force, whole, the last of them in force now. What is there is
 * neither changed nor taken away.
 */
public interface Revisions {

  /**
   * What is said of a policy that comes into force.
   *
   * @param revision names it: a commit, or the digest of a folder's files
   * @param source where it was written
   * @param authors who wrote it, as far as is known
   * @param server which put it in force
   * @param at since when, in whole milliseconds
   * @param acceptedBy who said yes, where it had to wait for one
   * @param accepted what they said yes to: a sentence each
   */
  record About(
      String revision,
      String source,
      Set<String> authors,
      String server,
      Instant at,
      Optional<String> acceptedBy,
      List<String> accepted) {
    public About {
      authors = Set.copyOf(authors);
      at = at.truncatedTo(ChronoUnit.MILLIS);
      accepted = List.copyOf(accepted);
    }
  }

  /**
   * @param number from 1, without gaps
   * @param digest of its files
   */
  record Kept(long number, String digest, About about) {}

  /** Which is in force. */
  Optional<Kept> latest();

  /** Which was in force then. */
  Optional<Kept> at(Instant then);

  /** The files of one that was kept. */
  PolicyTree tree(long number);

  /** Whether files of that digest have been in force, now or earlier. */
  boolean knows(String digest);

  /**
   * Puts it in force if nothing else has come meanwhile.
   *
   * @param after number of the one that was in force when this one was looked at; 0 for none
   * @param told the ledger's words on it, which are there with it or not at all
   * @return nothing when another one has come
   */
  Optional<Kept> add(long after, About about, PolicyTree tree, List<Draft> told);
}
