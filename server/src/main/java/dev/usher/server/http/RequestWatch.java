package dev.usher.server.http;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Told of every request that a route answered, refusals and faults among them. */
@FunctionalInterface
public interface RequestWatch {
  /** In a request's context, of one that is traced: the trace's id. */
  String TRACE = "dev.usher.trace";

  /** Counts nothing. */
  RequestWatch NOBODY = (_, _, _) -> {};

  /**
   * @param nanos from the reading of the first line to the end of the answer
   */
  void answered(Route route, int status, long nanos);

  /** Lets a request through, from the door on. */
  default void around(Route route, ServerRequest request, ServerResponse response, Passage passage)
      throws Exception {
    passage.go();
  }

  /** What is done for a request. */
  @FunctionalInterface
  interface Passage {
    void go() throws Exception;
  }
}
