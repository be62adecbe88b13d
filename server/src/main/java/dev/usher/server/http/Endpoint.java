package dev.usher.server.http;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** One verb on one path: parse, call the use case, render. Who asks has been looked at before. */
public interface Endpoint {
  /**
   * @throws ProblemException for what is refused; whatever else is thrown is a fault
   */
  void handle(Caller caller, ServerRequest request, ServerResponse response) throws Exception;
}
