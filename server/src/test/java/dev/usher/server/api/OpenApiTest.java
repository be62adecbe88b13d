package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.usher.engine.json.Json;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.FilterReport;
import dev.usher.engine.report.IssueReport;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description and what is described, held against each other both ways. */
@ExtendWith(Served.class)
class OpenApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ApiServer server;

  OpenApiTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  private JsonNode document() throws Exception {
    return JSON.readTree(server.get("", "/openapi.json").body());
  }

  private static String right(Route route) {
    return switch (route.right()) {
      case Right.Open _ -> "";
      case Right.Known _ -> "";
      case Right.Scoped scoped -> scoped.scope().name();
      case Right.About about -> about.scope().name();
      case Right.Own own -> own.scope().name();
      case Right.Checking _ -> "check";
      case Right.Directory _ -> "scim";
    };
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() throws Exception {
    Map<String, String> routes = new TreeMap<>();
    for (Route route : server.routes)
      routes.put(route.method().text() + " " + route.path(), right(route));
    Map<String, String> described = new TreeMap<>();
    JsonNode document = document();
    assertThat(document.path("openapi").asText()).startsWith("3.1");
    for (var path : document.path("paths").properties())
      for (var operation : path.getValue().properties())
        if (!operation.getKey().equals("servers"))
          described.put(
              operation.getKey().toUpperCase(java.util.Locale.ROOT)
                  + " "
                  + root(document, path.getValue())
                  + path.getKey(),
              operation.getValue().path("security").findPath("token").path(0).asText());
    assertThat(described).isEqualTo(routes);
  }

  /** Of what lies beside the API the description says so by itself. */
  private static String root(JsonNode document, JsonNode path) {
    JsonNode servers = path.has("servers") ? path.path("servers") : document.path("servers");
    String root = servers.path(0).path("url").asText();
    return root.equals("/") ? "" : root;
  }

  @Test
  void everyParameterInAPathIsDescribedAndNoNameIsThereTwice() throws Exception {
    Set<String> ids = new TreeSet<>();
    for (var path : document().path("paths").properties())
      for (JsonNode operation : path.getValue()) {
        if (operation.isArray()) continue;
        assertThat(ids.add(operation.path("operationId").asText())).isTrue();
        for (JsonNode parameter : operation.path("parameters"))
          if (parameter.path("in").asText().equals("path"))
            assertThat(path.getKey()).contains("{" + parameter.path("name").asText() + "}");
        assertThat(path.getKey().chars().filter(one -> one == '{').count())
            .isEqualTo(
                operation.path("parameters").findValuesAsText("in").stream()
                    .filter("path"::equals)
                    .count());
      }
  }

  /** With every key described, though clients are told that new ones may come. */
  private Schema schema(JsonNode document, String path, String method, String status)
      throws Exception {
    JsonNode answer = document.at("/paths").path(path).path(method).path("responses").path(status);
    if (answer.has("$ref")) answer = document.at(answer.path("$ref").asText().substring(1));
    JsonNode of = answer.path("content").path(0);
    for (JsonNode content : answer.path("content")) of = content.path("schema");
    ObjectNode closed = JSON.createObjectNode();
    closed.setAll((ObjectNode) of);
    closed.set("components", document.path("components"));
    for (JsonNode one : closed.findParents("properties"))
      if (one instanceof ObjectNode object && object.path("type").asText().equals("object"))
        object.put("additionalProperties", false);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(JSON.writeValueAsString(closed));
  }

  private static List<String> errors(Schema schema, String body) {
    return schema.validate(body, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  /** The systems that are served here have no rows. */
  @Test
  void aFilterOfEachKindIsAsDescribed() throws Exception {
    Schema schema = schema(document(), "/filter", "get", "200");
    for (FilterReport.Rows rows :
        List.of(
            new FilterReport.Every(),
            new FilterReport.None("nearest: select by role support"),
            new FilterReport.Some(
                "c = ?",
                List.of(
                    new FilterReport.Parameter("int8[]", List.of(1L, "9007199254740993")),
                    new FilterReport.Parameter("float8", 0.5))))) {
      FilterReport report =
          new FilterReport(
              List.of(),
              "alice",
              "select",
              "prod/shop-db/public/orders",
              List.of("id"),
              Optional.of(Instant.EPOCH),
              Optional.of(rows));
      assertThat(errors(schema, Json.of(report))).isEmpty();
    }
  }

  /** The systems that are served here have no passwords. */
  @Test
  void aPasswordIsAsDescribed() throws Exception {
    Schema schema = schema(document(), "/subjects/{name}/issue", "post", "200");
    for (Optional<String> secret : List.of(Optional.of("a secret"), Optional.<String>empty())) {
      IssueReport report =
          new IssueReport(
              List.of(),
              "alice",
              "prod/shop-db",
              "alice",
              "jdbc:postgresql://localhost/shop",
              secret,
              Optional.of(Instant.EPOCH),
              true,
              List.of(new Failure("prod/shop-db", "locked", "somebody is writing there")));
      assertThat(errors(schema, Json.of(report))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/policy, /policy",
    "/policy/head, /policy/head",
    "/healthz, /../../healthz",
    "/readyz, /../../readyz",
    "/can, /can?subject=alice&action=enter&on=day/ash/hall&live=true",
    "/can, /can?subject=bob&action=enter&on=day/ash/hall",
    "/can, /can?subject=nobody&action=enter&on=day/ash/hall",
    "/who-can, /who-can?action=enter&on=day/ash/hall&live=true",
    "/filter, /filter?subject=alice&action=enter&on=day/ash/hall",
    "/access/{subject}, /access/alice?live=true",
    "/drift, /drift",
    "/ledger, /ledger?limit=1",
    "/decision-log, /decision-log?limit=2",
    "/open, /open",
    "/directories/{name}/held, /directories/okta/held",
    "/directories/{name}/joining, /directories/okta/joining",
    "/history, /history?about=alice",
    "/then/who-can, /then/who-can?action=enter&on=day/ash/hall&at=2026-11-29T08:02:00Z",
    "/then/access/{subject}, /then/access/bob?at=2026-11-29T08:02:00Z",
    "/diff, /diff?from=2026-11-29T08:00:30Z&to=2026-11-29T08:02:00Z",
    "/realms, /realms",
    "/schedule, /schedule",
    "/approvals, /approvals",
    "/orphans, /orphans",
    "/tokens, /tokens",
    "/past, /past",
    "/me, /me",
    "/login, /login",
    "/identities, /identities",
    "/secrets, /secrets",
    "/secrets/{name}, /secrets/hook",
    "/subscriptions, /subscriptions",
    "/subscriptions/{name}, /subscriptions/pager",
    "/subscriptions/{name}/dead-letters, /subscriptions/pager/dead-letters",
    "/openapi.json, /openapi.json",
  })
  void whatIsReadIsAsDescribed(String path, String asked) throws Exception {
    server.filled();
    JsonNode document = document();
    Schema schema = schema(document, path, "get", "200");
    var answer = server.get("admin", asked);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(errors(schema, answer.body())).as(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/plan | /plan | {}",
        "/verify | /verify | {}",
        "/ledger/verify | /ledger/verify | {}",
        "/directories/{name}/release | /directories/okta/release | {}",
        "/names/{name}/free | /names/ada/free | {}",
        "/approvals/{id} | /approvals/a1b2 | {\"verdict\": \"yes\"}",
        "/past/recover | /past/recover | {}",
        "/subjects/{name}/suspend | /subjects/alice/suspend | {\"dryRun\": true}",
        "/subjects/{name}/suspend | /subjects/alice/suspend | {}",
        "/subjects/{name}/resume | /subjects/alice/resume | {}",
        "/subjects/{name}/offboard | /subjects/alice/offboard | {}",
        "/subjects/{name}/suspend | /subjects/alice/suspend | {\"on\": \"2999-01-01\"}",
        "/subjects/{name}/resume | /subjects/alice/resume | {\"on\": \"2999-01-01\"}",
        "/subjects/{name}/offboard | /subjects/alice/offboard | {\"on\": \"2999-01-01\", \"successor\": \"bob\"}",
      })
  void whatIsDoneIsAsDescribed(String path, String asked, String body) throws Exception {
    server.filled();
    Schema schema = schema(document(), path, "post", "200");
    var answer = server.post("admin", asked, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(errors(schema, answer.body())).as(answer.body()).isEmpty();
  }

  @Test
  void anApplyIsAsDescribed() throws Exception {
    JsonNode document = document();
    String plan = server.post("admin", "/plan", "{}").body();
    server.ash.faults().refuseAfter(2);
    var answer = server.post("admin", "/apply", plan);
    assertThat(answer.body()).contains("not-done");
    assertThat(errors(schema(document, "/apply", "post", "200"), answer.body())).isEmpty();
    var again = server.post("admin", "/apply", "{\"digest\": \"x\"}");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(errors(schema(document, "/apply", "post", "409"), again.body())).isEmpty();
  }

  /** With a token's own text, which is told this once. */
  @Test
  void aTokenThatIsMadeIsAsDescribed() throws Exception {
    var made =
        server.post(
            "admin", "/tokens", "{\"name\": \"ci\", \"scopes\": [\"audit\"], \"for\": \"1h\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(errors(schema(document(), "/tokens", "post", "201"), made.body())).isEmpty();
    assertThat(JSON.readTree(made.body()).path("token").asText()).startsWith("usher_");
  }

  @Test
  void aSubscriptionThatIsMadeIsAsDescribed() throws Exception {
    var made =
        server.post(
            "admin",
            "/subscriptions",
            """
            {"name": "chat", "kinds": ["access.changed"], "environments": ["day"], "channel":
              {"kind": "webhook", "address": "http://127.0.0.1:1/in", "secret": "env:HOOK"}}
            """);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(errors(schema(document(), "/subscriptions", "post", "201"), made.body())).isEmpty();
  }

  @Test
  void whatIsSentToBeReadIsAnsweredAsDescribed() throws Exception {
    server.filled();
    String text = Files.readString(server.policy.resolve("policy.yaml"));
    String wrong = "{\"files\": {\"policy.yaml\": \"grants: 1\"}}";
    ObjectNode good = JSON.createObjectNode();
    good.putObject("files").put("policy.yaml", text.replace("to: [alice, bob]", "to: [carol]"));
    for (String path : List.of("/validate", "/access-diff"))
      for (String body : List.of(wrong, good.toString())) {
        var answer = server.post("admin", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(errors(schema(document(), path, "post", "200"), answer.body()))
            .as(answer.body())
            .isEmpty();
      }
  }

  @Test
  void whoIsLetInIsToldAsDescribed() throws Exception {
    server.joins("ada", "Nurses");
    var admitted =
        server.post(
            "admin", "/directories/okta/admit", "{\"group\": \"Nurses\", \"member\": \"ada\"}");
    assertThat(admitted.statusCode()).as(admitted.body()).isEqualTo(200);
    assertThat(
            errors(schema(document(), "/directories/{name}/admit", "post", "200"), admitted.body()))
        .isEmpty();
  }

  /** A policy that waits, a yes to another one, and the yes. */
  @Test
  void aYesToAPolicyIsAsDescribed() throws Exception {
    String path = "/policy/head/accept";
    String wrong = "{\"fingerprint\": \"another\"}";
    Path never = server.policy.resolve("never.yaml");
    Files.writeString(
        never, "never: [{ who: carol, can: enter, on: \"day/ash/hall\", why: Gold }]\n");
    Schema refused = schema(document(), path, "post", "409");
    var none = server.post("admin", path, wrong);
    assertThat(none.statusCode()).as(none.body()).isEqualTo(409);
    assertThat(errors(refused, none.body())).isEmpty();
    assertThat(none.body()).contains("nothing waits for a yes");
    Files.delete(never);
    var other = server.post("admin", path, wrong);
    assertThat(other.statusCode()).as(other.body()).isEqualTo(409);
    assertThat(other.body()).contains("something else waits");
    String head = server.get("admin", "/policy/head").body();
    assertThat(errors(schema(document(), "/policy/head", "get", "200"), head)).isEmpty();
    String fingerprint = JSON.readTree(head).path("fingerprint").asText();
    var yes = server.post("admin", path, "{\"fingerprint\": \"" + fingerprint + "\"}");
    assertThat(yes.statusCode()).as(yes.body()).isEqualTo(200);
    assertThat(errors(schema(document(), path, "post", "200"), yes.body()))
        .as(yes.body())
        .isEmpty();
    assertThat(JSON.readTree(yes.body()).at("/inForce/acceptedBy").asText())
        .isEqualTo("token:admin");
  }

  /** Or the test above could not fail. */
  @Test
  void whatIsNotAsDescribedIsFound() throws Exception {
    Schema schema = schema(document(), "/orphans", "get", "200");
    assertThat(errors(schema, "{\"diagnostics\":[],\"orphans\":[]}")).isNotEmpty();
    assertThat(errors(schema, "{\"diagnostics\":[],\"orphans\":[],\"failures\":[],\"x\":1}"))
        .isNotEmpty();
    assertThat(errors(schema, "{\"diagnostics\":[],\"orphans\":[{}],\"failures\":[]}"))
        .isNotEmpty();
  }

  @Test
  void aProblemIsAsDescribed() throws Exception {
    JsonNode document = document();
    for (var answer :
        List.of(
            server.get("", "/policy"),
            server.get("check", "/policy"),
            server.get("audit", "/policy?x=1"))) {
      Schema schema = schema(document, "/policy", "get", String.valueOf(answer.statusCode()));
      assertThat(errors(schema, answer.body())).as(answer.body()).isEmpty();
    }
  }
}
