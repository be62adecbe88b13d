package dev.usher.engine.token;

import dev.usher.core.model.Target;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Of which systems somebody may check.
 *
 * @param isOfAll whether of each
 * @param systems else of these, in every environment; or of one environment's: {@code
 *     prod/shop-api}
 */
public record CheckScope(boolean isOfAll, Set<String> systems) {
  private static final CheckScope ALL = new CheckScope(true, Set.of());

  public CheckScope {
    systems = Set.copyOf(systems);
  }

  public static CheckScope of(Collection<Scope> scopes) {
    Set<String> systems = new HashSet<>();
    for (Scope scope : scopes) {
      if (scope.covers(Scope.CHECK)) return ALL;
      scope.system().ifPresent(systems::add);
    }
    return new CheckScope(false, systems);
  }

  public boolean isNone() {
    return !isOfAll && systems.isEmpty();
  }

  public boolean sees(Target target) {
    return isOfAll
        || systems.contains(target.system())
        || systems.contains(target.environment() + "/" + target.system());
  }

  /**
   * @param address of anything there, with its environment; what is none is seen by whoever sees
   *     all
   */
  public boolean sees(String address) {
    if (isOfAll) return true;
    String[] parts = address.split("/", 3);
    return parts.length > 1 && sees(new Target(parts[0], parts[1]));
  }
}
