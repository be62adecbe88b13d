package dev.usher.server.http;

import dev.usher.server.log.EventLog;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Makes an answer of everything that is thrown; what nobody foresaw is logged under an id. */
public final class ErrorAnswers implements DirectHandler {
  private final Map<String, ProblemRenderer> renderers;
  private final EventLog log;

  /**
   * @param renderers by the beginning of the path; elsewhere it is {@link ProblemRenderer#JSON}
   */
  public ErrorAnswers(Map<String, ProblemRenderer> renderers, EventLog log) {
    this.renderers = Map.copyOf(renderers);
    this.log = log;
  }

  /** What a handler threw. */
  public void answer(ServerRequest request, ServerResponse response, Throwable thrown) {
    String path = request.path().rawPath();
    if (thrown instanceof CloseConnectionException closed) throw closed;
    if (response.isSent()) {
      log.fault("answer-broken-off", thrown, about(request, Map.of("path", path)));
      throw new CloseConnectionException("in the middle of an answer", thrown);
    }
    Problem problem = problem(thrown, request, path);
    ProblemRenderer renderer = renderer(path);
    response.status(problem.status());
    problem
        .headers()
        .forEach((name, value) -> response.headers().set(HeaderNames.create(name), value));
    response.headers().set(HeaderNames.CONTENT_TYPE, renderer.mediaType());
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.send(renderer.body(problem));
  }

  /** What was wrong before any handler was reached: a header, the first line, a path. */
  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType event,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    Problem problem = early(status);
    ProblemRenderer renderer = renderer(request.path());
    headers.set(HeaderNames.CONTENT_TYPE, renderer.mediaType());
    return TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(false)
        .entity(renderer.body(problem))
        .build();
  }

  private Problem problem(Throwable thrown, ServerRequest request, String path) {
    return switch (thrown) {
      case ProblemException refused -> refused.problem();
      case RequestException early when early.status().code() < 500 -> early(early.status());
      case HttpException early when early.status().code() < 500 -> early(early.status());
      default -> unforeseen(thrown, request, path);
    };
  }

  private static Problem early(Status status) {
    return switch (status.code()) {
      case 404 -> Problem.notFound("No such path: see how it is written.");
      case 413 ->
          new Problem(413, "too-large", "The body is too long", "Send less at a time.")
              .withHeader("Connection", "close");
      default ->
          new Problem(
              status.code(),
              "bad-request",
              "The request cannot be understood",
              "The first line, a header or the path is not as HTTP wants it.");
    };
  }

  private Problem unforeseen(Throwable thrown, ServerRequest request, String path) {
    String id = UUID.randomUUID().toString();
    String method = request.prologue().method().text();
    Map<String, String> about = Map.of("id", id, "method", method, "path", path);
    log.fault("fault", thrown, about(request, about));
    return new Problem(
            500,
            "fault",
            "Something went wrong that nobody foresaw",
            "Tell whoever runs this server the id; the log has it.")
        .with("id", id);
  }

  /** The request's span is over by now. */
  private static Map<String, String> about(ServerRequest request, Map<String, String> about) {
    Map<String, String> all = new TreeMap<>(about);
    request
        .context()
        .get(RequestWatch.TRACE, String.class)
        .ifPresent(trace -> all.put("trace", trace));
    return all;
  }

  private ProblemRenderer renderer(String path) {
    return renderers.entrySet().stream()
        .filter(entry -> path.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(ProblemRenderer.JSON);
  }
}
