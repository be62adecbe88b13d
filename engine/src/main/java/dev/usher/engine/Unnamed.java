package dev.usher.engine;

import dev.usher.core.access.Derivation;
import dev.usher.core.compare.Strangers;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Policy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Nevers that whoever a directory brings would break, though nobody does who is named today. */
final class Unnamed {
  private Unnamed() {}

  static List<Diagnostic> open(Ground ground) {
    Policy policy = ground.policy();
    if (policy.directories().isEmpty() || policy.nevers().isEmpty()) return List.of();
    Set<Policy.Never> broken =
        ground.nevers().brokenByText().stream()
            .map(Nevers.Broken::never)
            .collect(Collectors.toSet());
    Policy all = Strangers.of(policy).in(policy);
    return new Nevers(all, new Derivation(all), ground.now())
        .brokenByText().stream()
            .filter(one -> !broken.contains(one.never()))
            .map(Unnamed::told)
            .map(ground.located())
            .toList();
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
