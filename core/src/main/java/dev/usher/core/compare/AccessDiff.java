package dev.usher.core.compare;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * What one policy gives that another does not, and the other way round.
 *
 * @param lines by target, and by line the subjects of whom it is true
 * @param examples of lines that narrow rows otherwise than before
 * @param parts in usher itself that somebody comes by or loses
 * @param carried what else is otherwise, a sentence each: how roles are carried, what systems say
 *     of themselves, which request does what, whose tokens are a service's
 * @param guards of the policy that came, went, or were made wider or narrower
 * @param strangers whom the policies do not name, by what they are called here
 */
public record AccessDiff(
    Map<Target, Map<Line, SortedSet<String>>> lines,
    Map<Line, Example> examples,
    List<Part> parts,
    List<String> carried,
    GuardDiff guards,
    Set<String> strangers) {

  /** A row that somebody did not see before, and one that they no longer see. */
  public record Example(
      String subject, Optional<Map<String, Value>> gained, Optional<Map<String, Value>> lost) {}

  /**
   * @param what it is: {@code administrator of usher}
   * @param gained whether it is had after, and not before
   */
  public record Part(String subject, String what, boolean gained) {}

  /** Whether both mean the same. */
  public boolean isEmpty() {
    return lines.isEmpty() && parts.isEmpty() && carried.isEmpty() && guards.isEmpty();
  }
}
