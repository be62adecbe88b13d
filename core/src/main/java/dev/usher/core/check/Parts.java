package dev.usher.core.check;

import dev.usher.core.access.Access;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an index is made of, as values: what goes over a wire to who answers elsewhere. First all
 * but its people, then these a part at a time, for there may be a million; later those who change.
 *
 * @param revision comes back with every answer
 * @param at from when on it holds
 * @param until to when; a grant begins or ends then
 */
public record Parts(String revision, Instant at, Optional<Instant> until, List<Place> places) {

  /**
   * One target.
   *
   * @param named names of the things that there are, by kind, of those kinds whose things the
   *     policy names
   * @param roles every one that gives something there
   * @param nevers those that may speak of it
   * @param reasons for which somebody has a role there, said once for all who do
   */
  public record Place(
      Target target,
      SystemType type,
      Map<String, Set<String>> named,
      Map<String, Access.Role> roles,
      List<Never> nevers,
      List<Reason> reasons) {}

  /**
   * @param number by which it is meant until there are other parts
   * @param role directly granted
   */
  public record Reason(int number, String role, Set<Cause> why) {}

  /** Some of those who have something there, by name. */
  public record Crowd(Target target, Map<String, Numbered> members) {}

  /**
   * One of them: as {@link Member}, but for the roles.
   *
   * @param reasons of the place, by number
   */
  public record Numbered(
      List<Integer> reasons,
      Map<String, Value> attributes,
      boolean isService,
      Set<Integer> nevers,
      Optional<Hold.Kind> out) {}

  /**
   * One subject there, whom nothing else has to be known for.
   *
   * @param roles directly granted, each with its reasons
   * @param nevers which of the target's speak of them, beside those that speak of everyone
   * @param out how they are kept out, if so
   */
  public record Member(
      Map<String, Set<Cause>> roles,
      Map<String, Value> attributes,
      boolean isService,
      Set<Integer> nevers,
      Optional<Hold.Kind> out) {}
}
