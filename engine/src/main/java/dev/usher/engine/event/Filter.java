package dev.usher.engine.event;

import java.util.Set;

/**
 * Which events are wanted. An empty set wants all; what an event says nothing of concerns
 * everybody: better one too many than one lost.
 */
public record Filter(
    Set<String> environments, Set<String> systems, Set<String> teams, Set<Kind> kinds) {
  public static final Filter ALL = new Filter(Set.of(), Set.of(), Set.of(), Set.of());

  public Filter {
    environments = Set.copyOf(environments);
    systems = Set.copyOf(systems);
    teams = Set.copyOf(teams);
    kinds = Set.copyOf(kinds);
  }

  public boolean wants(Event event) {
    return (kinds.isEmpty() || kinds.contains(event.kind()))
        && event.place().map(place -> wants(environments, place.environment())).orElse(true)
        && event.place().map(place -> wants(systems, place.system())).orElse(true)
        && (teams.isEmpty()
            || event.teams().isEmpty()
            || event.teams().stream().anyMatch(teams::contains));
  }

  private static boolean wants(Set<String> listed, String name) {
    return listed.isEmpty() || listed.contains(name);
  }
}
