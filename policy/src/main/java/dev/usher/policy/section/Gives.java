package dev.usher.policy.section;

import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Role;
import dev.usher.core.model.SystemType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a role gives in an environment, as far as the text tells; each answer worked out once. */
public final class Gives {
  private final Map<String, Role> roles;
  private final Map<String, Policy.System> systems;
  private final Map<String, SystemType> types;
  private final Map<Asked, Answer> answers = new HashMap<>();

  private record Asked(String role, String environment) {}

  private record Answer(boolean nothing, boolean beyondReading) {}

  /**
   * @param types by system
   */
  public Gives(
      Map<String, Role> roles, Map<String, Policy.System> systems, Map<String, SystemType> types) {
    this.roles = roles;
    this.systems = systems;
    this.types = types;
  }

  /** Whether no permission of the role means anything in any target of the environment. */
  boolean nothing(String role, String environment) {
    return answer(role, environment).nothing();
  }

  /** Whether some permission there is for more than looking and using. */
  boolean beyondReading(String role, String environment) {
    return answer(role, environment).beyondReading();
  }

  private Answer answer(String role, String environment) {
    return answers.computeIfAbsent(new Asked(role, environment), this::work);
  }

  private Answer work(Asked asked) {
    Map<String, SystemType> here = new LinkedHashMap<>();
    systems.forEach(
        (name, system) -> {
          SystemType type = types.get(name);
          if (type != null && system.in().containsKey(asked.environment())) here.put(name, type);
        });
    boolean nothing = true;
    boolean beyond = false;
    for (String name : Closure.of(asked.role(), roles)) {
      Role role = roles.get(name);
      if (role == null) continue;
      for (Permission permission : role.can()) {
        for (Pattern on : permission.on()) {
          if (!reaches(on, here.keySet()) || isTakenOut(permission, on)) continue;
          nothing = false;
          beyond = beyond || beyond(permission, Kinds.of(on, here));
        }
      }
    }
    return new Answer(nothing, beyond);
  }

  private static boolean reaches(Pattern on, Set<String> systems) {
    return switch (on.steps().getFirst()) {
      case Step.Deep _ -> !systems.isEmpty();
      case Step.One one -> systems.stream().anyMatch(one.name()::matches);
    };
  }

  private static boolean isTakenOut(Permission permission, Pattern on) {
    return permission.except().stream().anyMatch(except -> Overlap.covers(except, on));
  }

  private static boolean beyond(Permission permission, Map<SystemType, Set<String>> kinds) {
    for (Map.Entry<SystemType, Set<String>> each : kinds.entrySet()) {
      for (String kind : each.getValue()) {
        for (String word : permission.words()) {
          for (String action : each.getKey().expand(word, kind)) {
            if (!Actions.isHarmless(each.getKey(), kind, action)) return true;
          }
        }
      }
    }
    return false;
  }
}
