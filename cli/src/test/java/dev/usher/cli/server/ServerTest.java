package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.Wiring;
import dev.usher.cli.remote.ServerAddress;
import dev.usher.cli.remote.ServerClient;
import dev.usher.engine.Progress;
import dev.usher.engine.Refused;
import dev.usher.engine.seal.FileSink;
import dev.usher.engine.seal.SealingKey;
import dev.usher.server.log.EventLog;
import dev.usher.server.scim.ScimRoutes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A whole server on a store of its own, asked over HTTP as anybody could. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ServerTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String HOOK = "what-the-host-of-the-repository-knows";

  @TempDir static Path folder;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final HttpClient http = HttpClient.newHttpClient();
  private RunningServer server;
  private String admin = "";
  private final SealingKey seal = SealingKey.make();

  @BeforeAll
  void start() {
    Path policy = folder.resolve("access");
    Wiring.usher(Map.of()).init(policy);
    ConfigReader.Result config =
        ConfigReader.read(
            Map.of(
                Key.POLICY, policy.toString(),
                Key.DATA, folder.resolve("store").toString(),
                Key.LISTEN, "127.0.0.1:0",
                Key.PORT_FILE, folder.resolve("port").toString(),
                Key.PID_FILE, folder.resolve("pid").toString(),
                Key.SEAL_KEY, "env:SEAL",
                Key.CHECKPOINTS, folder.resolve("checkpoints").toString(),
                Key.POLICY_HOOK, "env:HOOK"),
            Optional.empty(),
            Map.of("USHER_ADMIN_TOKEN", FIRST, "SEAL", seal.pem(), "HOOK", HOOK));
    server =
        ServerWiring.start(
            config.config().orElseThrow(),
            Wiring.ushers(Map.of()),
            new EventLog(
                new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system()),
            Progress.silent(),
            new Opened());
  }

  @AfterAll
  void stopsAndLeavesNoNoticeAndAllIsSealed() throws Exception {
    server.close();
    assertThat(new FileSink(folder.resolve("checkpoints")).last())
        .hasValueSatisfying(last -> assertThat(seal.open().hasSigned(last)).isTrue());
    http.close();
    assertThat(folder.resolve("port")).doesNotExist();
    assertThat(folder.resolve("pid")).doesNotExist();
    assertThat(logged.toString(StandardCharsets.UTF_8))
        .contains("server-started")
        .doesNotContain(FIRST, admin, "ledger-not-sealed", "PRIVATE KEY");
  }

  @Test
  @Order(1)
  void saysWhereItIsAndThatItIsWell() throws Exception {
    assertThat(Files.readString(folder.resolve("port")))
        .isEqualTo(server.address().getPort() + "\n");
    assertThat(Files.readString(folder.resolve("pid")))
        .isEqualTo(ProcessHandle.current().pid() + "\n");
    assertThat(get("/healthz", "").statusCode()).isEqualTo(200);
    assertThat(get("/readyz", "").body()).contains("\"ready\": true");
  }

  @Test
  @Order(2)
  void theFirstAdministratorMakesTokensUntilThereIsANamedOne() throws Exception {
    try (ServerClient first = client(FIRST)) {
      first.post("/api/v1/tokens", wish("reader", "audit", "1h"));
      JsonNode made = first.post("/api/v1/tokens", wish("ann", "admin", "90d"));
      admin = made.path("token").asText();
      assertThat(admin).matches("usher_[0-9A-Za-z]{43}");
      assertThatThrownBy(() -> first.get("/api/v1/tokens"))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("unknown, expired or revoked");
    }
    // It stays dead when the named one has gone.
    try (ServerClient ann = client(admin)) {
      JsonNode second = ann.post("/api/v1/tokens", wish("bob", "admin", "90d"));
      ann.delete("/api/v1/tokens/" + second.path("id").asText());
      assertThat(get("/api/v1/tokens", second.path("token").asText()).statusCode()).isEqualTo(401);
    }
    assertThat(get("/api/v1/tokens", FIRST).statusCode()).isEqualTo(401);
  }

  @Test
  @Order(3)
  void whoMayNotIsToldSoInEachWay() throws Exception {
    assertThat(get("/api/v1/tokens", "").statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/tokens", "usher_" + "0".repeat(43)).statusCode()).isEqualTo(401);
    try (ServerClient ann = client(admin)) {
      JsonNode other = ann.post("/api/v1/tokens", wish("other", "operate", "1h"));
      String shown = other.path("token").asText();
      HttpResponse<String> refused = get("/api/v1/tokens", shown);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("\"missing\":\"admin\"");
      expire("other");
      assertThat(get("/metrics", shown).statusCode()).isEqualTo(401);
      String place = "/api/v1/tokens/" + other.path("id").asText();
      // Clocks go back: one that has expired can be revoked for good.
      ann.delete(place);
      assertThatThrownBy(() -> ann.delete(place))
          .hasMessageContaining("No token of that id is alive");
      // Its name is free again.
      ann.post("/api/v1/tokens", wish("other", "scim:okta", "1h"));
    }
  }

  @Test
  @Order(4)
  void whatIsNoWishForATokenIsRefused() {
    try (ServerClient ann = client(admin)) {
      refused(ann, wish("ann", "admin", "1h"), "A token of that name is alive");
      refused(ann, wish("Ann Smith", "admin", "1h"), "a token's name is of a-z");
      refused(ann, wish("x", "root", "1h"), "no such scope");
      refused(ann, wish("x", "audit", "366d"), "at most 365 days");
      refused(ann, wish("x", "audit", "soon"), "write a whole number and its unit");
      refused(ann, wish("x", "audit", "1h").put("scopes", "audit"), "scopes is a list");
      refused(ann, wish("x", "audit", "1h").put("owner", "bob"), "name, scopes and for");
    }
  }

  @Test
  @Order(5)
  void tokensAreListedWithoutWhatTheirBearersShow() {
    try (ServerClient ann = client(admin)) {
      JsonNode all = ann.get("/api/v1/tokens").path("tokens");
      assertThat(all.findValuesAsText("name")).contains("ann", "bob", "reader", "other");
      assertThat(all.toString()).doesNotContain("usher_");
      JsonNode own =
          all.valueStream().filter(one -> one.path("name").asText().equals("ann")).toList().get(0);
      assertThat(own.path("by").asText()).isEqualTo("the first administrator");
      assertThat(own.path("used").asText()).isNotEmpty();
    }
  }

  @Test
  @Order(6)
  void numbersAreForThoseWhoMayRead() throws Exception {
    assertThat(get("/metrics", "").statusCode()).isEqualTo(401);
    HttpResponse<String> numbers = get("/metrics", admin);
    assertThat(numbers.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    assertThat(numbers.body())
        .contains("usher_http_requests_seconds_count{method=\"GET\",route=\"/api/v1/tokens\"")
        .contains("status=\"403\"", "jvm_memory_used_bytes");
  }

  /** SCIM describes itself, at {@code /Schemas} and {@code /ResourceTypes}. */
  @Test
  @Order(6)
  void allThatItAnswersIsDescribedAndNothingElse() throws Exception {
    JsonNode document = JSON.readTree(get("/api/v1/openapi.json", "").body());
    List<String> described = new ArrayList<>();
    for (var path : document.path("paths").properties()) {
      JsonNode root = path.getValue().path("servers").path(0);
      if (root.isMissingNode()) root = document.path("servers").path(0);
      String base = root.path("url").asText();
      for (var operation : path.getValue().properties())
        if (!operation.getKey().equals("servers"))
          described.add(
              operation.getKey().toUpperCase(Locale.ROOT)
                  + " "
                  + (base.equals("/") ? "" : base)
                  + path.getKey());
    }
    assertThat(server.routes())
        .filteredOn(route -> !route.path().startsWith(ScimRoutes.BASE + "/"))
        .extracting(route -> route.method().text() + " " + route.path())
        .containsExactlyInAnyOrderElementsOf(described);
  }

  @Test
  @Order(7)
  void aBrokenPolicyLeavesTheLastGoodOneInForceAndSaysSo() throws Exception {
    JsonNode good = becomes("in-force");
    Path wrong = Files.writeString(folder.resolve("access/wrong.yaml"), "grants: nonsense\n");
    JsonNode broken = becomes("broken");
    assertThat(broken.at("/inForce/revision")).isEqualTo(good.at("/inForce/revision"));
    assertThat(broken.at("/diagnostics/0/at").toString()).contains("wrong.yaml");
    assertThat(get("/readyz", "").statusCode()).isEqualTo(200);
    until("it is told", () -> logged.toString(StandardCharsets.UTF_8).contains("policy-broken"));
    Files.delete(wrong);
    becomes("in-force");
  }

  @Test
  @Order(8)
  void aGuardThatFallsWaitsForAnAdministratorsYes() throws Exception {
    Path roles = folder.resolve("access/roles.yaml");
    String text = Files.readString(roles);
    Files.writeString(roles, text.replaceAll("(?ms)^never:.*?(?=^\\S)", ""));
    JsonNode held = becomes("held");
    assertThat(held.at("/why/0").asText()).startsWith("never ").contains("is gone or narrower");
    try (ServerClient ann = client(admin)) {
      ObjectNode yes = JsonNodeFactory.instance.objectNode().put("fingerprint", "another");
      assertThatThrownBy(() -> ann.post("/api/v1/policy/head/accept", yes))
          .hasMessageContaining("something else waits");
      yes.put("fingerprint", held.path("fingerprint").asText());
      JsonNode done = ann.post("/api/v1/policy/head/accept", yes);
      assertThat(done.path("head").asText()).isEqualTo("in-force");
      assertThat(done.at("/inForce/acceptedBy").asText()).isEqualTo("token:ann");
    }
  }

  /** Its host says that somebody pushed, and what stands there is looked at. */
  private JsonNode becomes(String wanted) throws Exception {
    HttpRequest pushed =
        HttpRequest.newBuilder(URI.create(server.address() + "/hooks/policy"))
            .header("X-Gitlab-Token", HOOK)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(http.send(pushed, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
    try (ServerClient ann = client(admin)) {
      JsonNode head = ann.get("/api/v1/policy/head");
      for (int i = 0; i < 5_000 && !head.path("head").asText().equals(wanted); i++)
        head = ann.get("/api/v1/policy/head");
      assertThat(head.path("head").asText()).as(head.toString()).isEqualTo(wanted);
      return head;
    }
  }

  private static ObjectNode wish(String name, String scope, String length) {
    ObjectNode wish = JsonNodeFactory.instance.objectNode().put("name", name).put("for", length);
    wish.putArray("scopes").add(scope);
    return wish;
  }

  private static void refused(ServerClient client, JsonNode wish, String why) {
    assertThatThrownBy(() -> client.post("/api/v1/tokens", wish))
        .isInstanceOf(Refused.class)
        .hasMessageContaining(why);
  }

  private ServerClient client(String token) {
    return new ServerClient(
        ServerAddress.of(Optional.of(server.address().toString()), Map.of()), Optional.of(token));
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path));
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static void expire(String name) throws Exception {
    TestStore.asOwner(
        folder.resolve("store"),
        "update usher_store.token set created = created - interval '2h',"
            + " expires = expires - interval '2h' where name = '"
            + name
            + "'");
  }
}
