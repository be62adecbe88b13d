package dev.usher.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.engine.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What is answered to a request that was not refused.
 *
 * @param status of HTTP
 * @param body JSON; empty for none
 * @param found what the body tells, without the moment at which it was so; absent where it tells of
 *     none
 */
public record Answer(int status, String body, Optional<String> found) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Answer(int status, String body) {
    this(status, body, Optional.empty());
  }

  /** A report as it is. */
  public static Answer of(Object report) {
    return new Answer(200, Json.of(report));
  }

  /**
   * A report that says when it was made.
   *
   * @param found the same, were it made at any other time
   */
  public static Answer ofMoment(Object report, Object found) {
    return new Answer(200, Json.of(report), Optional.of(Json.of(found)));
  }

  /**
   * A page of a report.
   *
   * @param next what {@code cursor} has to be for the page behind it; absent at the last
   */
  public static Answer of(Record report, Optional<String> next) {
    return new Answer(200, Json.of(report, Map.of("next", next)));
  }

  /** Done, and nothing to say of it. */
  public static Answer done() {
    return new Answer(204, "");
  }

  /** Something was made, and that is it: under its {@code id}, or its {@code name}. */
  public static Answer made(Object report) {
    return new Answer(201, Json.of(report));
  }

  /** What was made is called that. */
  Optional<String> made() {
    if (status != 201) return Optional.empty();
    try {
      JsonNode made = JSON.readTree(body);
      return Optional.of(made.path(made.has("id") ? "id" : "name").textValue());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  void send(ServerResponse response) {
    response.status(Status.create(status));
    if (body.isEmpty()) {
      response.send();
      return;
    }
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(body.getBytes(StandardCharsets.UTF_8));
  }
}
