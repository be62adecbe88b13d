package dev.usher.engine;

import dev.usher.core.access.Derivation;
import dev.usher.core.compare.Strangers;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Never;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Nevers that whoever a directory brings would break, though nobody does who is named today. It
 * takes one way to be among those a never speaks of and one to have the role that breaks it: so
 * whoever has every two ways at once breaks all that anybody could.
 */
final class Unnamed {
  private Unnamed() {}

  static List<Diagnostic> open(Ground ground) {
    Policy policy = ground.policy();
    if (policy.directories().isEmpty() || policy.nevers().isEmpty()) return List.of();
    List<Nevers.Broken> all = new ArrayList<>();
    Set<Never> told = new HashSet<>();
    ground.nevers().brokenByText().forEach(one -> told.add(one.never()));
    for (Nevers.Broken one : broken(Strangers.of(policy), policy, policy.nevers(), ground.now()))
      if (told.add(one.never())) all.add(one);
    Strangers together = Strangers.together(policy);
    for (Nevers.Broken one : broken(together, policy, policy.nevers(), ground.now())) {
      if (!told.add(one.never())) continue;
      List<Never> its = List.of(one.never());
      Strangers least =
          together.least(one.subject(), some -> !broken(some, policy, its, ground.now()).isEmpty());
      all.addAll(broken(least, policy, its, ground.now()));
    }
    return all.stream().map(Unnamed::told).map(ground.located()).toList();
  }

  private static List<Nevers.Broken> broken(
      Strangers strangers, Policy policy, List<Never> nevers, Instant now) {
    Policy theirs = strangers.aloneIn(policy);
    return new Nevers(theirs, new Derivation(theirs), now).brokenByText(nevers);
  }

  private static Diagnostic told(Nevers.Broken broken) {
    return new Diagnostic(
        Severity.WARNING,
        "never-open",
        "%s, once somebody is there, could %s %s, which must never be: %s"
            .formatted(broken.subject(), broken.word(), broken.on(), broken.why()),
        Optional.of("narrow what the team is given, or leave the group out of it"),
        Optional.of(broken.never().at()),
        Optional.empty());
  }
}
