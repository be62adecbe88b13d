package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.usher.testkit.issuer.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx by the configuration of the documentation's page, before a shop, and usher. */
@ExtendWith(Served.class)
class NginxTest {
  private static final Path PAGE = Path.of("../docs/recipes/gateway.md");

  private final ApiServer server;
  private final List<String> reached = new CopyOnWriteArrayList<>();
  private final HttpServer backend;
  private Shop shop;
  private Nginx nginx;

  @TempDir private Path folder;

  NginxTest(ApiServer server) throws IOException {
    this.server = server;
    shop = Shop.open(server);
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    backend.createContext(
        "/",
        asked -> {
          reached.add(
              asked.getRequestMethod()
                  + " "
                  + asked.getRequestURI()
                  + " "
                  + asked.getRequestHeaders().getOrDefault("X-HTTP-Method-Override", List.of()));
          asked.sendResponseHeaders(200, -1);
          asked.close();
        });
  }

  @BeforeEach
  void start() throws Exception {
    shop = Shop.open(server);
    backend.start();
    nginx = Nginx.start(folder, configuration());
  }

  @AfterEach
  void stop() {
    if (nginx != null) nginx.close();
    backend.stop(0);
  }

  /** The page's, with our ports and our shop in it. */
  private String configuration() throws IOException {
    String page = Files.readString(PAGE);
    String begin = "```nginx\n";
    int start = page.indexOf(begin) + begin.length();
    String block = page.substring(start, page.indexOf("```", start));
    for (String place :
        List.of("listen 8080;", "127.0.0.1:8081", "127.0.0.1:8470", "/prod/shop-api"))
      assertThat(block).contains(place);
    return block
        .replace("listen 8080;", "listen 127.0.0.1:PORT;")
        .replace("127.0.0.1:8081", "127.0.0.1:" + backend.getAddress().getPort())
        .replace("127.0.0.1:8470", "127.0.0.1:" + server.port())
        .replace("/prod/shop-api", "/day/shop");
  }

  /** The answer's first line and headers to a request as it is written. */
  private String raw(String line, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.port())) {
      socket.setSoTimeout(20_000);
      String request =
          line
              + " HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n"
              + String.join("", List.of(headers).stream().map(one -> one + "\r\n").toList())
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private int status(String line, String... headers) throws IOException {
    String answer = raw(line, headers);
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
  }

  private String alice() {
    return "Authorization: Bearer " + shop.token("alice");
  }

  private void isAllowed(String line, String... headers) throws IOException {
    reached.clear();
    assertThat(status(line, headers))
        .as(line + server.logged.toString(StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(reached).containsExactly(line + " []");
  }

  private void isDenied(int status, String line, String... headers) throws IOException {
    reached.clear();
    String answer = raw(line, headers);
    assertThat(answer).as(line).startsWith("HTTP/1.1 " + status);
    assertThat(answer).doesNotContain("order:", "route", "policy", "audience", "issuer");
    assertThat(reached).isEmpty();
  }

  @Test
  void whatThePolicyAllowsGoesOnAsItCame() throws Exception {
    isAllowed("GET /orders/17", alice());
    isAllowed("GET /orders/17?expand=../13&x=%2F", alice());
    isAllowed("GET /orders/a%20b", alice());
    isAllowed("GET /orders", alice());
    isDenied(403, "GET /orders/13", alice());
    isDenied(403, "GET /orders/export", alice());
    isDenied(403, "DELETE /orders/17", alice());
    isDenied(403, "POST /orders/17/refund", alice(), "Content-Length: 0");
    isDenied(403, "HEAD /orders/17", alice());
    isDenied(403, "GET /nowhere", alice());
    isDenied(403, "GET /orders/17", "Authorization: Bearer " + shop.token("bob"));
  }

  @Test
  void whoHasNoGoodTokenIsToldToBringOne() throws Exception {
    isDenied(401, "GET /orders/17");
    assertThat(raw("GET /orders/17")).contains("WWW-Authenticate: Bearer\r\n");
    isDenied(401, "GET /orders/17", "Authorization: Bearer x");
    isDenied(401, "GET /orders/17", "Authorization: Basic YTpi");
    isDenied(
        401,
        "GET /orders/17",
        "Authorization: Bearer "
            + server.issuer.sign(shop.claims("alice").audience(TestIssuer.CLIENT).build()));
  }

  /** No way to 13, which alice may not read, nor around the routes. */
  @Test
  void noTrickWithThePathIsLetThrough() throws Exception {
    List<String> paths =
        List.of(
            "/orders/13",
            "/orders/13?",
            "/orders/13?x=/orders/17",
            "/orders/%31%33",
            "/orders/%2531%2533",
            "/orders/1%33",
            "//orders/13",
            "/orders//13",
            "/orders/./13",
            "/orders/17/../13",
            "/orders/17/%2e%2e/13",
            "/orders/17/%2E%2E/13",
            "/orders/17/..%2F13",
            "/orders/17%2F..%2F13",
            "/orders/17/..%5C13",
            "/orders/17\\..\\13",
            "/orders/17/..;/13",
            "/orders;x=1/13",
            "/orders/13;x=1",
            "/orders/13%3Bx",
            "/orders/13/",
            "/orders/13%20",
            "/orders/13%00",
            "/orders/13%09",
            "/orders/13%0d%0aX-Original-URI:%20/orders/17",
            "/orders/13#/orders/17",
            "/orders/13%23",
            "/orders/13%3F",
            "/Orders/13",
            "/ORDERS/17",
            "/orders/Export",
            "/orders/e%78port",
            "/orders/%EF%BC%91%EF%BC%93",
            "/orders/%D9%A1%D9%A3",
            "/orders/1%E2%80%8B3",
            "/orders/\u00e9",
            "/orders/%C0%AE%C0%AE/13",
            "/%6frders/13",
            "/orders/{13}",
            "/orders/17|13",
            "/_usher",
            "/_usher/",
            "/%5Fusher",
            "/",
            "http://shop.example/orders/13",
            "http://shop.example//orders/13",
            "*",
            "orders/13");
    String alice = alice();
    List<String> through = new ArrayList<>();
    for (String path : paths) {
      reached.clear();
      int status = status("GET " + path, alice);
      if (status < 400 && status != 0 || !reached.isEmpty()) through.add(path + " " + status);
    }
    assertThat(through).isEmpty();
    isAllowed("GET /orders/17", alice);
  }

  @Test
  void whatTheClientSaysOfItsRequestCountsForNothing() throws Exception {
    String alice = alice();
    for (String forged :
        List.of(
            "X-Original-URI: /orders/17",
            "X-Original-Uri: /orders/17",
            "X-Original-Method: GET\r\nX-Original-URI: /orders/17",
            "X-Forwarded-Uri: /orders/17",
            "X-Forwarded-Method: GET\r\nX-Forwarded-Uri: /orders/17",
            "X-Original-URI: /orders/17\r\nX-Original-URI: /orders/17",
            "X-Forwarded-For: 127.0.0.1",
            "X_Original_URI: /orders/17")) {
      isDenied(403, "GET /orders/13", alice, forged);
      isDenied(403, "DELETE /orders/17", alice, forged);
      isAllowed("GET /orders/17", alice, forged);
    }
    for (String override :
        List.of(
            "X-HTTP-Method-Override: DELETE",
            "X-HTTP-Method: DELETE",
            "X-Method-Override: DELETE",
            "X-Original-URL: /orders/13",
            "X-Rewrite-URL: /orders/13")) isDenied(403, "GET /orders/17", alice, override);
    reached.clear();
    assertThat(status("GET /orders/17", alice, alice)).isGreaterThanOrEqualTo(400);
    assertThat(status("GET /orders/17", "Authorization: Bearer x", alice))
        .isGreaterThanOrEqualTo(400);
    assertThat(status("GET /orders/17", alice, "Authorization: Bearer x"))
        .isGreaterThanOrEqualTo(400);
    assertThat(reached).isEmpty();
  }

  /** nginx makes 500 of what is neither yes nor no. */
  @Test
  void whereUsherCannotAnswerNothingIsLetThrough() throws Exception {
    isAllowed("GET /orders/17", alice());
    server.issuer.anotherKey();
    server.issuer.setDown(true);
    try {
      isDenied(401, "GET /orders/17", alice());
    } finally {
      server.issuer.setDown(false);
    }
  }
}
