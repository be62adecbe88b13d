package dev.usher.server.http;

import io.helidon.webserver.http.ServerRequest;

/** A {@link Handler} of what there may be any number of: it answers the page that is wanted. */
@FunctionalInterface
public interface Listing {
  /**
   * @throws ProblemException for what is refused
   */
  Answer answer(Caller caller, ServerRequest request, Page page);
}
