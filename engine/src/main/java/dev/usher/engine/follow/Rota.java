package dev.usher.engine.follow;

import java.time.Instant;
import java.util.Set;

/**
 * Who works when. Each realm has its turns one after the other, on whichever server is alive: two
 * servers are never at one realm at once, and a dead one's turn is taken elsewhere.
 */
public interface Rota extends AutoCloseable {

  /**
   * The realms that take turns from now on: new ones at once, those that are not named never again.
   */
  void realms(Set<String> keys);

  /** Those on the rota whose turn comes only after then; not those whose turn goes on. */
  Set<String> after(Instant then);

  /** There is something to do there: it has its turn now, or again after the one that goes on. */
  void now(String realm);

  /** Waits for turns that go on, up to a bound; those that are not taken are others'. */
  @Override
  void close();

  /** What is done in a realm's turn. */
  interface Turn {
    /**
     * Something was said while a turn goes on there, on whichever server: what cannot wait for its
     * end. It is no turn, and the next one does all of it again. Without a default: whoever stands
     * around another's turns and forgot it would have everybody wait, and nobody would see why.
     */
    void beside(String realm);

    /**
     * @param realm its key
     * @return when it wants to have its next one, unless something comes in between
     */
    Instant take(String realm);
  }
}
