package dev.usher.engine.event;

import java.util.regex.Pattern;

/** Who wants to be told of what. */
public record Subscription(String name, Filter filter, Channel channel) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /**
   * @throws IllegalArgumentException for a name that is none
   */
  public Subscription {
    if (!NAME.matcher(name).matches())
      throw new IllegalArgumentException(
          "a subscription's name is up to 63 of a-z, 0-9 and -, and begins with a letter");
  }
}
