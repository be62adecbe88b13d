package dev.usher.sdk.helidon;

import dev.usher.sdk.guard.Guard;
import dev.usher.sdk.guard.Operation;
import dev.usher.sdk.guard.RouteTable;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets a request through to the routes behind it if the policy allows what it does. It is to be
 * added after the filter that authenticates.
 */
public final class UsherFilter implements Filter {
  private final Guard guard;
  private final String challenge;
  private final Function<ServerRequest, Optional<? extends Principal>> principal;
  private final Function<ServerRequest, Optional<Operation>> operation;

  /**
   * Whoever has authenticated stands in the request's context, as a {@link Principal}.
   *
   * @param challenge how to authenticate, as a 401 has it in {@code WWW-Authenticate}
   * @param operation what a request does; empty is denied
   */
  public UsherFilter(
      Guard guard, String challenge, Function<ServerRequest, Optional<Operation>> operation) {
    this(guard, challenge, request -> request.context().get(Principal.class), operation);
  }

  /**
   * @param principal who has authenticated: with Helidon's own security, the user of the context's
   *     {@code SecurityContext}
   */
  public UsherFilter(
      Guard guard,
      String challenge,
      Function<ServerRequest, Optional<? extends Principal>> principal,
      Function<ServerRequest, Optional<Operation>> operation) {
    this.guard = guard;
    this.challenge = challenge;
    this.principal = principal;
    this.operation = operation;
  }

  /** What a request does by a table. */
  public static Function<ServerRequest, Optional<Operation>> by(RouteTable routes) {
    return request ->
        routes.operation(
            request.prologue().method().text(), request.prologue().uriPath().rawPath());
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    switch (guard.verdict(principal.apply(request), () -> operation.apply(request))) {
      case ALLOWED -> chain.proceed();
      case UNAUTHENTICATED ->
          response
              .status(Status.UNAUTHORIZED_401)
              .header(HeaderNames.WWW_AUTHENTICATE, challenge)
              .send();
      case DENIED -> response.status(Status.FORBIDDEN_403).send();
    }
  }
}
