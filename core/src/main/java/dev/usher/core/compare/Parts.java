package dev.usher.core.compare;

import dev.usher.core.access.Office;
import dev.usher.core.access.Population;
import dev.usher.core.compare.AccessDiff.Part;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Who;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who has which part in usher itself: its offices, the leads of teams, those who approve. */
final class Parts {
  private final Policy policy;
  private final Population population;
  private final Map<String, Set<String>> holders = new TreeMap<>();

  private Parts(Side side) {
    policy = side.policy();
    population = side.derivation().population();
    for (Office office : Office.values())
      put(
          office.name().toLowerCase(Locale.ROOT) + " of usher",
          office.holders(policy.offices()),
          true);
    policy.teams().forEach((name, team) -> put("lead of the team " + name, team.leads(), true));
    Map<String, List<Who>> approvers = new HashMap<>();
    for (Grant grant : policy.grants())
      grant
          .onRequest()
          .ifPresent(
              request ->
                  grant
                      .in()
                      .forEach(
                          environment ->
                              approvers
                                  .computeIfAbsent(
                                      "approver of the role " + grant.role() + " in " + environment,
                                      _ -> new ArrayList<>())
                                  .addAll(request.approvedBy())));
    approvers.forEach((what, who) -> put(what, who, false));
  }

  private void put(String what, Collection<Who> who, boolean people) {
    Set<String> all = new TreeSet<>(population.of(who));
    if (people)
      all.removeIf(
          name -> {
            Subject subject = policy.subjects().get(name);
            return subject == null || subject.kind() != Subject.Kind.PERSON;
          });
    holders.put(what, all);
  }

  static List<Part> between(Side old, Side changed) {
    Parts before = new Parts(old);
    Parts after = new Parts(changed);
    Set<String> whats = new TreeSet<>(before.holders.keySet());
    whats.addAll(after.holders.keySet());
    List<Part> parts = new ArrayList<>();
    for (String what : whats) {
      Set<String> was = before.holders.getOrDefault(what, Set.of());
      Set<String> is = after.holders.getOrDefault(what, Set.of());
      is.stream()
          .filter(one -> !was.contains(one))
          .forEach(one -> parts.add(new Part(one, what, true)));
      was.stream()
          .filter(one -> !is.contains(one))
          .forEach(one -> parts.add(new Part(one, what, false)));
    }
    return parts;
  }
}
