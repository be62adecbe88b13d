package dev.usher.server.http;

import dev.usher.engine.token.Scope;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.function.Function;

/** What a route asks of its caller. */
public sealed interface Right {
  Right OPEN = new Open();
  Right KNOWN = new Known();
  Right DIRECTORY = new Directory();
  Right CHECKING = new Checking(_ -> Optional.empty());

  static Right scope(Scope scope) {
    return new Scoped(scope);
  }

  /** As {@link About}, of whom the path names. */
  static Right aboutInPath(Scope scope, String name) {
    return new About(scope, request -> request.path().pathParameters().first(name).asOptional());
  }

  /** As {@link Own}, of whom the path names. */
  static Right ownInPath(Scope scope, String name) {
    return new Own(scope, request -> request.path().pathParameters().first(name).asOptional());
  }

  /** As {@link About}, of whom a parameter names. */
  static Right aboutInQuery(Scope scope, String name) {
    return new About(scope, request -> request.query().first(name).asOptional());
  }

  /** As {@link Checking}, of what a parameter is the address of. */
  static Right checkingInQuery(String name) {
    return new Checking(request -> request.query().first(name).asOptional());
  }

  /** Nothing. */
  record Open() implements Right {}

  /** To have proved who they are. */
  record Known() implements Right {}

  /** A scope, or one that covers it. */
  record Scoped(Scope scope) implements Right {}

  /** The same, or to lead a team of whom it is about. */
  record About(Scope scope, Function<ServerRequest, Optional<String>> whom) implements Right {}

  /** The same, or to be who it is about: in person, which no token is, whoever it goes back to. */
  record Own(Scope scope, Function<ServerRequest, Optional<String>> whom) implements Right {}

  /**
   * {@code check}, or of one system alone ({@code check:SYSTEM}) that the request is about; of
   * which, where it does not say so, {@link Caller#sight} does.
   */
  record Checking(Function<ServerRequest, Optional<String>> on) implements Right {}

  /** A token of some directory ({@code scim:NAME}); which, {@link Caller#directory} says. */
  record Directory() implements Right {}
}
