package dev.usher.sdk.spring;

import dev.usher.core.model.Target;
import dev.usher.sdk.guard.Guard;
import dev.usher.sdk.guard.Operation;
import dev.usher.sdk.guard.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Answers Spring Security by the policy: as an {@link AuthorizationManager} of requests, of method
 * invocations or of whatever else is asked about, and in expressions as a bean:
 *
 * <pre>{@code @PreAuthorize("@usher.may('read', 'order', #id)")}</pre>
 *
 * Nobody who is anonymous may anything. Spring makes a 401 or a 403 of a no by itself.
 */
public final class UsherAuthorization {
  private final Guard guard;
  private final Target application;
  private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

  /**
   * @param application whose resources expressions name
   */
  public UsherAuthorization(Guard guard, Target application) {
    this.guard = guard;
    this.application = application;
  }

  /**
   * @param <T> {@code RequestAuthorizationContext}, which has the path's variables, or {@code
   *     MethodInvocation}
   * @param operation what is to be done there; empty is denied
   */
  public <T> AuthorizationManager<T> by(Function<T, Optional<Operation>> operation) {
    return (authentication, asked) ->
        new AuthorizationDecision(may(authentication.get(), () -> operation.apply(asked)));
  }

  /** An operation on a resource of which nothing more is known. */
  public Operation operation(String action, String kind, String name) {
    return new Operation(application, action, kind, name);
  }

  /** For expressions: whether whoever is logged in may do that. */
  public boolean may(String action, String kind, String name) {
    return may(operation(action, kind, name));
  }

  /**
   * @param attributes of the resource: texts, numbers, booleans, instants: {@code {total:
   *     #order.total}}
   * @throws IllegalArgumentException when one is of another class
   */
  public boolean may(
      String action, String kind, String name, Map<String, @Nullable Object> attributes) {
    return may(action, kind, name, attributes, Map.of());
  }

  /**
   * @param context what conditions may read besides, of the same classes
   */
  public boolean may(
      String action,
      String kind,
      String name,
      Map<String, @Nullable Object> attributes,
      Map<String, @Nullable Object> context) {
    return may(
        operation(action, kind, name).with(Plain.values(attributes)).in(Plain.values(context)));
  }

  private boolean may(Operation operation) {
    return may(
        SecurityContextHolder.getContext().getAuthentication(), () -> Optional.of(operation));
  }

  private boolean may(
      @Nullable Authentication authentication, Supplier<Optional<Operation>> operation) {
    return guard.verdict(
            Optional.ofNullable(authentication).filter(trust::isAuthenticated), operation)
        == Verdict.ALLOWED;
  }
}
