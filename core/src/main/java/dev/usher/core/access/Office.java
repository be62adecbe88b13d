package dev.usher.core.access;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Offices;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Who;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What part in usher itself somebody may have; each holds all those after it. */
public enum Office {
  ADMINISTRATOR {
    @Override
    public List<Who> holders(Offices offices) {
      return offices.administrators();
    }
  },
  OPERATOR {
    @Override
    public List<Who> holders(Offices offices) {
      return offices.operators();
    }
  },
  AUDITOR {
    @Override
    public List<Who> holders(Offices offices) {
      return offices.auditors();
    }
  };

  /** Whom the policy says it of, as written. */
  public abstract List<Who> holders(Offices offices);

  /** The highest that a person of the policy has; a service has none. */
  public static Optional<Office> of(Policy policy, Subject person) {
    if (person.kind() != Subject.Kind.PERSON) return Optional.empty();
    Membership membership = new Membership(policy, person);
    return Arrays.stream(values())
        .filter(office -> membership.isAmong(office.holders(policy.offices())))
        .findFirst();
  }

  /** The teams that a person leads; a service leads none. */
  public static Set<String> led(Policy policy, Subject person) {
    Set<String> led = new TreeSet<>();
    if (person.kind() != Subject.Kind.PERSON) return led;
    Membership membership = new Membership(policy, person);
    policy
        .teams()
        .forEach(
            (name, team) -> {
              if (membership.isAmong(team.leads())) led.add(name);
            });
    return led;
  }
}
