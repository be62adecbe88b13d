package dev.usher.policy.section;

import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.SystemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which kinds of resources an address can mean, by the grammars of the systems it can mean. */
final class Kinds {
  private Kinds() {}

  /**
   * @param onSystem an address that starts at the system
   * @param systems by name, each with its type
   */
  static Map<SystemType, Set<String>> of(Pattern onSystem, Map<String, SystemType> systems) {
    Map<SystemType, Set<String>> found = new LinkedHashMap<>();
    if (onSystem.steps().isEmpty()) return found;
    Step first = onSystem.steps().getFirst();
    List<Step> path =
        first instanceof Step.Deep
            ? onSystem.steps()
            : onSystem.steps().subList(1, onSystem.steps().size());
    systems.forEach(
        (name, type) -> {
          if (!(first instanceof Step.One one) || one.name().matches(name)) {
            found.computeIfAbsent(type, each -> kinds(each, path, onSystem.column().isPresent()));
          }
        });
    return found;
  }

  /** The same for an address that starts at the environment. */
  static Map<SystemType, Set<String>> inPolicy(Pattern pattern, Map<String, SystemType> systems) {
    List<Step> steps = pattern.steps();
    boolean deep = steps.getFirst() instanceof Step.Deep;
    if (!deep && steps.size() == 1) return Map.of();
    return of(
        new Pattern(deep ? steps : steps.subList(1, steps.size()), pattern.column()), systems);
  }

  private static Set<String> kinds(SystemType type, List<Step> path, boolean columns) {
    Set<String> kinds = new TreeSet<>();
    int known = (int) path.stream().filter(step -> step instanceof Step.One).count();
    boolean deep = known < path.size();
    if (path.isEmpty()) {
      kinds.add(type.root());
    } else if (path.getLast() instanceof Step.One one) {
      if (!one.kind().isEmpty()) kinds.add(one.kind());
      else {
        int last = deep ? type.levels().size() : known;
        for (int level = known; level <= last; level++) {
          type.level(level - 1).ifPresent(each -> kinds.add(each.defaultKind()));
        }
      }
    } else {
      if (known == 0) kinds.add(type.root());
      for (int level = Math.max(known, 1); level <= type.levels().size(); level++) {
        SystemType.Level each = type.levels().get(level - 1);
        kinds.add(each.defaultKind());
        kinds.addAll(each.otherKinds());
      }
    }
    if (columns) kinds.removeIf(kind -> !hasColumns(type, kind));
    return kinds;
  }

  static boolean hasColumns(SystemType type, String kind) {
    SystemType.Kind known = type.kinds().get(kind);
    return known != null && !known.columnActions().isEmpty();
  }

  /** Whether some name is meant by both. */
  static boolean meet(Name a, Name b) {
    return !(a instanceof Name.OneOf some) || some.names().stream().anyMatch(b::matches);
  }
}
