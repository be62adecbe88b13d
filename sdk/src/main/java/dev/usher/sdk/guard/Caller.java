package dev.usher.sdk.guard;

import dev.usher.core.model.Policy.Subject.Kind;

/**
 * Whose request it is.
 *
 * @param name of the policy, or of its directories
 */
public record Caller(Kind kind, String name) {
  public static Caller person(String name) {
    return new Caller(Kind.PERSON, name);
  }

  public static Caller service(String name) {
    return new Caller(Kind.SERVICE, name);
  }
}
