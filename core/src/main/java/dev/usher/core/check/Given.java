package dev.usher.core.check;

import dev.usher.core.model.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The roles that somebody has directly, each with the grants by which, by number. It only grows,
 * and no further than the policy has grants: all that is made of one policy shares it.
 */
final class Given {
  private final Rules rules;
  private final Map<One, Integer> numbers = new HashMap<>();

  /** In front each role's usual one, at the role's own number: what is held is then often both. */
  private final List<@Nullable One> all = new ArrayList<>();

  /** A role, and the grants by which somebody has it. */
  record One(String role, Set<Cause> why) {}

  Given(Rules rules) {
    this.rules = rules;
    for (int i = 0; i < rules.roles().size(); i++) all.add(null);
  }

  synchronized int number(String role, Set<Cause> why) {
    One one = new One(role, why);
    Integer known = numbers.get(one);
    if (known != null) return known;
    int number = rules.number(role);
    if (all.get(number) == null) {
      all.set(number, one);
    } else {
      number = all.size();
      all.add(one);
    }
    numbers.put(one, number);
    return number;
  }

  /** Those that there are. */
  synchronized List<Parts.Reason> reasons() {
    List<Parts.Reason> reasons = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      One one = all.get(i);
      if (one != null) reasons.add(new Parts.Reason(i, one.role(), one.why()));
    }
    return reasons;
  }

  synchronized One get(int number) {
    return Objects.requireNonNull(all.get(number));
  }
}
