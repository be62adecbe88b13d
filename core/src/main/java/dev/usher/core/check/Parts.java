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
 * All that an index is made of, as a value: what goes over a wire to who answers elsewhere.
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
   * @param members by name
   */
  public record Place(
      Target target,
      SystemType type,
      Map<String, Set<String>> named,
      Map<String, Access.Role> roles,
      List<Never> nevers,
      Map<String, Member> members) {}

  /**
   * One subject there.
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
