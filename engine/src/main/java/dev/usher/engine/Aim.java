package dev.usher.engine;

import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import dev.usher.engine.follow.Successor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a plan is for: all that the policy means, or one person's going and coming alone. */
sealed interface Aim {
  record Everything() implements Aim {}

  /**
   * All that is meant in one realm.
   *
   * @param everything also where a target says that strays are told and left
   */
  record InRealm(String key, boolean everything) implements Aim {}

  /**
   * What is meant for some people in one realm, whether they came, moved or left.
   *
   * @param successors by those of them who leave for good: who gets what they own
   * @param isAsMeant whether all that the policy means there was true, but for what was said of
   *     people since and for strays
   */
  record Moved(
      String key, Set<String> subjects, Map<String, Successor> successors, boolean isAsMeant)
      implements Aim {
    public Moved {
      subjects = Set.copyOf(subjects);
      successors = Map.copyOf(successors);
    }
  }

  record Suspend(String subject) implements Aim {}

  /**
   * The first part of an offboarding: shut out for good, all else kept; in one realm alone also
   * gone, where nothing hangs on the account.
   *
   * @param key of the one realm that it is for; empty: all
   * @param successor of the second part: if it cannot be, nothing is begun
   */
  record ShutOut(String subject, Optional<String> key, Optional<String> successor) implements Aim {
    /** In one realm, without a second part. */
    ShutOut(String subject, String key) {
      this(subject, Optional.of(key), Optional.empty());
    }
  }

  record Resume(String subject) implements Aim {}

  /**
   * @param successor who gets what is owned: somebody of the policy, or an account there
   */
  record Offboard(String subject, Optional<String> successor) implements Aim {}

  /** Whose going or coming it is. */
  default Optional<String> of() {
    return switch (this) {
      case Everything(), InRealm(String _, boolean _), Moved _ -> Optional.empty();
      case Suspend(String subject) -> Optional.of(subject);
      case ShutOut(String subject, Optional<String> _, Optional<String> _) -> Optional.of(subject);
      case Resume(String subject) -> Optional.of(subject);
      case Offboard(String subject, Optional<String> _) -> Optional.of(subject);
    };
  }

  /** Who is to get what a leaver owns. */
  default Optional<String> successor() {
    return switch (this) {
      case ShutOut(String _, Optional<String> _, Optional<String> successor) -> successor;
      case Offboard(String _, Optional<String> successor) -> successor;
      case Everything(),
          InRealm(String _, boolean _),
          Moved _,
          Suspend(String _),
          Resume(String _) ->
          Optional.empty();
    };
  }

  /** The one realm that it is for. */
  default Optional<String> realm() {
    return switch (this) {
      case InRealm(String key, boolean _) -> Optional.of(key);
      case Moved(String key, Set<String> _, Map<String, Successor> _, boolean _) ->
          Optional.of(key);
      case ShutOut(String _, Optional<String> key, Optional<String> _) -> key;
      case Everything(),
          Suspend(String _),
          Resume(String _),
          Offboard(String _, Optional<String> _) ->
          Optional.empty();
    };
  }

  /** Whether that realm is to be looked at. */
  default boolean isFor(String key) {
    return realm().map(key::equals).orElse(true);
  }

  /** Whether somebody leaves for good: who need not be named by the policy any more. */
  default boolean isLeaving() {
    return switch (this) {
      case ShutOut(String _, Optional<String> _, Optional<String> _),
          Offboard(String _, Optional<String> _) ->
          true;
      case Everything(),
          InRealm(String _, boolean _),
          Moved _,
          Suspend(String _),
          Resume(String _) ->
          false;
    };
  }

  /** Whether it can give anybody anything. */
  default boolean gives() {
    return switch (this) {
      case Everything(), InRealm(String _, boolean _), Moved _, Resume(String _) -> true;
      case Suspend(String _),
          ShutOut(String _, Optional<String> _, Optional<String> _),
          Offboard(String _, Optional<String> _) ->
          false;
    };
  }

  /** How much of a realm is looked at. */
  enum Look {
    ALL,
    /** Who is let in, and nothing of what anybody may do. */
    DOORS,
    /** The same, and on whose account nothing hangs. */
    EXITS
  }

  default Look look() {
    return switch (this) {
      case Suspend(String _) -> Look.DOORS;
      // By hand the account stays until the second part, which tells what became of it.
      case ShutOut(String _, Optional<String> key, Optional<String> _) ->
          key.isPresent() ? Look.EXITS : Look.DOORS;
      case Everything(),
          InRealm(String _, boolean _),
          Moved _,
          Resume(String _),
          Offboard(String _, Optional<String> _) ->
          Look.ALL;
    };
  }

  /**
   * What is to be recorded of who is kept out.
   *
   * @param before what is, or is to be in any case
   * @param target where what is new is recorded
   * @param isNamed whether the policy names the person: nobody else could come back
   */
  default Holds holds(Holds before, Target target, boolean isNamed) {
    return switch (this) {
      case Everything(), InRealm(String _, boolean _), Moved _ -> before;
      case Suspend(String subject) -> kept(before, target, subject, Kind.SUSPENDED);
      case ShutOut(String subject, Optional<String> _, Optional<String> _) ->
          gone(before, target, subject, isNamed);
      case Resume(String subject) -> before.without(subject);
      case Offboard(String subject, Optional<String> _) -> gone(before, target, subject, isNamed);
    };
  }

  private static Holds gone(Holds before, Target target, String subject, boolean isNamed) {
    return isNamed ? kept(before, target, subject, Kind.OFFBOARDED) : before.without(subject);
  }

  /** Where it is recorded already it stays. */
  static Holds kept(Holds before, Target target, String subject, Kind kind) {
    return before.of(subject).equals(Optional.of(kind))
        ? before
        : before.with(target, new Hold(subject, kind));
  }

  /** Why something changes that would not but for it. */
  default Cause cause() {
    return switch (this) {
      case Everything(), InRealm(String _, boolean _), Moved _ -> Cause.of("the policy");
      case Suspend(String subject) -> Cause.of(subject + " is suspended");
      case Resume(String subject) -> Cause.of(subject + " is let in again");
      case ShutOut(String subject, Optional<String> _, Optional<String> _) ->
          Cause.of(subject + " is offboarded");
      case Offboard(String subject, Optional<String> _) -> Cause.of(subject + " is offboarded");
    };
  }
}
