package dev.usher.core.compare;

import dev.usher.core.access.Derivation;
import dev.usher.core.model.Policy;
import java.util.function.Function;

/** One of two policies. */
public record Side(Policy policy, Derivation derivation) {
  static Side of(Policy policy, Function<Policy, Derivation> derived) {
    return new Side(policy, derived.apply(policy));
  }
}
