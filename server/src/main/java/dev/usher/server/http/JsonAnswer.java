package dev.usher.server.http;

import dev.usher.engine.json.Json;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/** A report as the answer's JSON, with the keys that {@code --json} has. */
public final class JsonAnswer {
  private static final Header TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  private JsonAnswer() {}

  public static void send(ServerResponse response, Status status, Object report) {
    sendAll(response, status, of(report));
  }

  /** For who sends the same again and again. */
  public static byte[] of(Object report) {
    return Json.of(report).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param json as {@link #of} made it
   */
  public static void sendAll(ServerResponse response, Status status, byte[] json) {
    response.status(status);
    response.headers().set(TYPE);
    response.send(json);
  }
}
