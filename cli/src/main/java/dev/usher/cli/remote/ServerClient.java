package dev.usher.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.engine.Refused;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks one server. JSON goes there and comes back; a problem (RFC 9457) is thrown with the words
 * that the server found for it. Follows no redirect: a token is for the server that was named.
 */
public final class ServerClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** A plan of a whole estate takes its time. */
  private static final Duration ANSWER = Duration.ofMinutes(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final ServerAddress server;
  private final Optional<String> token;

  /**
   * @param token what a bearer shows; absent where nothing but open routes is asked
   */
  public ServerClient(ServerAddress server, Optional<String> token) {
    this.server = server;
    this.token = token;
  }

  /**
   * What the server answered, whatever it was.
   *
   * @param body missing where there is none, or no JSON
   */
  public record Answer(int status, JsonNode body) {
    public boolean isGood() {
      return status / 100 == 2;
    }
  }

  /**
   * @param path with its query, from the root: {@code /api/v1/tokens}
   * @throws Refused with the server's own words
   */
  public JsonNode get(String path) {
    return good(send("GET", path, Optional.empty()));
  }

  /**
   * All pages of a list, as if they were one.
   *
   * @param path with its query, from the root
   * @throws Refused with the server's own words
   */
  public JsonNode all(String path) {
    Pages pages = new Pages(path);
    JsonNode page = get(pages.first());
    while (pages.add(page)) page = get(pages.next());
    return pages.all();
  }

  /**
   * @throws Refused with the server's own words
   */
  public JsonNode post(String path, JsonNode body) {
    return good(send("POST", path, Optional.of(body)));
  }

  /**
   * @throws Refused with the server's own words
   */
  public JsonNode put(String path, JsonNode body) {
    return good(send("PUT", path, Optional.of(body)));
  }

  /**
   * @throws Refused with the server's own words
   */
  public JsonNode delete(String path) {
    return good(send("DELETE", path, Optional.empty()));
  }

  /**
   * @throws Refused when the server cannot be reached
   */
  public Answer send(String method, String path, Optional<JsonNode> body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.at(path))
            .timeout(ANSWER)
            .header("Accept", "application/json, application/problem+json")
            .method(method, publisher(body));
    if (body.isPresent()) request.header("Content-Type", "application/json");
    token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), json(answer.body()));
    } catch (IOException failure) {
      throw new Refused(
          "the server at %s cannot be reached (%s); see that it runs there, and that its certificate is one that Java trusts"
              .formatted(server, reason(failure)));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted while waiting for the server at " + server);
    }
  }

  private JsonNode good(Answer answer) {
    if (answer.isGood()) return answer.body();
    String detail = answer.body().path("detail").asText("");
    String hint =
        answer.status() == 401 && token.isEmpty()
            ? "; say who asks: usher login, or set USHER_TOKEN to a token, or to file:PATH of one"
            : "";
    throw new Refused(
        "the server at %s: %s%s"
            .formatted(server, detail.isEmpty() ? "answers " + answer.status() : detail, hint));
  }

  private static BodyPublisher publisher(Optional<JsonNode> body) {
    return body.map(node -> BodyPublishers.ofString(node.toString()))
        .orElseGet(BodyPublishers::noBody);
  }

  private static JsonNode json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException none) {
      return MissingNode.getInstance();
    }
  }

  private static String reason(IOException failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  @Override
  public void close() {
    http.close();
  }
}
