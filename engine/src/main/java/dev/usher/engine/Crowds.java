package dev.usher.engine;

import dev.usher.core.access.Population;
import dev.usher.core.model.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Many people in few words: whole teams, and the names of the others. */
final class Crowds {
  private final Set<String> everyone;
  private final Map<String, Set<String>> teams = new LinkedHashMap<>();

  /** Teams as the second policy has them count first. */
  Crowds(Policy old, Policy changed) {
    everyone = new TreeSet<>(old.subjects().keySet());
    everyone.addAll(changed.subjects().keySet());
    Map<String, Set<String>> is = teams(changed);
    is.forEach((name, members) -> teams.put("team:" + name, members));
    teams(old)
        .forEach(
            (name, members) -> {
              if (!is.containsKey(name)) teams.put("team:" + name, members);
              else if (!members.equals(is.get(name)))
                teams.put("team:" + name + " as it was", members);
            });
    teams.values().removeIf(members -> members.size() < 2);
  }

  private static Map<String, Set<String>> teams(Policy policy) {
    Population population = new Population(policy);
    Map<String, Set<String>> all = new TreeMap<>();
    policy.teams().keySet().forEach(name -> all.put(name, population.team(name)));
    return all;
  }

  /** The largest teams of which all are among them, then who is left. */
  List<String> of(Collection<String> subjects) {
    Set<String> left = new TreeSet<>(subjects);
    List<String> who = new ArrayList<>();
    if (everyone.size() > 1 && left.containsAll(everyone)) {
      who.add("everyone (" + everyone.size() + ")");
      left.removeAll(everyone);
    }
    List<Map.Entry<String, Set<String>>> whole =
        teams.entrySet().stream()
            .filter(team -> left.containsAll(team.getValue()))
            .sorted(
                Comparator.comparing(
                    (Map.Entry<String, Set<String>> team) -> -team.getValue().size()))
            .toList();
    for (Map.Entry<String, Set<String>> team : whole) {
      if (team.getValue().stream().filter(left::contains).count() < 2) continue;
      who.add(team.getKey() + " (" + team.getValue().size() + ")");
      left.removeAll(team.getValue());
    }
    who.addAll(left);
    return who;
  }
}
