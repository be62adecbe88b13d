package dev.usher.engine;

import dev.usher.core.access.Access;
import dev.usher.core.access.Derivation;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The checked policy at one instant: what every use case stands on.
 *
 * @param types of systems, by name
 * @param digest of the policy's text
 * @param located shows the policy's line with what is found out at a place of it
 */
record Ground(
    Policy policy,
    Map<String, SystemType> types,
    Derivation derivation,
    String digest,
    UnaryOperator<Diagnostic> located,
    Instant now) {

  static Ground of(
      Policy policy,
      Map<String, SystemType> types,
      String digest,
      UnaryOperator<Diagnostic> located,
      Instant now) {
    return new Ground(policy, types, new Derivation(policy, types), digest, located, now);
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
    return Objects.requireNonNull(types.get(system(target).type()));
  }
}
