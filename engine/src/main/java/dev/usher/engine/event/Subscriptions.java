package dev.usher.engine.event;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.engine.ports.Precondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who is subscribed, and how far they have been told. */
public interface Subscriptions {
  /**
   * @param by who made it
   * @param told number of the last entry that is behind it
   * @param attempts that the next event has had
   * @param failure why the last attempt failed
   * @param dead how many events were given up
   */
  record Standing(
      Subscription subscription,
      String by,
      Instant since,
      long told,
      int attempts,
      Instant due,
      Optional<String> failure,
      int dead) {}

  /** By name. */
  List<Standing> all();

  Optional<Standing> find(String name);

  /**
   * From now on: what was done before is not told.
   *
   * @param told goes into the ledger with it
   * @return false when the name is taken
   */
  boolean add(Subscription subscription, Draft told);

  /**
   * With what was given up of it.
   *
   * @param told goes into the ledger with it
   * @param meant held against what is there before
   * @return false when there is none
   */
  boolean remove(String name, Draft told, Precondition<Standing> meant);
}
