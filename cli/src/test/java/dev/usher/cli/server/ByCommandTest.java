package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.Ran;
import dev.usher.store.Store;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole server, asked by commands as people say them; and by requests that it refuses. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@Timeout(300)
class ByCommandTest {
  @TempDir static Path folder;
  private final Database store = Postgres.newest().database();
  private final Map<String, String> environment = new HashMap<>();
  private ServedShop here;

  @BeforeAll
  void start() {
    store.expectRole(Store.RUNNING);
    // Without a key: such a store keeps no secret.
    here =
        new ServedShop(
            folder,
            Map.of(
                Key.STORE, store.url(), Key.STORE_ADMIN, "env:ADMIN", Key.STORE_LOGIN, "env:LOGIN"),
            Map.of(
                "ADMIN", store.server().superuser() + ":" + store.server().password(),
                "LOGIN", Store.RUNNING + ":correct horse"));
    environment.put("USHER_SERVER", here.server.address().toString());
    environment.put("USHER_TOKEN", ServedShop.FIRST);
  }

  @AfterAll
  void stop() {
    here.close();
    store.close();
  }

  private Ran ran(int code, String... said) {
    Ran ran = Ran.command(environment, said);
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(code);
    return ran;
  }

  @Test
  @Order(1)
  void aTokenIsMadeListedAndTakenBack() throws Exception {
    Path file = folder.resolve("ann.token");
    Ran made =
        ran(0, "token", "create", "--name", "ann", "--scope", "admin", "--out", file.toString());
    assertThat(made.out()).isEmpty();
    assertThat(made.err()).contains("ann, id ", "in " + file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    environment.put("USHER_TOKEN", "file:" + file);

    // What cannot be kept is not made, and what is not made leaves no file.
    ran(1, "token", "create", "--name", "lost", "--scope", "audit", "--out", file.toString());
    Path none = folder.resolve("none.token");
    ran(1, "token", "create", "--name", "root", "--scope", "root", "--out", none.toString());
    assertThat(none).doesNotExist();

    Ran shown = ran(0, "token", "create", "--name", "ci", "--scope", "audit", "--scope", "check");
    assertThat(shown.out()).matches("usher_[0-9A-Za-z]{43}\n");
    assertThat(shown.err()).contains("it is not shown again").doesNotContain(shown.out().strip());
    String ci = shown.out().strip();
    assertThat(here.send(ci, "GET", "/api/v1/ledger", "").statusCode()).isEqualTo(200);
    assertThat(here.send(ci, "POST", "/api/v1/plan", "{}").statusCode()).isEqualTo(403);

    String list = ran(0, "token", "list").out();
    assertThat(list).contains("ann", "ci", "audit", "okta").doesNotContain("lost", "root", ci);
    String id = id("ci");
    assertThat(ran(0, "token", "revoke", id).err()).isEqualTo("revoked " + id + "\n");
    assertThat(here.send(ci, "GET", "/api/v1/ledger", "").statusCode()).isEqualTo(401);
    assertThat(ran(1, "token", "revoke", id).err()).contains("No token of that id is alive");
  }

  private String id(String name) throws Exception {
    JsonNode all = new JsonMapper().readTree(ran(0, "token", "list", "--json").out());
    for (JsonNode one : all.path("tokens"))
      if (one.path("name").asText().equals(name)) return one.path("id").asText();
    throw new AssertionError(all);
  }

  @Test
  @Order(2)
  void whatWasIsToldOfATimeThatIsPast() {
    String orders = "prod/shop-db/public/orders";
    String before = Instant.now().toString();
    String ada = here.made("/Users", "{'userName':'ada','active':true}");
    here.join(here.made("/Groups", "{'displayName':'Nurses'}"), ada);
    until("ada is in", () -> here.reads("ada"));
    until("that is remembered", () -> ran(0, "who-can", "read", orders).out().contains("ada"));
    Instant now = Instant.now();
    String then = now.toString();
    // The server goes by its store's clock, which is not quite this one.
    until("some time has passed", () -> Instant.now().isAfter(now.plusMillis(500)));
    assertThat(here.leaves(ada).statusCode()).isLessThan(300);
    until("ada is out", () -> !here.is("ada"));

    assertThat(ran(0, "who-can", "read", orders).out()).doesNotContainPattern("\\bada\\b");
    assertThat(ran(0, "who-can", "read", orders, "--at", then).out()).contains("ada");
    assertThat(ran(0, "who-can", "read", orders, "--at", before).out())
        .doesNotContainPattern("\\bada\\b");
    assertThat(ran(0, "access", "ada", "--at", then).out()).contains(orders);
    until(
        "what was decided is remembered too, behind the work",
        () -> {
          String diff = ran(0, "diff", "--from", then, "--to", Instant.now().toString()).out();
          return diff.matches("(?s).*decided\n +- ada .*live\n +- ada .*");
        });
    assertThat(ran(0, "diff", "ada", "--from", before, "--to", before).out())
        .doesNotContain("- ada", "+ ada");
    assertThat(ran(0, "history", "ada").out()).contains("ada", "okta");
    assertThat(ran(0, "history", orders).out()).contains("+ SELECT on public.orders for reader");
    assertThat(ran(0, "history", "ada", "--to", before).out()).doesNotContain("okta");
    assertThat(ran(1, "who-can", "read", orders, "--at", then, "--live").err())
        .contains("leave it out beside --at");
  }

  @ParameterizedTest
  @Order(3)
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT    | /api/v1/secrets/pager        | {'secret':'x'}          | 409 | no-key
          PUT    | /api/v1/secrets/pager        | {'secret':''}           | 400 | bad-request
          PUT    | /api/v1/secrets/pager        | {'secret':'x','y':1}    | 400 | bad-request
          PUT    | /api/v1/secrets/pager        | {'secret':['x']}        | 400 | bad-request
          DELETE | /api/v1/secrets/pager        | ''                      | 409 | no-key
          POST   | /api/v1/secrets/rotate       | ''                      | 409 | no-key
          POST   | /api/v1/policy/head/accept   | {}                      | 400 | bad-request
          POST   | /api/v1/policy/head/accept   | {'fingerprint':1}       | 400 | bad-request
          POST   | /api/v1/policy/head/accept   | {'fingerprint':'a1b2'}  | 409 | refused
          POST   | /api/v1/past/recover         | {'without':'okta'}      | 400 | bad-request
          POST   | /api/v1/past/recover         | {}                      | 409 | refused
          DELETE | /api/v1/tokens/nobodys       | ''                      | 404 | not-found
          GET    | /api/v1/nothing              | ''                      | 404 | not-found
          PATCH  | /api/v1/tokens               | {}                      | 405 | wrong-method
          """)
  void whatCannotBeDoneIsRefusedAsAProblem(
      String method, String path, String body, int status, String type) throws Exception {
    HttpResponse<String> answer = here.send(ann(), method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(ServedShop.json(answer).path("type").asText()).endsWith(type);
    assertThat(ServedShop.json(answer).path("detail").asText()).isNotEmpty();
  }

  @Test
  @Order(4)
  void aDirectoryIsRefusedAsScimTellsIt() throws Exception {
    isScim(here.send("", "GET", "/scim/v2/Users", ""), 401);
    isScim(here.send("usher_" + "0".repeat(43), "GET", "/scim/v2/Users", ""), 401);
    isScim(here.send(ann(), "GET", "/scim/v2/Users", ""), 403);
  }

  /** Really sent, by somebody who does not say how long it will be. */
  @ParameterizedTest
  @Order(5)
  @CsvSource({"/api/v1/plan", "/scim/v2/Users", "/scim/v2/Bulk"})
  void aBodyOfAHundredMegabytesIsRefused(String path) throws Exception {
    String token = path.startsWith("/scim") ? here.okta : ann();
    try (Socket socket = new Socket("127.0.0.1", here.server.address().getPort())) {
      socket.setSoTimeout(60_000);
      String head =
          "POST %s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted(
                  path,
                  token,
                  path.startsWith("/scim") ? "application/scim+json" : "application/json");
      socket.getOutputStream().write(head.getBytes(UTF_8));
      Thread sender = Thread.ofVirtual().start(() -> send(socket, 100));
      byte[] first = socket.getInputStream().readNBytes(12);
      assertThat(new String(first, UTF_8)).isEqualTo("HTTP/1.1 413");
      sender.join(Duration.ofSeconds(60));
    }
    assertThat(here.send("", "GET", "/healthz", "").statusCode()).isEqualTo(200);
  }

  /** Until nobody takes any more. */
  private static void send(Socket socket, int megabytes) {
    byte[] blanks = " ".repeat(1 << 20).getBytes(UTF_8);
    try {
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < megabytes; i++) {
        out.write("100000\r\n".getBytes(UTF_8));
        out.write(blanks);
        out.write("\r\n".getBytes(UTF_8));
      }
      out.write("0\r\n\r\n".getBytes(UTF_8));
    } catch (IOException closed) {
      // It was told so.
    }
  }

  private static String ann() throws IOException {
    return Files.readString(folder.resolve("ann.token")).strip();
  }

  private static void isScim(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/scim+json");
    assertThat(ServedShop.json(answer).at("/schemas/0").asText())
        .isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    assertThat(ServedShop.json(answer).path("status").asText()).isEqualTo("" + status);
  }
}
