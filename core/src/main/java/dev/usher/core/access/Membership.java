package dev.usher.core.access;

import dev.usher.core.condition.Evaluation;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.util.Collection;
import java.util.Map;

/**
 * Whom lines speak of, asked of one subject: what {@link Population} says of all, at a cost that
 * does not grow with the others.
 *
 * @param policy whose teams have no cycle
 */
public record Membership(Policy policy, Subject subject) {

  /** Whether one of these speaks of the subject. */
  public boolean isAmong(Collection<Who> who) {
    return who.stream().anyMatch(this::is);
  }

  private boolean is(Who who) {
    return switch (who) {
      case Who.One(String name) -> name.equals(subject.name());
      case Who.OfTeam(String team) -> isIn(team);
      case Who.Everyone _, Who.Live _ -> policy.subjects().containsKey(subject.name());
    };
  }

  /** Whether the subject is in the team; in none that is not defined. */
  public boolean isIn(String name) {
    Team team = policy.teams().get(name);
    return team != null
        && (isAmong(team.members())
            || team.where()
                .filter(condition -> Evaluation.holds(condition, Map.of(), subject.attributes()))
                .isPresent());
  }
}
