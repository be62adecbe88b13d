package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.Wiring;
import dev.usher.core.ledger.Chain;
import dev.usher.engine.Progress;
import dev.usher.server.log.EventLog;
import dev.usher.store.embedded.EmbeddedStore;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's own database is gone for a while: for so long as {@code -Dusher.away=60} says. */
@Timeout(240)
class StoreAwayTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("usher.away", 4));

  @TempDir Path folder;
  private final Database shop = Postgres.newest().database();
  private final String admin = "usher_admin_" + shop.tag();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private EmbeddedStore store;
  private RunningServer server;
  private String okta = "";

  @BeforeEach
  void start() throws Exception {
    Orders.in(shop, admin);
    Files.createDirectories(folder.resolve("access"));
    Files.writeString(
        folder.resolve("access/policy.yaml"),
        """
        environments: { prod: {} }
        directories: { okta: { type: scim } }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "%s", admin: "env:SHOP", account: "%s_{name}" } }
            schemas: [public]
        teams: { nurses: { group: "okta:Nurses" } }
        roles: { reader: { can: [ { do: read, on: shop-db/public/orders } ] } }
        grants: [ { to: "team:nurses", role: reader, in: prod } ]
        """
            .formatted(shop.url(), shop.tag()));
    store = EmbeddedStore.start(folder.resolve("store"), new SecureRandom());
    ConfigReader.Result config =
        ConfigReader.read(
            Map.of(
                Key.POLICY, folder.resolve("access").toString(),
                Key.STORE, store.running().url(),
                Key.STORE_ADMIN, "env:ADMIN",
                Key.STORE_LOGIN, "env:LOGIN",
                Key.LISTEN, "127.0.0.1:0"),
            Optional.empty(),
            Map.of(
                "USHER_ADMIN_TOKEN", FIRST,
                "ADMIN", store.migrating().user() + ":" + new String(store.migrating().password()),
                "LOGIN", store.running().user() + ":" + new String(store.running().password())));
    server =
        ServerWiring.start(
            config.config().orElseThrow(),
            Wiring.ushers(Map.of("SHOP", admin + ":of the admin")),
            new EventLog(
                new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system()),
            Progress.silent(),
            new Opened());
    okta =
        json(send(
                FIRST,
                "POST",
                "/api/v1/tokens",
                "{'name':'okta','for':'1h','scopes':['scim:okta']}"))
            .path("token")
            .asText();
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
    http.close();
    shop.close();
  }

  @Test
  void what_was_said_is_done_when_it_is_back_and_what_is_said_meanwhile_is_not_taken_lightly()
      throws Exception {
    String nurses = id("/Groups", "{'displayName':'Nurses'}");
    String ada = id("/Users", "{'userName':'ada@acme.example','active':true}");
    String bo = id("/Users", "{'userName':'bo@acme.example','active':true}");
    join(nurses, ada);
    until("ada is in", () -> reads("ada"));

    join(nurses, bo);
    store.close();
    assertThat(send("", "GET", "/healthz", "").statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<String>> meanwhile =
        CompletableFuture.supplyAsync(() -> sent("PATCH", "/scim/v2/Users/" + ada, leaves()));
    CompletableFuture<HttpResponse<String>> asked =
        CompletableFuture.supplyAsync(() -> sent("GET", "/scim/v2/Users/" + ada, ""));
    HttpResponse<String> ready = send("", "GET", "/readyz", "");
    assertThat(ready.statusCode()).as(ready.body()).isEqualTo(503);
    assertThat(ready.body()).contains("store");
    Thread.sleep(AWAY);
    store = EmbeddedStore.start(folder.resolve("store"), new SecureRandom());

    for (HttpResponse<String> answer : List.of(meanwhile.get(), asked.get())) {
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204, 503);
      if (answer.statusCode() == 503)
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
    // As a directory does who was told to come again.
    until(
        "it is taken again",
        () -> sent("PATCH", "/scim/v2/Users/" + ada, leaves()).statusCode() < 300);
    until("what was said before is done", () -> reads("bo"));
    until("and what was said then", () -> !is("ada"));
    until("it is well", () -> sent("GET", "/readyz", "").statusCode() == 200);
    PostgresLedger ledger =
        new PostgresLedger(
            Jdbi.create(
                store.running().url() + "?currentSchema=usher_store",
                store.running().user(),
                new String(store.running().password())));
    assertThat(Chain.problems(ledger.read().entries())).isEmpty();
    assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain("of the admin", okta, FIRST);
  }

  private static String leaves() {
    return "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':["
        + "{'op':'replace','path':'active','value':false}]}";
  }

  private void join(String group, String who) throws Exception {
    HttpResponse<String> answer =
        send(
            okta,
            "PATCH",
            "/scim/v2/Groups/" + group,
            "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':["
                + "{'op':'add','path':'members','value':[{'value':'"
                + who
                + "'}]}]}");
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
  }

  private String id(String path, String body) throws Exception {
    HttpResponse<String> answer = send(okta, "POST", "/scim/v2" + path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer).path("id").asText();
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new JsonMapper().readTree(answer.body());
  }

  private HttpResponse<String> sent(String method, String path, String body) {
    try {
      return send(okta, method, path, body);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header(
                "Content-Type",
                path.startsWith("/scim") ? "application/scim+json" : "application/json")
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')));
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private boolean is(String who) {
    return !shop.rows("select 1 from pg_roles where rolname = '" + shop.tag() + "_" + who + "'")
        .isEmpty();
  }

  private boolean reads(String who) {
    return is(who)
        && shop.rows(
                "select has_table_privilege('%s_%s', 'orders', 'SELECT')"
                    .formatted(shop.tag(), who))
            .equals(List.of(List.of("t")));
  }
}
