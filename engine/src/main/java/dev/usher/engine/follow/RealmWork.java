package dev.usher.engine.follow;

import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.Realms.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What one realm takes to become what is meant, looked at and carried out in one go. */
public interface RealmWork {

  /** Which strays are put back. */
  enum Sweep {
    /** As each target says. */
    AS_SAID,
    /** All: what is meant has changed, and is made true. */
    EVERYTHING
  }

  /**
   * What came of it.
   *
   * @param changed how many statements were carried out
   * @param left statements that would put back what was left as it is, as a target says
   * @param waiting what waits for somebody's yes, one line each
   * @param next when a date will change what is meant there
   * @param wrong why something is not as meant, by where; empty when all that was to be done is
   * @param isRefused whether that is for what somebody is to have, and so holds up nobody else
   * @param isMoved whether it is for what has changed since it was looked at
   */
  record Result(
      int changed,
      List<String> left,
      List<String> waiting,
      Optional<Instant> next,
      Map<String, String> wrong,
      boolean isRefused,
      boolean isMoved) {
    public Result {
      left = List.copyOf(left);
      waiting = List.copyOf(waiting);
      wrong = Map.copyOf(wrong);
    }

    /** Nothing was begun, for what is wrong there. */
    public static Result undone(String where, String why) {
      return undone(Map.of(where, why), false);
    }

    /** The same for each that is wrong, if any is. */
    public static Result undone(Map<String, String> wrong, boolean isRefused) {
      return new Result(0, List.of(), List.of(), Optional.empty(), wrong, isRefused, false);
    }

    public boolean isDone() {
      return wrong.isEmpty();
    }

    /** All that is wrong, in one text. */
    public Optional<String> failure() {
      return wrong.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(one -> one.getKey() + ": " + one.getValue())
          .reduce((one, next) -> one + "; " + next);
    }
  }

  /**
   * All that is meant in the realm.
   *
   * @param was how it was when it was last so: what dates have changed since is no stray
   * @param spoken whether something has been said of somebody there since it began
   */
  Result whole(Revision policy, State was, Sweep sweep, BooleanSupplier spoken);

  /**
   * What is meant for some subjects in the realm, and nothing else of what is pending there.
   *
   * @param said of whom, and on whose word
   * @param isAsMeant whether all that the policy means there was true, but for what was said of
   *     people since and for strays
   */
  Result people(Revision policy, String realm, Map<String, Said> said, boolean isAsMeant);

  /**
   * Shuts out those of them who have left, beside whatever else goes on in the realm, and lets the
   * others have what they are to have where nobody is writing there. It is tried, and looked at
   * again by {@link #people}.
   *
   * @param isAsMeant as there
   * @param isStillSo whether that policy is in force, and no turn has settled what was said of them
   *     or heard more since: asked when nobody else can write there
   */
  void beside(
      Revision policy,
      String realm,
      Map<String, Said> said,
      boolean isAsMeant,
      BooleanSupplier isStillSo);

  /** Everything of that policy is true everywhere: what drift is held against from then on. */
  void applied(Path policy);
}
