package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies that are sent, read and compared; the one in force has alice and bob as guards. */
@ExtendWith(Served.class)
class DraftTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ApiServer server;
  private String now = "";

  DraftTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() throws IOException {
    server.anew();
    server.filled();
    now = Files.readString(server.policy.resolve("policy.yaml"));
  }

  private static ObjectNode files(Map<String, String> files) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode texts = body.putObject("files");
    files.forEach(texts::put);
    return body;
  }

  private HttpResponse<String> validate(Map<String, String> files) {
    return server.post("operate", "/validate", files(files).toString());
  }

  private static JsonNode good(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
    return JSON.readTree(answer.body());
  }

  private static void isProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"" + code + "\"");
  }

  @Test
  void allErrorsAreToldAtOnceByTheNamesThatWereSent() throws IOException {
    HttpResponse<String> answer =
        validate(
            Map.of("policy.yaml", now, "more/wrong.yaml", "people: { dora: {} }\ngrantz: 1\n"));
    JsonNode report = good(answer);
    assertThat(report.at("/diagnostics/0/at/file").asText()).isEqualTo("more/wrong.yaml");
    assertThat(report.at("/diagnostics/0/at/line").asInt()).isEqualTo(2);
    assertThat(answer.body()).doesNotContain("/drafts", ".half-", "/tmp");
    assertThat(report.has("digest")).isFalse();
  }

  @Test
  void aGoodOneHasADigestAndChangesNothing() throws IOException {
    String before = server.get("audit", "/policy").body();
    JsonNode report = good(validate(Map.of("policy.yaml", now + "services: { robot: {} }\n")));
    assertThat(report.path("digest").asText()).isNotEmpty();
    assertThat(report.at("/counts/services").asInt()).isEqualTo(1);
    assertThat(server.get("audit", "/policy").body()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../policy.yaml",
        "a/../../policy.yaml",
        "/etc/policy.yaml",
        "a//policy.yaml",
        "a\\\\policy.yaml",
        "a\\u0000.yaml",
        "a\\ud800.yaml",
        ".git/policy.yaml",
        ".hidden.yaml",
        "policy.yaml/more.yaml",
        "policy.txt",
        "policy.yaml.exe",
        ""
      })
  void onlyNamesOfAPolicysFilesAreTaken(String name) {
    String body =
        "{\"files\": {\"policy.yaml\": \"people: {}\", \"%s\": \"people: {}\"}}".formatted(name);
    isProblem(server.post("operate", "/validate", body), 400, "bad-request");
  }

  @Test
  void aNameThatNoFileSystemTakesIsABadRequest() {
    isProblem(validate(Map.of("a".repeat(300) + ".yaml", now)), 400, "bad-request");
    isProblem(validate(Map.of("\u8a9e".repeat(90) + ".yaml", now)), 400, "bad-request");
    isProblem(validate(Map.of("a/".repeat(1_000) + "b.yaml", now)), 400, "bad-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"files\": {}}",
        "{\"files\": []}",
        "{\"files\": {\"policy.yaml\": 1}}",
        "{\"files\": {\"policy.yaml\": \"\"}, \"policy\": 1}"
      })
  void whatIsNoPolicyIsABadRequest(String body) {
    isProblem(server.post("operate", "/validate", body), 400, "bad-request");
    isProblem(server.post("operate", "/access-diff", body), 400, "bad-request");
  }

  @Test
  void whoMayPlanMaySendOneAndNobodyElse() {
    for (String path : new String[] {"/validate", "/access-diff"})
      isProblem(
          server.post("audit", path, files(Map.of("policy.yaml", now)).toString()),
          403,
          "forbidden");
  }

  @Test
  void whatItWouldChangeIsToldAgainstTheOneInForce() throws IOException {
    String less = now.replace("to: [alice, bob]", "to: [alice, carol]");
    assertThat(less).isNotEqualTo(now);
    JsonNode report =
        good(server.post("operate", "/access-diff", files(Map.of("policy.yaml", less)).toString()));
    assertThat(report.path("from").asText()).isEqualTo("r1");
    assertThat(report.path("to").asText()).isEqualTo("sent");
    assertThat(report.at("/summary/gain/people").asInt()).isEqualTo(1);
    assertThat(report.at("/summary/lose/people").asInt()).isEqualTo(1);
    assertThat(report.path("places").findValuesAsText("target")).contains("day/ash", "night/elm");
  }

  @Test
  void itIsWrittenForPeopleWhereThatIsAsked() {
    String body = files(Map.of("policy.yaml", now)).toString();
    HttpResponse<String> said = server.post("operate", "/access-diff?format=markdown", body);
    assertThat(said.body()).isEqualTo("from r1\n");
    assertThat(said.headers().firstValue("content-type").orElse("")).isEqualTo("text/markdown");
    HttpResponse<String> accepted =
        server.post("operate", "/access-diff", body, "Accept", "text/markdown");
    assertThat(accepted.body()).isEqualTo("from r1\n");
    isProblem(server.post("operate", "/access-diff?format=pdf", body), 400, "bad-request");
    isProblem(server.post("operate", "/access-diff?as=json", body), 400, "bad-request");
  }

  @Test
  void anErrorInOneOfThemIsJsonWhateverWasAsked() throws IOException {
    String body = files(Map.of("wrong.yaml", "grants: 1\n")).toString();
    JsonNode report = good(server.post("operate", "/access-diff?format=markdown", body));
    assertThat(report.at("/diagnostics/0/at/file").asText()).isEqualTo("wrong.yaml");
    assertThat(report.path("places")).isEmpty();
  }

  @Test
  void whatWasInForceIsComparedByTimes() throws IOException {
    String then = "2026-11-29T08:00:30Z";
    JsonNode same = good(server.post("operate", "/access-diff", "{\"from\": \"" + then + "\"}"));
    assertThat(same.path("from").asText()).isEqualTo("r1");
    assertThat(same.path("to").asText()).isEqualTo("r1");
    assertThat(same.path("places")).isEmpty();
    good(
        server.post(
            "operate", "/access-diff", "{\"from\": \"%s\", \"to\": \"%s\"}".formatted(then, then)));
    isProblem(
        server.post("operate", "/access-diff", "{\"from\": \"2001-01-01T00:00:00Z\"}"),
        409,
        "refused");
    isProblem(
        server.post("operate", "/access-diff", "{\"from\": \"yesterday\"}"), 400, "bad-request");
    isProblem(
        server.post(
            "operate",
            "/access-diff",
            files(Map.of("policy.yaml", now)).put("to", then).toString()),
        400,
        "bad-request");
  }

  @Test
  void withoutOneInForceThereIsNothingToCompareWith() {
    server.database.run("truncate policy_revision cascade");
    isProblem(
        server.post("operate", "/access-diff", files(Map.of("policy.yaml", now)).toString()),
        503,
        "no-policy-in-force");
  }

  @Test
  void whoFindsNoTurnIsToldToComeAgain() throws InterruptedException {
    server.turns.acquire();
    try {
      HttpResponse<String> busy = validate(Map.of("policy.yaml", now));
      isProblem(busy, 503, "busy");
      assertThat(busy.headers().firstValue("retry-after")).contains("5");
    } finally {
      server.turns.release();
    }
    assertThat(validate(Map.of("policy.yaml", now)).statusCode()).isEqualTo(200);
  }
}
