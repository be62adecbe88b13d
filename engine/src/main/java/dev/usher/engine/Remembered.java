package dev.usher.engine;

import dev.usher.core.access.Access.Role;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.engine.memory.Holdings;
import dev.usher.engine.memory.Holdings.Holding;
import dev.usher.engine.memory.Memory;
import dev.usher.engine.memory.Policies;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a server remembers, with the policies of before read. */
final class Remembered {
  private final Reading reading;
  private final Optional<Memory> memory;

  Remembered(Reading reading, Optional<Memory> memory) {
    this.reading = reading;
    this.memory = memory;
  }

  /**
   * A policy of before.
   *
   * @param name as people know it
   * @param causes of its grants, by their texts
   * @param known roles, by target, once they were asked for
   */
  record Known(
      String name, Ground ground, Map<String, Cause> causes, Map<Target, Map<String, Role>> known) {

    /** Every role that gives something in the target, whoever has it. */
    Map<String, Role> roles(Target target) {
      return known.computeIfAbsent(target, ground.derivation()::roles);
    }

    boolean has(Target target) {
      return ground.policy().targets().contains(target);
    }

    /** With its line, where it is still a grant of that policy. */
    Cause cause(Holding one) {
      return causes.getOrDefault(one.why(), Cause.of(one.why()));
    }
  }

  /** A text that cannot be read any more is nothing. */
  private record Text(Optional<Known> known) {}

  Holdings holdings() {
    return memory().holdings();
  }

  /** The policy that was in force then. */
  Optional<Known> decided(Instant at) {
    return memory().policyAt(at).flatMap(this::known);
  }

  /** The policy that the target carried then as a whole. */
  Optional<Known> carried(Target target, Instant at) {
    return holdings().policyAt(target, at).flatMap(this::decided);
  }

  private Optional<Known> known(Policies.One kept) {
    return memory()
        .of(
            kept,
            Text.class,
            folder -> new Text(reading.text(folder, kept.since()).map(at -> known(kept, at))))
        .known();
  }

  private static Known known(Policies.One kept, Ground ground) {
    return new Known(
        kept.revision(), ground, ground.derivation().causes(), new ConcurrentHashMap<>());
  }

  /**
   * @throws Refused where nobody remembers
   */
  private Memory memory() {
    return memory.orElseThrow(
        () ->
            new Refused(
                "what was then only a server remembers: say --server URL; without one, usher"
                    + " history tells what was done, and git log what the policy said"));
  }

  static Diagnostic unknown(Instant at) {
    return Diagnostic.error(
        "no-policy-then",
        "no policy is known that was in force at " + at,
        "ask for a later time; usher history tells what was done before");
  }

  /** What was before a server began to remember is not known to it. */
  List<Diagnostic> early(Instant at) {
    Optional<Instant> beginning = holdings().beginning();
    if (beginning.filter(first -> !at.isBefore(first)).isPresent()) return List.of();
    return List.of(
        new Diagnostic(
            Severity.WARNING,
            "not-remembered",
            "nobody is known to have held anything at " + at,
            Optional.of(
                beginning
                    .map(first -> "who held what is known since " + first)
                    .orElse("who held what is known once a policy was followed")),
            Optional.empty(),
            Optional.empty()));
  }
}
