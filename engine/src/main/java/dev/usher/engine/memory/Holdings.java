package dev.usher.engine.memory;

import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who held which role where, from when to when, twice: as it was decided, and as it was carried
 * out. What is there is never changed but for its end, which is written once: what comes to be
 * known later has a later time and does not alter what was so before.
 */
public interface Holdings {

  /**
   * Somebody holds a role somewhere.
   *
   * @param target as people write it
   * @param why the grant: {@code analyst for team:backend: On-call reads dashboards}
   */
  record Holding(String subject, String target, String role, String why) {}

  /** Which of the two. */
  enum Side {
    /** The policy in force then said so, with directories and holds as they were then. */
    DECIDED,
    /** It had been carried out at the target by then. */
    LIVE
  }

  /**
   * Somebody came to hold a role, or ceased to.
   *
   * @param at when
   */
  record Change(Instant at, boolean began, Holding holding) {}

  /**
   * From then on that is meant there, and nothing else.
   *
   * @param holdings in that target
   * @param among of whom alone it is said, and since when; empty: of everybody
   * @param since when it was decided of everybody
   */
  void meant(
      Target target,
      Collection<Holding> holdings,
      Optional<Map<String, Instant>> among,
      Instant since);

  /**
   * From then on that is meant of these in those targets, and nothing else: all of it or nothing.
   *
   * @param holdings by target
   * @param among of whom, and since when
   */
  void meant(Map<Target, List<Holding>> holdings, Map<String, Instant> among);

  /** Whatever is meant there by now is carried out, of these alone or of everybody. */
  default void reached(Target target, Optional<Set<String>> among, Instant at) {
    reached(Set.of(target), among, at);
  }

  /** The same in all of them. */
  void reached(Collection<Target> targets, Optional<Set<String>> among, Instant at);

  /**
   * The policy that came into force at that time is carried out in the target as a whole.
   *
   * @param since when that policy came into force
   */
  void policyReached(Target target, Instant since, Instant at);

  /** Nothing is meant from then on in any other target. */
  void only(Set<Target> targets, Instant since);

  /** Who held one of the roles in the target then. */
  List<Holding> holders(Target target, Set<String> roles, Side side, Instant at);

  /** What somebody held everywhere. */
  List<Holding> of(String subject, Side side, Instant at);

  /**
   * What began or ended after the one time and not after the other, the first first.
   *
   * @param subject of whom alone
   */
  List<Change> between(Side side, Instant from, Instant to, Optional<String> subject);

  /** When the policy came into force that the target carried then as a whole. */
  Optional<Instant> policyAt(Target target, Instant at);

  /**
   * What was decided to be taken from people in a target, and is not carried out there.
   *
   * @param subjects how many people
   * @param latest when the last of it was decided
   */
  record Overdue(String target, long subjects, Instant latest) {}

  /** What was decided before that time and is still there, in those of the targets where it is. */
  List<Overdue> overdue(Set<Target> targets, Instant before);

  /** From whom it was taken in the target, after the one time and before the other. */
  List<String> overdueSince(String target, Instant after, Instant before);

  /** Since when anything is known. */
  Optional<Instant> beginning();
}
