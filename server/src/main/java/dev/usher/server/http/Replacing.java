package dev.usher.server.http;

import dev.usher.engine.ports.Precondition;
import io.helidon.webserver.http.ServerRequest;

/** What replaces or ends one thing. */
@FunctionalInterface
public interface Replacing {
  /**
   * @param meant held against what {@code GET} would answer there, in the transaction that changes
   *     it; 412 where that is not what the caller has seen
   * @throws ProblemException for what is refused
   */
  Answer answer(Caller caller, ServerRequest request, Precondition<Answer> meant);
}
