package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.token.Scope;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Limits;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import dev.usher.server.http.StoreAway;
import dev.usher.server.log.EventLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody on the network can send, and what comes back. */
class UsherServerTest {
  private static final Limits SMALL =
      new Limits(
          1_000, 8, 100, Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(5));

  private static final StoreAway AWAY = new StoreAway(UncheckedIOException.class::isInstance);

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final JsonBody json = new JsonBody(SMALL);
  private final UsherServer server =
      UsherServer.start(
          "127.0.0.1",
          0,
          Optional.empty(),
          SMALL,
          List.of(
              Route.get("/open", Right.OPEN, (_, _, response) -> response.send("open")),
              Route.get(
                  "/audit",
                  Right.scope(Scope.AUDIT),
                  (caller, _, response) -> response.send(caller.name())),
              Route.post(
                  "/things/{id}",
                  Right.scope(Scope.ADMIN),
                  (_, request, response) -> response.send(json.read(request).toString())),
              Route.get(
                  "/directory",
                  Right.DIRECTORY,
                  (caller, _, response) -> response.send(caller.directory().orElseThrow())),
              Route.get(
                  "/fault",
                  Right.OPEN,
                  (_, _, _) -> {
                    throw new IllegalStateException("the password is hunter2");
                  }),
              AWAY.told(
                      List.of(
                          Route.get(
                              "/away",
                              Right.OPEN,
                              (_, _, _) -> {
                                throw new UncheckedIOException(new IOException("gone"));
                              })))
                  .getFirst()),
          UsherServerTest::caller,
          Map.of(),
          RequestWatch.NOBODY,
          new EventLog(
              new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system()));

  private final HttpClient client = HttpClient.newHttpClient();

  private static Optional<Caller> caller(String token) {
    return switch (token) {
      case "admin-token" -> Optional.of(new Caller("ann", Set.of(Scope.ADMIN)));
      case "audit-token" -> Optional.of(new Caller("otto", Set.of(Scope.AUDIT)));
      case "okta-token" -> Optional.of(new Caller("okta", Set.of(Scope.scim("okta"))));
      default -> Optional.empty();
    };
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body, String... head)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, body);
    if (head.length > 0) request.headers(head);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... head) throws Exception {
    return send("GET", path, BodyPublishers.noBody(), head);
  }

  private HttpResponse<String> post(String body, String... head) throws Exception {
    return send("POST", "/things/1", BodyPublishers.ofString(body), head);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void isProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(header(answer, "content-type")).startsWith("application/problem+json");
    assertThat(answer.body()).contains('"' + code + '"');
  }

  @Test
  void whatIsOpenIsOpen() throws Exception {
    assertThat(get("/open").body()).isEqualTo("open");
  }

  @Test
  void whoShowsNoTokenIsToldHow() throws Exception {
    HttpResponse<String> answer = get("/audit");
    isProblem(answer, 401, "unauthenticated");
    assertThat(header(answer, "www-authenticate")).isEqualTo("Bearer realm=\"usher\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong",
        "Bearer ",
        "Basic YWRtaW46YWRtaW4=",
        "admin-token",
        "Bearer admin"
      })
  void noOtherTokenComesIn(String header) throws Exception {
    isProblem(get("/audit", "Authorization", header), 401, "unauthenticated");
  }

  /** In a query it would stand in logs: there it counts for nothing. */
  @Test
  void aTokenInTheAddressIsNone() throws Exception {
    isProblem(get("/audit?access_token=audit-token"), 401, "unauthenticated");
  }

  @Test
  void aTokenForSomethingElseIsRefusedAndTheMissingScopeNamed() throws Exception {
    assertThat(get("/audit", "Authorization", "Bearer audit-token").body()).isEqualTo("otto");
    HttpResponse<String> answer = post("{}", "Authorization", "Bearer audit-token");
    isProblem(answer, 403, "forbidden");
    assertThat(answer.body()).contains("admin");
    assertThat(header(answer, "www-authenticate")).contains("insufficient_scope");
  }

  /** A directory's token is for that alone, and nothing else is for it. */
  @Test
  void aDirectoryHasItsOwnToken() throws Exception {
    assertThat(get("/directory", "Authorization", "Bearer okta-token").body()).isEqualTo("okta");
    isProblem(get("/directory", "Authorization", "Bearer admin-token"), 403, "forbidden");
    isProblem(get("/audit", "Authorization", "Bearer okta-token"), 403, "forbidden");
  }

  @Test
  void whoMayDoMoreMayDoLess() throws Exception {
    assertThat(get("/audit", "Authorization", "Bearer admin-token").body()).isEqualTo("ann");
  }

  /** Who may not come in learns nothing of what they sent. */
  @Test
  void theDoorIsBeforeTheBody() throws Exception {
    isProblem(post("{ not json"), 401, "unauthenticated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ not json", "", "{\"a\":1,\"a\":2}", "{} {}", "[[[[[[[[[[]]]]]]]]]]"})
  void whatIsNoJsonIsABadRequest(String body) throws Exception {
    isProblem(
        post(body, "Authorization", "Bearer admin-token", "Content-Type", "application/json"),
        400,
        "bad-request");
  }

  @Test
  void anotherMediaTypeIsNotTaken() throws Exception {
    isProblem(post("{}", "Authorization", "Bearer admin-token"), 415, "unsupported-media-type");
    isProblem(
        post("{}", "Authorization", "Bearer admin-token", "Content-Type", "text/plain"),
        415,
        "unsupported-media-type");
  }

  /** What is packed could be more than it looks. */
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "nonsense"})
  void aPackedBodyIsNotTaken(String coding) throws Exception {
    isProblem(
        post(
            "{}",
            "Authorization",
            "Bearer admin-token",
            "Content-Type",
            "application/json",
            "Content-Encoding",
            coding),
        400,
        "bad-request");
  }

  /** A hundred megabytes are refused by what the head says of them, and without it by counting. */
  @Test
  void aLongBodyIsRefusedBeforeItHasCome() throws Exception {
    String head =
        "POST /things/1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer admin-token\r\n"
            + "Content-Type: application/json\r\nContent-Length: 104857600\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] first = socket.getInputStream().readNBytes(12);
      assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
    }
    byte[] many = "[1]".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
    HttpResponse<String> counted =
        send(
            "POST",
            "/things/1",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(many)),
            "Authorization",
            "Bearer admin-token",
            "Content-Type",
            "application/json");
    isProblem(counted, 413, "too-large");
  }

  @Test
  void whoSendsABodyTooSlowlyIsToldSo() throws Exception {
    String head =
        "POST /things/1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer admin-token\r\n"
            + "Content-Type: application/json\r\nContent-Length: 900\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      Thread.ofVirtual().start(() -> drip(socket));
      Scanner answer = new Scanner(socket.getInputStream(), StandardCharsets.UTF_8);
      assertThat(answer.nextLine()).startsWith("HTTP/1.1 408");
      assertThat(answer.useDelimiter("}").next()).contains("\"too-slow\"");
    }
  }

  /** A blank now and then, so that it is never silent for long; until nobody takes any more. */
  private static void drip(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(' ');
        Thread.sleep(100);
      }
    } catch (IOException | InterruptedException over) {
      // It was told so.
    }
  }

  @Test
  void whileTheStoreIsAwayWhoAsksIsToldToComeAgain() throws Exception {
    HttpResponse<String> away = get("/away");
    isProblem(away, 503, "store-away");
    assertThat(header(away, "retry-after")).isEqualTo("2");
    assertThat(away.body()).doesNotContain("gone");
  }

  @Test
  void aWrongMethodIsToldWhichAreRight() throws Exception {
    HttpResponse<String> answer = send("DELETE", "/things/7", BodyPublishers.noBody());
    isProblem(answer, 405, "wrong-method");
    assertThat(header(answer, "allow")).isEqualTo("POST");
    isProblem(get("/nowhere"), 404, "not-found");
  }

  /** The caller gets an id, the log the frames, and neither what the exception says. */
  @Test
  void aFaultIsLoggedUnderAnIdAndNotTold() throws Exception {
    HttpResponse<String> answer = get("/fault");
    isProblem(answer, 500, "fault");
    String id = answer.body().replaceAll(".*\"id\" ?: ?\"([0-9a-f-]{36})\".*", "$1");
    String log = logged.toString(StandardCharsets.UTF_8);
    assertThat(log).contains(id).contains("IllegalStateException");
    assertThat(answer.body() + log).doesNotContain("hunter2");
  }

  /** Nonsense before any route is reached. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /open HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
      })
  void nonsenseIsAnsweredAndStopsNobody(String sent) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).doesNotContain("HTTP/1.1 500").doesNotContain("HTTP/1.1 200");
    }
    assertThat(get("/open").body()).isEqualTo("open");
  }
}
