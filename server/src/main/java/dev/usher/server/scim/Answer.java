package dev.usher.server.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** How an answer is sent. */
final class Answer {
  private Answer() {}

  /** Resources are written with links as the caller calls this server. */
  static ScimJson json(ServerRequest request) {
    return new ScimJson(
        (request.isSecure() ? "https://" : "http://") + request.authority() + ScimRoutes.BASE);
  }

  static void send(ServerResponse response, int status, ObjectNode body) {
    response.status(status);
    response.headers().set(HeaderNames.CONTENT_TYPE, ScimJson.MEDIA_TYPE);
    response.send(ScimJson.bytes(body));
  }

  /** With its version, and where it is. */
  static void resource(ServerResponse response, int status, ObjectNode resource, Wanted wanted) {
    response.headers().set(HeaderNames.ETAG, resource.path("meta").path("version").asText());
    response.headers().set(HeaderNames.LOCATION, resource.path("meta").path("location").asText());
    send(response, status, wanted.of(resource));
  }

  static void empty(ServerResponse response, int status) {
    response.status(status);
    response.send();
  }
}
