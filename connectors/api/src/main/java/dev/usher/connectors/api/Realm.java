package dev.usher.connectors.api;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import java.util.List;

/**
 * Whatever shares accounts, with its targets: inspected, compiled and locked as one.
 *
 * @param key what tells it from other realms, as the connector made it from the URLs: {@code
 *     localhost:5432}
 * @param places its targets, sorted
 */
public record Realm(String key, List<Place> places) {
  public Realm {
    places = List.copyOf(places);
  }

  /** One target, what the policy says of its system, and where it is. */
  public record Place(Target target, Policy.System system, Policy.Connection connection) {}
}
