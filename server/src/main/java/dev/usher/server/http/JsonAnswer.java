package dev.usher.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/** Sends JSON. */
public final class JsonAnswer {
  private JsonAnswer() {}

  /**
   * @param json UTF-8 by RFC 8259
   */
  public static void send(ServerResponse response, int status, String json) {
    response.status(status);
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(json.getBytes(StandardCharsets.UTF_8));
  }
}
