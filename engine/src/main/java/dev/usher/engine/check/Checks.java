package dev.usher.engine.check;

import dev.usher.core.check.Answered;
import dev.usher.core.check.Asked;
import dev.usher.core.check.Sought;
import dev.usher.core.model.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers by the policy in force, whatever can be asked: what it does not know it denies. */
public interface Checks {
  /** Answers of one moment, all by the same revision. */
  Check now();

  /**
   * Those of a moment when at least that was known.
   *
   * @param number as {@link Check#number} said it
   * @param patience after it nobody waits any more
   * @return nothing when it was not known by then
   */
  Optional<Check> atLeast(long number, Duration patience);

  /** Never fails for what is asked: what makes no sense is denied. */
  interface Check {
    /** Which policy, and what else was known. */
    String revision();

    /** What was known: of two moments the later one has no lower number. */
    long number();

    boolean allows(Asked asked);

    /** The same with its reason, which takes longer. */
    Answered answer(Asked asked);

    /**
     * What can stand in the open part of a question so that it is allowed, in the order of names.
     *
     * @param seen of which targets, and of no other
     * @param after only what comes behind that name; "" for all
     * @param most no more than so many
     */
    List<String> search(Sought sought, Asked asked, Predicate<Target> seen, String after, int most);
  }
}
