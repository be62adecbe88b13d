package dev.usher.core.meaning;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.ConditionText;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One subject who asks, with all that they hold, the row that they ask about, and what is said with
 * the question.
 */
record Holder(
    Access access,
    Optional<Member> member,
    List<Held> held,
    Optional<Map<String, Value>> row,
    Map<String, Value> context) {

  static Holder of(
      Access access, String subject, Optional<Map<String, Value>> row, Map<String, Value> context) {
    return new Holder(
        access,
        Optional.ofNullable(access.members().get(subject)),
        access.heldBy(subject),
        row,
        context);
  }

  /** With only the rights that touch the thing. */
  Holder at(Resource on) {
    Resource whole = on.whole();
    List<Held> near = held.stream().filter(one -> one.right().touches(whole)).toList();
    return new Holder(access, member, near, row, context);
  }

  Map<String, Value> attributes() {
    return member.map(Member::attributes).orElse(Map.of());
  }

  /** The grant that a right comes by, and the permission in its role with its condition. */
  Cause why(Held by) {
    for (Map.Entry<String, Set<Cause>> granted :
        member.map(Member::roles).orElse(Map.of()).entrySet()) {
      if (access.closure(Set.of(granted.getKey())).contains(by.role())) {
        Cause grant = granted.getValue().iterator().next();
        return new Cause(permission(by.right()) + ", by " + grant.text(), grant.at());
      }
    }
    return by.right().cause();
  }

  private static String permission(Right right) {
    return right.cause() + right.rows().map(rows -> " where " + ConditionText.of(rows)).orElse("");
  }

  /** What comes closest to an answer of yes. */
  String nearest(Resource on) {
    if (member.isEmpty()) return "no grant in force gives anything in " + on.target();
    List<Held> near = at(on).held();
    if (near.isEmpty()) return "no permission in force speaks of " + on.whole();
    Held first = near.getFirst();
    return "nearest: "
        + String.join(", ", new TreeSet<>(first.right().words()))
        + " by "
        + permission(first.right());
  }
}
