package dev.usher.server.http;

import java.time.Duration;

/**
 * How much of it the server takes.
 *
 * @param body longest body in bytes
 * @param depth of nested arrays and objects in a JSON body
 * @param connections at one time; further ones wait to be accepted
 * @param patience longest silence of a client in the middle of a request, and longest time that the
 *     whole of a body may take
 * @param idle after which a connection without a request is closed
 * @param grace how long running requests may go on when the server is told to stop
 */
public record Limits(
    long body, int depth, int connections, Duration patience, Duration idle, Duration grace) {
  public static final Limits USUAL =
      new Limits(
          4 << 20,
          64,
          20_000,
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30));
}
