package dev.usher.server.api;

import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;

/** A verb that wants a body, as a function like {@link dev.usher.server.http.Handler}. */
@FunctionalInterface
interface Verb {
  /**
   * @throws dev.usher.server.http.ProblemException for what is refused
   */
  Answer answer(Caller caller, ServerRequest request, Fields body);
}
