package dev.usher.connectors.api;

import dev.usher.core.access.Access;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An open realm. Every method may throw {@link TargetFailure}.
 *
 * @param <N> the connector's facts
 */
public interface Session<N extends Native> extends AutoCloseable {
  /** The way by which everybody comes by an action. */
  String PUBLIC = "PUBLIC";

  /** All that is, in a fixed number of bulk questions for each target. */
  ObservedState<N> inspect();

  /**
   * Of all that is only who has an account and is let in: for what shuts somebody out, which is not
   * to wait for a look at all that anybody may do.
   */
  default ObservedState<N> doors() {
    return inspect();
  }

  /**
   * The same, and which accounts nothing hangs on: these can be gone at once, at a cost that does
   * not grow with what else there is.
   */
  default ObservedState<N> exits() {
    return inspect();
  }

  /**
   * What there is of a few people alone, at a cost that does not grow with what else there is;
   * empty where the system cannot tell.
   *
   * @param accounts of each of them, by subject
   * @param meant for them
   */
  default Optional<ObservedState<N>> alone(Map<String, Set<String>> accounts, List<Access> meant) {
    return Optional.empty();
  }

  /**
   * The same with all else that is there, but no other people: for where {@link #alone} does not
   * tell enough. What it costs grows with the things, and not with the people; empty where the
   * system cannot tell, or where it is seen at once that it would not do.
   *
   * @param accounts of each of them, by subject
   * @param meant for them, with every role there
   */
  default Optional<ObservedState<N>> around(Map<String, Set<String>> accounts, List<Access> meant) {
    return Optional.empty();
  }

  /** Who is kept out, as the targets' marks say. */
  Holds holds();

  /**
   * What a policy says of the system so that usher looks at everything in the target, for import.
   *
   * @throws UnsupportedOperationException unless the type can {@link Capability#IMPORT}
   */
  default Description.Whole whole() {
    throw new UnsupportedOperationException("such a system cannot be imported");
  }

  /**
   * What gives access there, is in no fact, and no policy can say; for import, as {@link #whole}.
   */
  default List<Description.Unsaid> unsaid() {
    throw new UnsupportedOperationException("such a system cannot be imported");
  }

  /**
   * One thing that has rows, at a cost that does not grow with what else there is; empty where
   * there is none such.
   */
  default Optional<Table> table(Resource on) {
    return Optional.empty();
  }

  /** What exists in each target where usher manages; nothing of who may do what. */
  Map<Target, Catalogue> catalogues();

  /**
   * Becomes the realm's one writer until closed, and looks whether it still is as it was: at least
   * its {@link #doors}, on which rests what shuts somebody out.
   *
   * @param fingerprint of what the plan was computed from
   */
  Lock lock(String fingerprint);

  /**
   * Whether all else still is as it was too; asked by the one writer before anything is done. Of a
   * plan that was made of the doors alone there is nothing else.
   *
   * @param fingerprint as for {@link #lock}
   */
  default boolean isStill(String fingerprint) {
    return true;
  }

  /**
   * Gets ready to {@link #run} what only takes from an account beside whoever writes there, without
   * the lock. Who then says nothing for some seconds changes nothing any more.
   *
   * @return false where there is no such thing, and all is done one after the other
   */
  default boolean beside() {
    return false;
  }

  /** What came of asking for the lock. */
  sealed interface Lock {
    record Held() implements Lock {}

    /** The realm has changed since the plan was made. */
    record Moved() implements Lock {}

    /** Somebody else is writing. */
    record Busy(String who) implements Lock {}
  }

  /**
   * Runs one stage, telling what became of each step, in their order. Stops at the first that is
   * not done: what comes after it is told as not done too. An atomic stage is done whole or not at
   * all. When it throws, what became of the steps not told of is unknown.
   *
   * @param claim to be made on the stage's target before its first step, in the same transaction
   *     where the system has them; where it is refused no step is done
   */
  void run(Plan.Stage stage, Optional<Claim> claim, Consumer<Outcome> told);

  /** The same, whoever was there last. */
  default void run(Plan.Stage stage, Consumer<Outcome> told) {
    run(stage, Optional.empty(), told);
  }

  /**
   * What accounts can really do, by the system's own answer, one for each account asked for.
   * Includes what each can reach by becoming another role.
   */
  Stream<Reach> probe(Probe probe);

  /**
   * The ways by which an account comes by an action: {@link #PUBLIC}, {@code owner}, {@code member
   * of reporting}. Empty when it cannot do it.
   */
  List<String> paths(String account, String action, Resource on);

  /**
   * By which ways accounts come by managed data beside the policy, each told once; empty where a
   * system has no such ways, or has told all in {@link #probe}.
   */
  default List<Way> ways() {
    return List.of();
  }

  /**
   * Who can log in, or was made by usher, and owns something: so that nothing is left that nobody
   * answers for. Empty where a system knows no owners.
   */
  default List<Owner> owners() {
    return List.of();
  }

  /**
   * Gives the account a password.
   *
   * @param end when it stops working
   * @throws UnsupportedOperationException unless the type can {@link Capability#PASSWORDS}
   */
  default void credential(String account, char[] secret, Optional<Instant> end) {
    throw new UnsupportedOperationException("such a system has no passwords: issue none");
  }

  /** Writes the ledger's head into each target's mark. */
  void mark(Set<Target> targets, String head);

  /**
   * Writes into the marks of those targets what the claim says, each in a transaction of its own.
   *
   * @return where it was refused; the others have been claimed
   */
  Set<Target> claim(Set<Target> targets, Claim claim);

  @Override
  void close();
}
