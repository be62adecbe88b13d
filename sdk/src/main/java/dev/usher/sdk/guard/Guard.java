package dev.usher.sdk.guard;

import dev.usher.core.check.Answered;
import dev.usher.core.check.Asked;
import dev.usher.sdk.UsherChecks;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets through what the policy allows, and nothing else: not what nobody has authenticated for, not
 * what no operation is known of, and nothing while the server is not heard.
 */
public final class Guard {
  private final UsherChecks checks;
  private final Function<Principal, Optional<Caller>> callers;
  private final Optional<Consumer<Denial>> denials;

  /** A principal's name is that of a person of the policy; nobody hears why something is denied. */
  public Guard(UsherChecks checks) {
    this(checks, Guard::person, Optional.empty());
  }

  /** A principal's name is that of a person of the policy. */
  public Guard(UsherChecks checks, Consumer<Denial> denials) {
    this(checks, Guard::person, Optional.of(denials));
  }

  /**
   * @param callers whom of the policy a principal is; empty is denied
   * @param denials is told of each, at once; to find out why takes longer than to deny
   */
  public Guard(
      UsherChecks checks, Function<Principal, Optional<Caller>> callers, Consumer<Denial> denials) {
    this(checks, callers, Optional.of(denials));
  }

  private Guard(
      UsherChecks checks,
      Function<Principal, Optional<Caller>> callers,
      Optional<Consumer<Denial>> denials) {
    this.checks = checks;
    this.callers = callers;
    this.denials = denials;
  }

  private static Optional<Caller> person(Principal principal) {
    return Optional.of(Caller.person(principal.getName()));
  }

  /**
   * @param principal who has authenticated, if anybody has
   * @param operation looked for only if somebody has; empty is denied
   */
  public Verdict verdict(
      Optional<? extends Principal> principal, Supplier<Optional<Operation>> operation) {
    if (principal.isEmpty()) {
      tell(principal, Optional.empty(), () -> "nobody has authenticated");
      return Verdict.UNAUTHENTICATED;
    }
    Optional<Caller> caller = principal.flatMap(callers);
    if (caller.isEmpty()) {
      tell(principal, Optional.empty(), () -> "the principal is nobody of the policy");
      return Verdict.DENIED;
    }
    Optional<Operation> known = operation.get();
    if (known.isEmpty()) {
      tell(principal, known, () -> "what the request does is not known");
      return Verdict.DENIED;
    }
    Asked asked = known.get().by(caller.get());
    if (checks.allows(asked)) return Verdict.ALLOWED;
    tell(principal, known, () -> why(asked));
    return Verdict.DENIED;
  }

  private String why(Asked asked) {
    Answered now = checks.answer(asked);
    return now.allowed() ? "it was not allowed a moment ago" : now.why();
  }

  private void tell(
      Optional<? extends Principal> principal,
      Optional<Operation> operation,
      Supplier<String> why) {
    denials.ifPresent(
        heard -> heard.accept(new Denial(principal.map(Principal::getName), operation, why.get())));
  }
}
