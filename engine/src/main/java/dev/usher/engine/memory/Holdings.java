package dev.usher.engine.memory;

import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who held which role where, from when to when, twice: as it was decided, and as it was carried
 * out. What is there is never changed but for its end, which is written once: what comes to be
 * known later has a later time and does not alter what was so before. {@link MeantBook} writes it.
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
