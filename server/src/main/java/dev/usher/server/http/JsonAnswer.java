package dev.usher.server.http;

import dev.usher.engine.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/** A report as the answer's JSON, with the keys that {@code --json} has. */
public final class JsonAnswer {
  private JsonAnswer() {}

  public static void send(ServerResponse response, Status status, Object report) {
    response.status(status);
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(Json.of(report).getBytes(StandardCharsets.UTF_8));
  }
}
