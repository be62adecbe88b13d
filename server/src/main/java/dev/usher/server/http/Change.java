package dev.usher.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.ServerRequest;

/** A {@link Handler} of what is posted. */
@FunctionalInterface
public interface Change {
  /**
   * @throws ProblemException for what is refused
   */
  Answer answer(Caller caller, ServerRequest request, JsonNode body);
}
