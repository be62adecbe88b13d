package dev.usher.core.meaning;

import dev.usher.core.access.Office;
import dev.usher.core.access.Population;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who has a part in usher itself, held against who had it. */
final class OwnRights {
  private final Policy old;
  private final Policy changed;
  private final Population before;
  private final Population after;

  private OwnRights(Policy old, Policy changed) {
    this.old = old;
    this.changed = changed;
    before = new Population(old);
    after = new Population(changed);
  }

  /** A sentence for each who has a part that they had not. */
  static List<String> loosened(Policy old, Policy changed) {
    return new OwnRights(old, changed).loosened();
  }

  private List<String> loosened() {
    List<String> all = new ArrayList<>();
    List<Who> had = new ArrayList<>();
    // From the top: who had a higher part had this one too.
    for (Office office : Office.values()) {
      had.addAll(office.holders(old.offices()));
      String part = "usher's " + office.name().toLowerCase(Locale.ROOT);
      all.addAll(gained(part, had, office.holders(changed.offices())));
    }
    for (Map.Entry<String, Team> team : new TreeMap<>(changed.teams()).entrySet()) {
      Team was = old.teams().get(team.getKey());
      List<Who> led = was == null ? List.of() : was.leads();
      all.addAll(gained("a lead of the team " + team.getKey(), led, team.getValue().leads()));
    }
    return all;
  }

  private List<String> gained(String part, List<Who> had, List<Who> has) {
    List<String> all = new ArrayList<>();
    Set<String> knew = before.of(had);
    for (String who : new TreeSet<>(after.of(has)))
      if (!knew.contains(who)) all.add(who + " would be " + part);
    Set<String> fed = teams(old, had);
    for (String team : new TreeSet<>(teams(changed, has)))
      if (isFedOtherwise(team, fed))
        all.add("whoever comes into team:" + team + " would be " + part);
    return all;
  }

  /** The teams that these name, and those within them. */
  private static Set<String> teams(Policy policy, Collection<Who> who) {
    Set<String> teams = new HashSet<>();
    Deque<Who> open = new ArrayDeque<>(who);
    while (!open.isEmpty()) {
      if (!(open.pop() instanceof Who.OfTeam(String name)) || !teams.add(name)) continue;
      Team team = policy.teams().get(name);
      if (team != null) open.addAll(team.members());
    }
    return teams;
  }

  /** Whom a group or a condition brings in, the text does not say. */
  private boolean isFedOtherwise(String name, Set<String> fed) {
    Team is = Objects.requireNonNull(changed.teams().get(name));
    if (is.group().isEmpty() && is.where().isEmpty()) return false;
    Team was = old.teams().get(name);
    return was == null
        || !fed.contains(name)
        || !is.group().isEmpty() && !is.group().equals(was.group())
        || !is.where().isEmpty() && !is.where().equals(was.where());
  }
}
