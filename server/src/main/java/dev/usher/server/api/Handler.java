package dev.usher.server.api;

import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;

/** One verb on one resource, as a function: what is asked, and what is answered. */
@FunctionalInterface
interface Handler {
  /**
   * @throws dev.usher.server.http.ProblemException for what is refused
   */
  Answer answer(Caller caller, ServerRequest request);
}
