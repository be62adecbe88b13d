package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.Wiring;
import dev.usher.engine.Progress;
import dev.usher.server.log.EventLog;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: a directory speaks SCIM to a whole server, and a database answers. */
@Timeout(300)
class JoinersTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final Database shop = Postgres.newest().database();
  private final String admin = "usher_admin_" + shop.tag();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private RunningServer server;
  private String okta = "";

  @BeforeEach
  void start() throws Exception {
    Orders.in(shop, admin);
    write("");
    ConfigReader.Result config =
        ConfigReader.read(
            Map.of(
                Key.POLICY, folder.resolve("access").toString(),
                Key.DATA, folder.resolve("store").toString(),
                Key.LISTEN, "127.0.0.1:0"),
            Optional.empty(),
            Map.of("USHER_ADMIN_TOKEN", FIRST));
    server =
        ServerWiring.start(
            config.config().orElseThrow(),
            Wiring.ushers(Map.of("SHOP", admin + ":of the admin")),
            new EventLog(
                new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system()),
            Progress.silent(),
            new Opened());
    okta =
        send(FIRST, "POST", "/api/v1/tokens", "{'name':'okta','for':'1h','scopes':['scim:okta']}")
            .text();
    okta = JSON.readTree(okta).path("token").asText();
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
    shop.close();
  }

  private void write(String more) throws IOException {
    Files.createDirectories(folder.resolve("access"));
    Files.writeString(
        folder.resolve("access/policy.yaml"),
        """
        environments: { prod: {} }
        directories: { okta: { type: scim, attributes: { region: "addresses.region" } } }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "%s", admin: "env:SHOP", account: "%s_{name}" } }
            schemas: [public]
        teams:
          nurses: { group: "okta:Nurses" }
          doctors: { group: "okta:Doctors" }
          chiefs: { group: "okta:Chiefs" }
        usher: { auditors: [team:chiefs] }
        roles:
          reader: { can: [ { do: read, on: shop-db/public/orders } ] }
          writer: { can: [ { do: [read, write], on: shop-db/public/orders } ] }
        grants:
          - { to: "team:nurses", role: reader, in: prod }
          - { to: "team:doctors", role: writer, in: prod }
          - { to: "team:chiefs", role: reader, in: prod }
        """
                .formatted(shop.url(), shop.tag())
            + more);
  }

  private record Answer(int status, String text) {
    JsonNode json() throws IOException {
      return JSON.readTree(text);
    }
  }

  private Answer send(String token, String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Authorization", "Bearer " + token)
            .header(
                "Content-Type",
                path.startsWith("/scim") ? "application/scim+json" : "application/json")
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  private String made(String path, String body) throws Exception {
    Answer answer = send(okta, "POST", "/scim/v2" + path, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  private void patch(String path, String operations) throws Exception {
    Answer answer =
        send(
            okta,
            "PATCH",
            "/scim/v2" + path,
            "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':["
                + operations
                + "]}");
    assertThat(answer.status()).as(answer.text()).isIn(200, 204);
  }

  private boolean can(String who, String action) {
    String account = shop.tag() + "_" + who;
    return !shop.rows("select 1 from pg_roles where rolname = '" + account + "'").isEmpty()
        && shop.rows("select has_table_privilege('" + account + "', 'orders', '" + action + "')")
            .equals(List.of(List.of("t")));
  }

  @Test
  void a_directory_speaks_and_a_database_answers() throws Exception {
    String nurses = made("/Groups", "{'displayName':'Nurses'}");
    String doctors = made("/Groups", "{'displayName':'Doctors'}");
    String ada =
        made("/Users", "{'userName':'ada@acme.example','active':true,'displayName':'Ada'}");
    assertThat(can("ada", "SELECT")).as("in no group").isFalse();
    patch("/Groups/" + nurses, "{'op':'Add','path':'members','value':[{'value':'" + ada + "'}]}");
    until("ada is in", () -> can("ada", "SELECT"));
    assertThat(can("ada", "INSERT")).isFalse();

    patch("/Groups/" + doctors, "{'op':'add','path':'members','value':[{'value':'" + ada + "'}]}");
    patch(
        "/Groups/" + nurses, "{'op':'Remove','path':'members','value':[{'value':'" + ada + "'}]}");
    until("ada moved", () -> can("ada", "INSERT"));

    try (Connection session = shop.connectAs(shop.tag() + "_ada")) {
      patch("/Users/" + ada, "{'op':'replace','value':{'active':'False'}}");
      until("the session ended", () -> !isValid(session));
    }
    until("ada is gone", () -> roles("ada").isEmpty());

    patch("/Users/" + ada, "{'op':'replace','path':'active','value':true}");
    until("ada is back as before", () -> can("ada", "INSERT"));
    assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain("of the admin", okta, FIRST);
  }

  @Test
  void who_comes_where_it_is_no_small_thing_waits_and_nobody_else_does() throws Exception {
    String eve = made("/Users", "{'userName':'eve@acme.example','active':true}");
    String zoe = made("/Users", "{'userName':'zoe@acme.example','active':true}");
    made("/Groups", "{'displayName':'Chiefs','members':[{'value':'" + eve + "'}]}");
    made("/Groups", "{'displayName':'Nurses','members':[{'value':'" + zoe + "'}]}");
    until("zoe is in", () -> can("zoe", "SELECT"));
    assertThat(can("eve", "SELECT")).isFalse();
    String named =
        send(FIRST, "POST", "/api/v1/tokens", "{'name':'ann','for':'1h','scopes':['admin']}")
            .json()
            .path("token")
            .asText();
    Answer waiting = send(named, "GET", "/api/v1/directories/okta/joining", "");
    assertThat(waiting.json().at("/joining/0/member").asText()).isEqualTo("eve");
    until(
        "a yes is wanted",
        () -> logged.toString(StandardCharsets.UTF_8).contains("\"event\":\"approval-wanted\""));
    assertThat(send(named, "GET", "/metrics", "").text())
        .contains("usher_joinings_waiting{directory=\"okta\"} 1.0", "usher_approvals_open 0.0");
    String yes = "{'group':'Chiefs','member':'eve'}";
    assertThat(send(named, "POST", "/api/v1/directories/okta/admit", yes).status()).isEqualTo(200);
    until("eve is in", () -> can("eve", "SELECT"));
    // Of whom there is none there is no line; nor of what could not be looked up, which is logged.
    assertThat(send(named, "GET", "/metrics", "").text())
        .doesNotContain("usher_joinings_waiting{")
        .contains("usher_approvals_open 0.0");
    assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain("gauge-unknown");
  }

  private List<List<String>> roles(String who) {
    return shop.rows("select 1 from pg_roles where rolname = '" + shop.tag() + "_" + who + "'");
  }

  private static boolean isValid(Connection session) {
    try {
      return session.isValid(5);
    } catch (SQLException ended) {
      return false;
    }
  }

  /** A policy that is written anew comes into force by itself; a broken one does not. */
  @Test
  void a_policy_that_changes_is_followed() throws Exception {
    String nurses = made("/Groups", "{'displayName':'Nurses'}");
    String bo = made("/Users", "{'userName':'bo','active':true}");
    patch("/Groups/" + nurses, "{'op':'add','path':'members','value':[{'value':'" + bo + "'}]}");
    until("bo is in", () -> can("bo", "SELECT"));
    write("  - { to: \"team:nurses\", role: writer, in: prod }\n");
    until("bo writes", () -> can("bo", "INSERT"));
    write("  - { to: \"team:nobody\", role: writer, in: prod }\n");
    until(
        "it is told that it is broken",
        () -> logged.toString(StandardCharsets.UTF_8).contains("policy-broken"));
    assertThat(can("bo", "INSERT")).as("the last good one is in force").isTrue();
  }
}
