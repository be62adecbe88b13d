package dev.usher.server.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who asks while the store is away is told to come again, and not that something is broken.
 *
 * @param isAway whether it was that by which somebody failed
 */
public record StoreAway(Predicate<Throwable> isAway) {

  public List<Route> told(List<Route> routes) {
    return routes.stream().map(route -> route.with(told(route.endpoint()))).toList();
  }

  private Endpoint told(Endpoint endpoint) {
    return (caller, request, response) -> {
      try {
        endpoint.handle(caller, request, response);
      } catch (RuntimeException failure) {
        throw told(failure);
      }
    };
  }

  public Authenticator told(Authenticator authenticator) {
    return new Authenticator() {
      @Override
      public Optional<Caller> caller(String token) {
        try {
          return authenticator.caller(token);
        } catch (RuntimeException failure) {
          throw told(failure);
        }
      }

      @Override
      public boolean leads(Caller caller, String subject) {
        try {
          return authenticator.leads(caller, subject);
        } catch (RuntimeException failure) {
          throw told(failure);
        }
      }
    };
  }

  private RuntimeException told(RuntimeException failure) {
    if (!isAway.test(failure)) return failure;
    return new Problem(
            503,
            "store-away",
            "The store is away",
            "Try again in a moment. Whether a change was kept before it went, the store will say.")
        .withHeader("Retry-After", "2")
        .raised();
  }
}
