package dev.usher.engine.follow;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What has been said and is not yet true everywhere: of whom, and in which realm. It stays open for
 * as long as it takes.
 */
public interface OpenWork {

  /**
   * Somebody has to be followed in a realm.
   *
   * @param word number of the last word about them: what is settled before another word came is not
   *     settled
   * @param since when usher heard of it
   * @param said the last word about them
   * @param attempts that have failed
   * @param due not before then is it tried again
   * @param failure why the last attempt failed, and what to do
   */
  record Open(
      String realm,
      String subject,
      long word,
      Instant since,
      Said said,
      int attempts,
      Instant due,
      Optional<String> failure) {}

  /** Opens it in each realm; where it is open already this word counts, and the earlier time. */
  void open(Set<String> realms, Collection<String> subjects, Said said);

  /** What is to be tried in the realm by then, the oldest first. */
  List<Open> due(String realm, Instant now, int most);

  /** When the realm has something to try next. */
  Optional<Instant> next(String realm);

  /** Realms in which something has been due since then, or for longer. */
  Set<String> late(Instant since);

  /** It is as said; what has been said of them in the meantime stays open. */
  void settle(Collection<Open> done);

  /** It could not be done and is tried again then. */
  void failed(Collection<Open> tried, Instant due, String why);

  /** What is open in the realm is tried by then, however it went before. */
  void hasten(String realm, Instant due);

  /** Realms that are no longer the policy's: nothing can be done there. */
  void forget(Set<String> keptRealms);

  /** All that is open, the oldest first. */
  List<Open> all();
}
