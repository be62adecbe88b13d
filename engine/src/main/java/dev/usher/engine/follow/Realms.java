package dev.usher.engine.follow;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far each realm is. */
public interface Realms {

  /**
   * @param revision of the policy that was last made true there as a whole; empty: none, or half of
   *     another was since
   * @param tried the revision of the last attempt
   * @param swept when it last was what is meant, as a whole; {@link Instant#EPOCH}: never
   * @param due when it is looked at as a whole again, unless something comes in between
   * @param attempts that have failed since
   * @param failure why the last attempt failed, and what to do
   * @param strays statements that would put back what is left as it is; empty: none is known
   */
  record State(
      String realm,
      Optional<String> revision,
      Optional<String> tried,
      Instant swept,
      Instant due,
      int attempts,
      Optional<String> failure,
      List<String> strays) {
    public State {
      strays = List.copyOf(strays);
    }

    /** Nothing is known of it yet. */
    public static State unknown(String realm) {
      return new State(
          realm,
          Optional.empty(),
          Optional.empty(),
          Instant.EPOCH,
          Instant.EPOCH,
          0,
          Optional.empty(),
          List.of());
    }
  }

  State of(String realm);

  /**
   * What a turn found, which began with the other; where it was hastened meanwhile, it is due then.
   */
  void put(State was, State now);

  /** All that are known, by key. */
  List<State> all();

  /** The realm is looked at as a whole by then, however it went before. */
  void hasten(String realm, Instant due);

  /** Whether this is the first that says that everything of the revision is true everywhere. */
  boolean isFirstToSay(String revision);
}
