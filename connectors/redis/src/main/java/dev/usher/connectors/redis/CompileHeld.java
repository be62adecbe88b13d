package dev.usher.connectors.redis;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What members may do in one target, thing by thing. Many members hold the same. */
final class CompileHeld {
  private final Access access;
  private final Set<Resource> things;
  private final CommandRules rules;
  private final CompileChecks checks;
  private final Map<Map<String, Set<Cause>>, Given> known = new HashMap<>();
  private final Set<Right> told = new HashSet<>();

  /**
   * @param actions by thing; of the server's own without {@link RedisType#CONNECT}
   * @param causes likewise
   */
  record Given(Map<Resource, Actions> actions, Map<Resource, Set<Cause>> causes) {}

  CompileHeld(Access access, Set<Resource> things, CommandRules rules, CompileChecks checks) {
    this.access = access;
    this.things = things;
    this.rules = rules;
    this.checks = checks;
  }

  Given of(Member member) {
    return known.computeIfAbsent(member.roles(), _ -> find(member));
  }

  private Given find(Member member) {
    Map<Resource, Set<String>> found = new TreeMap<>();
    Given given = new Given(new TreeMap<>(), new TreeMap<>());
    for (Held held : access.heldBy(member.subject())) {
      for (Resource thing : things) {
        if (!held.right().covers(thing)) continue;
        Set<String> actions = actions(held.right(), thing);
        if (actions.isEmpty()) continue;
        found.computeIfAbsent(thing, _ -> new TreeSet<>()).addAll(actions);
        Set<Cause> why = given.causes.computeIfAbsent(thing, _ -> new TreeSet<>());
        why.add(held.right().cause());
        why.addAll(member.roles().getOrDefault(held.role(), Set.of()));
      }
    }
    found.forEach((thing, some) -> given.actions.put(thing, Actions.on(thing, some)));
    return given;
  }

  private Set<String> actions(Right right, Resource thing) {
    String kind = access.type().kindOf(thing);
    SystemType.Kind known = access.type().kinds().get(kind);
    Set<String> actions = new TreeSet<>();
    for (String action : known == null ? Set.<String>of() : known.actions()) {
      if (action.equals(RedisType.CONNECT) || !right.allows(access.type(), kind, action)) continue;
      if (rules.knows(action)) actions.add(action);
      else if (right.words().contains(action) && told.add(right)) unknown(action, right);
    }
    return actions;
  }

  private void unknown(String action, Right right) {
    boolean unbounded = action.equals("sort");
    checks.add(
        Severity.ERROR,
        "unknown-command",
        access.target()
            + (unbounded
                ? " cannot keep SORT within its keys: BY and GET read any before Redis 7"
                : " does not know the command " + action),
        "take " + action + " out of the permission, or bring a Redis that has it",
        right.cause().at());
  }
}
