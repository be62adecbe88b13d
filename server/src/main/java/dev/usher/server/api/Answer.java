package dev.usher.server.api;

import dev.usher.engine.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is answered to a request that was not refused.
 *
 * @param status of HTTP
 * @param etag in quotes, by which it is known again
 * @param body JSON; empty for none
 */
record Answer(int status, Optional<String> etag, String body) {

  /** A report as it is. */
  static Answer of(Object report) {
    return new Answer(200, Optional.empty(), Json.of(report));
  }

  void send(ServerResponse response) {
    response.status(Status.create(status));
    etag.ifPresent(tag -> response.headers().set(HeaderNames.ETAG, tag));
    if (body.isEmpty()) {
      response.send();
      return;
    }
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(body.getBytes(StandardCharsets.UTF_8));
  }
}
