package dev.usher.server.http;

import dev.usher.engine.token.Scope;

/** What a route asks of its caller. */
public sealed interface Right {
  Right OPEN = new Open();
  Right DIRECTORY = new Directory();

  static Right scope(Scope scope) {
    return new Scoped(scope);
  }

  /** Nothing. */
  record Open() implements Right {}

  /** A scope, or one that covers it. */
  record Scoped(Scope scope) implements Right {}

  /** A token of some directory ({@code scim:NAME}); which, {@link Caller#directory} says. */
  record Directory() implements Right {}
}
