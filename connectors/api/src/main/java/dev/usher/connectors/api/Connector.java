package dev.usher.connectors.api;

import dev.usher.core.access.Access;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One type of system. All but {@link #open} is pure.
 *
 * @param <N> its facts
 */
public interface Connector<N extends Native> {
  SystemType type();

  /**
   * The key of the realm that a URL belongs to: what shares accounts has one key.
   *
   * @throws IllegalArgumentException when the URL is none of this system's or asks for what is
   *     refused; the message says what to write instead
   */
  String realmKey(String url);

  /** What the system ought to hold for everything meant in the realm. */
  DesiredState<N> compile(Realm realm, List<Access> meant, ObservedState<N> observed);

  /**
   * What of it can be known by {@link Session#doors} alone: who ought to be let in. An account that
   * is not meant any more stays, closed: what hangs on it has not been looked at.
   */
  default DesiredState<N> compileDoors(Realm realm, List<Access> meant, ObservedState<N> doors) {
    return compile(realm, meant, doors);
  }

  /**
   * The same by {@link Session#exits}: an account that is not meant any more goes if nothing hangs
   * on it, else it stays, closed.
   */
  default DesiredState<N> compileExits(Realm realm, List<Access> meant, ObservedState<N> exits) {
    return compile(realm, meant, exits);
  }

  /**
   * What the system ought to hold of a few people by {@link Session#alone}, where all else is as it
   * is meant but for them; empty where that is not certain without a look at all.
   *
   * @param meant for them alone
   * @param accounts of each of them, by subject
   */
  default Optional<DesiredState<N>> compileAlone(
      Realm realm, List<Access> meant, Map<String, Set<String>> accounts, ObservedState<N> alone) {
    return Optional.empty();
  }

  /**
   * @param role whose it is, as ties name it
   * @param what it has by it
   */
  record Part(Object role, Object what) {}

  /**
   * What a fact is made of that several hold together, each part by itself: a plan for a few of
   * them changes no part of others.
   *
   * @return empty where it is nobody else's
   */
  default Set<Part> parts(N fact) {
    return Set.of();
  }

  /**
   * A fact of some of these parts, with the reasons that they have there.
   *
   * @param before what has been, or is to be, in place of the other; the same where it is one
   * @param parts of either
   */
  default N joined(N before, N after, Set<Part> parts) {
    return after;
  }

  /**
   * Whether a realm can be looked at and changed without one of its targets, as if the policy did
   * not name it: what was made for that one stays as it is.
   */
  default boolean canLeaveOut() {
    return false;
  }

  /**
   * The same by {@link Session#around}: what would be meant for them among all. Empty where
   * something else would change for it, or something is refused.
   *
   * @param meant for them alone, with every role there
   * @param accounts of each of them, by subject
   */
  default Optional<DesiredState<N>> compileAround(
      Realm realm, List<Access> meant, Map<String, Set<String>> accounts, ObservedState<N> around) {
    return Optional.empty();
  }

  /** The changes as stages of steps, in order, grouped as far as they go. */
  List<Plan.Stage> arrange(Realm realm, List<Change<N>> changes, ObservedState<N> observed);

  /**
   * The same, with accounts that leave to the bone: nothing is left that names them. Where accounts
   * own nothing that is what they do in any case.
   *
   * @param heirs by account that leaves: the account that gets what it owns; empty where none was
   *     named, and then one that owns something stays, closed
   */
  default List<Plan.Stage> arrange(
      Realm realm, List<Change<N>> changes, ObservedState<N> observed, Map<String, String> heirs) {
    return arrange(realm, changes, observed);
  }

  /**
   * What the system grants as it is, as a policy would say it: compiled again, nothing differs.
   *
   * @throws UnsupportedOperationException unless the type can {@link
   *     dev.usher.core.model.SystemType.Capability#IMPORT}
   */
  default Description describe(Realm realm, ObservedState<N> observed) {
    throw new UnsupportedOperationException("such a system cannot be imported");
  }

  /** Of all that a plan is computed from; equal if and only if that is equal. */
  String fingerprint(ObservedState<N> observed);

  /**
   * Opens the realm: one of its targets now, each of the others when it is asked at the latest.
   *
   * @param admin usher's own account at a target
   * @param limit longest wait for a connection or a lock
   * @throws TargetFailure when a target cannot be reached or used
   */
  Session<N> open(Realm realm, Function<Target, Login> admin, Duration limit);
}
