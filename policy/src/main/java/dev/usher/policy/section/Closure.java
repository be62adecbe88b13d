package dev.usher.policy.section;

import dev.usher.core.model.Policy.Role;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A role and all that it includes, over any number of steps. */
final class Closure {
  private Closure() {}

  static Set<String> of(String role, Map<String, Role> roles) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(role));
    while (!open.isEmpty()) {
      String next = open.pop();
      Role found = roles.get(next);
      if (found != null && seen.add(next)) open.addAll(found.includes());
    }
    return seen;
  }
}
