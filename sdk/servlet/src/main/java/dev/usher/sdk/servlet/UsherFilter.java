package dev.usher.sdk.servlet;

import dev.usher.sdk.guard.Guard;
import dev.usher.sdk.guard.Operation;
import dev.usher.sdk.guard.RouteTable;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets a request through to the servlets behind it if the policy allows what it does. It is to
 * stand behind what authenticates, and in front of everything else ({@code /*}); where a request is
 * forwarded to is not asked again.
 */
public final class UsherFilter implements Filter {
  private final Guard guard;
  private final String challenge;
  private final Function<HttpServletRequest, Optional<Operation>> operation;

  /**
   * @param challenge how to authenticate, as a 401 has it in {@code WWW-Authenticate}
   * @param operation what a request does; empty is denied
   */
  public UsherFilter(
      Guard guard, String challenge, Function<HttpServletRequest, Optional<Operation>> operation) {
    this.guard = guard;
    this.challenge = challenge;
    this.operation = operation;
  }

  /** What a request does by a table, whose paths begin where the application's do. */
  public static Function<HttpServletRequest, Optional<Operation>> by(RouteTable routes) {
    return request ->
        routes.operation(
            request.getMethod(),
            request.getRequestURI().substring(request.getContextPath().length()));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer))
      throw new ServletException("only what comes by HTTP can be checked");
    switch (guard.verdict(
        Optional.ofNullable(asked.getUserPrincipal()), () -> operation.apply(asked))) {
      case ALLOWED -> chain.doFilter(request, response);
      case UNAUTHENTICATED -> {
        answer.setHeader("WWW-Authenticate", challenge);
        answer.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      }
      case DENIED -> answer.sendError(HttpServletResponse.SC_FORBIDDEN);
    }
  }
}
