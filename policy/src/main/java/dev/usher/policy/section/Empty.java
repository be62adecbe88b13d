package dev.usher.policy.section;

import dev.usher.core.model.Policy.Role;
import dev.usher.policy.text.Problems;
import java.util.Collection;
import java.util.Set;

/** Warns of roles that give nothing in any environment: their excepts take all of it out again. */
public record Empty(Gives gives, Set<String> environments, Problems problems) {

  public void check(Collection<Role> roles) {
    if (problems.hasErrors() || problems.isIncomplete() || environments.isEmpty()) return;
    for (Role role : roles)
      if (environments.stream().allMatch(one -> gives.nothing(role.name(), one)))
        problems.warning(
            "role-of-nothing",
            role.at(),
            "this role gives nothing in any environment",
            "drop it, or give its systems a target; an `except` may take out all that it has");
  }
}
