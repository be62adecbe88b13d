package dev.usher.engine;

import dev.usher.core.access.Access;
import dev.usher.core.access.Derivation;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The checked policy at one instant, with the people of its directories: what every use case stands
 * on.
 *
 * @param isHeard whether its directories were heard, so that whoever is not in it is nobody
 * @param digest of the policy's text
 * @param located shows the policy's line with what is found out at a place of it
 */
record Ground(
    Policy policy,
    Derivation derivation,
    boolean isHeard,
    String digest,
    UnaryOperator<Diagnostic> located,
    Instant now) {

  static Ground of(
      Policy policy,
      boolean isHeard,
      String digest,
      UnaryOperator<Diagnostic> located,
      Instant now) {
    return new Ground(policy, new Derivation(policy), isHeard, digest, located, now);
  }

  /** What is recorded of those who have a name here, or may have one in a directory. */
  Holds named(Holds holds) {
    return isHeard ? holds.among(policy.subjects().keySet()) : holds;
  }

  /** Whether they have a name here, or may have one in a directory. */
  boolean isNamed(String subject) {
    return !isHeard || policy.subjects().containsKey(subject);
  }

  /** Names what a plan stands on: the text, and what directories say of people. */
  String stamp() {
    return policy.directories().isEmpty() ? digest : Stamp.of(digest, policy);
  }

  /** That directories were not heard. */
  Optional<Diagnostic> unheard(Severity severity) {
    if (isHeard) return Optional.empty();
    Policy.Directory first =
        Collections.min(policy.directories().values(), Comparator.comparing(Policy.Directory::at));
    return Optional.of(
            new Diagnostic(
                severity,
                "directory-unheard",
                "nobody hears here what the directory " + first.name() + " says of its people",
                Optional.of(
                    "ask a server, which does: --server URL; without it they would count as gone"),
                Optional.of(first.at()),
                Optional.empty()))
        .map(located);
  }

  /** As if the policy did not name that target. */
  Ground without(Target target) {
    Map<String, Policy.System> systems = new TreeMap<>(policy.systems());
    Map<String, Policy.Connection> others = new TreeMap<>(system(target).in());
    others.remove(target.environment());
    systems.put(target.system(), system(target).with(others));
    return of(policy.withSystems(systems), isHeard, digest, located, now);
  }

  Access access(Target target) {
    return derivation.at(target, now);
  }

  Nevers nevers() {
    return new Nevers(policy, derivation, now);
  }

  Policy.System system(Target target) {
    return Objects.requireNonNull(policy.systems().get(target.system()));
  }

  SystemType type(Target target) {
    return system(target).type();
  }
}
