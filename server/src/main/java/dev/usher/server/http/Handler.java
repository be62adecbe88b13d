package dev.usher.server.http;

import io.helidon.webserver.http.ServerRequest;

/** One verb on one resource, as a function: what is asked, and what is answered. */
@FunctionalInterface
public interface Handler {
  /**
   * @throws ProblemException for what is refused
   */
  Answer answer(Caller caller, ServerRequest request);
}
