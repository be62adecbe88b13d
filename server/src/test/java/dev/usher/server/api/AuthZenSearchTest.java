package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.model.Hold;
import dev.usher.engine.follow.InForce.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches as the standard words them (AuthZEN Authorization API 1.0, section 8). */
@ExtendWith(Served.class)
class AuthZenSearchTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SEARCH = "/../../access/v1/search/";
  private static final String SUBJECTS =
      """
      {"subject":{"type":"user"},"action":{"name":"enter"},
       "resource":{"type":"door","id":"day/ash/hall"}}""";
  private static final String RESOURCES =
      """
      {"subject":{"type":"user","id":"alice"},"action":{"name":"enter"},
       "resource":{"type":"door"}}""";
  private static final String ACTIONS =
      """
      {"subject":{"type":"user","id":"alice"},
       "resource":{"type":"door","id":"day/ash/hall"}}""";

  private final ApiServer server;

  AuthZenSearchTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  private JsonNode found(String what, String body) throws Exception {
    var answer = server.post("check", SEARCH + what, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    JsonNode found = JSON.readTree(answer.body());
    assertThat(found.fieldNames()).toIterable().containsExactly("page", "context", "results");
    assertThat(found.at("/page/count").intValue()).isEqualTo(found.path("results").size());
    assertThat(found.at("/page/next_token").isTextual()).isTrue();
    assertThat(found.at("/context/revision").asText()).startsWith("r");
    return found;
  }

  /** Another revision, with that in the place of this. */
  private void inForce(String before, String now) throws IOException {
    Path folder = Files.createTempDirectory(server.policy.getParent(), "r");
    String text = Files.readString(server.policy.resolve("policy.yaml"));
    assertThat(text).contains(before);
    Files.writeString(folder.resolve("policy.yaml"), text.replace(before, now));
    server.inForce(Optional.of(new Revision(folder.getFileName().toString(), folder)));
  }

  private static List<String> names(JsonNode found, String key) {
    List<String> names = new ArrayList<>();
    found.path("results").forEach(one -> names.add(one.path(key).asText()));
    return names;
  }

  private static String paged(String body, String page) {
    return body.replaceFirst("}$", ",\"page\":" + page + "}");
  }

  private static String token(JsonNode found) {
    return found.at("/page/next_token").asText();
  }

  @Test
  void whoMayIsFound() throws Exception {
    inForce("[alice]", "[carol, alice]");
    JsonNode found = found("subject", SUBJECTS);
    assertThat(found.path("results").toString())
        .isEqualTo("[{\"type\":\"user\",\"id\":\"alice\"},{\"type\":\"user\",\"id\":\"carol\"}]");
    assertThat(token(found)).isEmpty();
    server.hold("alice", Optional.of(Hold.Kind.SUSPENDED));
    try {
      assertThat(names(found("subject", SUBJECTS), "id")).containsExactly("carol");
    } finally {
      server.hold("alice", Optional.empty());
    }
  }

  @Test
  void aTokenForOneSystemFindsNothingInOthers() throws Exception {
    inForce("ash/*", "ash/{hall,attic}");
    for (String scope : List.of("check:ash", "check:elm")) {
      int all = scope.equals("check:ash") ? 1 : 0;
      assertThat(count(scope, "subject", SUBJECTS)).isEqualTo(all);
      assertThat(count(scope, "resource", RESOURCES)).isEqualTo(2 * all);
      assertThat(count(scope, "action", ACTIONS) > 0).isEqualTo(all > 0);
    }
  }

  private int count(String scope, String what, String body) throws Exception {
    return JSON.readTree(server.post(scope, SEARCH + what, body).body()).path("results").size();
  }

  /** Of the doors the policy names one, and everybody is kept out of it. */
  @Test
  void whatHasANameInThePolicyIsFound() throws Exception {
    assertThat(found("resource", RESOURCES).path("results")).isEmpty();
    inForce("ash/*", "ash/{hall,attic}");
    assertThat(found("resource", RESOURCES).path("results").toString())
        .isEqualTo(
            "[{\"type\":\"door\",\"id\":\"day/ash/attic\"},{\"type\":\"door\",\"id\":\"day/ash/hall\"}]");
    assertThat(found("resource", RESOURCES.replace("alice", "bob")).path("results")).isEmpty();
  }

  @Test
  void whatMayBeDoneIsFound() throws Exception {
    List<String> names = names(found("action", ACTIONS), "name");
    assertThat(names).contains("enter").isSorted();
    assertThat(names(found("action", ACTIONS.replace("hall", "safe")), "name")).isEmpty();
    assertThat(names(found("action", ACTIONS.replace("alice", "bob")), "name")).isEmpty();
  }

  /** What is found an evaluation allows, and what is not it does not. */
  @Test
  void anEvaluationSaysTheSame() throws Exception {
    inForce("[alice]", "[carol, alice]");
    List<String> who = names(found("subject", SUBJECTS), "id");
    for (String name : List.of("alice", "bob", "carol", "nobody")) {
      String one = SUBJECTS.replace("\"user\"", "\"user\",\"id\":\"" + name + "\"");
      JsonNode decided =
          JSON.readTree(server.post("check", "/../../access/v1/evaluation", one).body());
      assertThat(decided.path("decision").booleanValue()).isEqualTo(who.contains(name));
    }
  }

  /** Neither is looked at, whatever it is. */
  @Test
  void theNameOfWhatIsSoughtIsIgnored() throws Exception {
    for (String id : List.of("\"bob\"", "7", "null", "\"\""))
      assertThat(
              names(found("subject", SUBJECTS.replace("\"user\"", "\"user\",\"id\":" + id)), "id"))
          .containsExactly("alice");
    assertThat(
            names(
                found("action", ACTIONS.replaceFirst("}$", ",\"action\":{\"name\":\"fly\"}}")),
                "name"))
        .contains("enter");
  }

  @Test
  void whatIsNotKnownFitsNowhere() throws Exception {
    for (String body :
        List.of(
            SUBJECTS.replace("user", "root"),
            SUBJECTS.replace("user", "service"),
            SUBJECTS.replace("enter", "fly"),
            SUBJECTS.replace("door", "window"),
            SUBJECTS.replace("hall", "../hall"),
            SUBJECTS.replace("\"type\":\"door\"", "\"type\":\"door\",\"properties\":{\"a\":[1]}")))
      assertThat(found("subject", body).path("results")).as(body).isEmpty();
    assertThat(found("resource", RESOURCES.replace("door", "window")).path("results")).isEmpty();
    assertThat(found("action", ACTIONS.replace("user", "root")).path("results")).isEmpty();
  }

  @Test
  void pagesGoOnBehindTheLastName() throws Exception {
    inForce("[alice]", "[alice, bob, carol]");
    String first = paged(SUBJECTS, "{\"limit\":1}");
    JsonNode page = found("subject", first);
    assertThat(names(page, "id")).containsExactly("alice");
    String next = paged(SUBJECTS, "{\"token\":\"" + token(page) + "\"}");
    // The first one leaves: nobody moves to another page.
    inForce("[alice]", "[bob, carol]");
    page = found("subject", next);
    assertThat(names(page, "id")).containsExactly("bob");
    page = found("subject", paged(SUBJECTS, "{\"limit\":1,\"token\":\"" + token(page) + "\"}"));
    assertThat(names(page, "id")).containsExactly("carol");
    assertThat(token(page)).isEmpty();
    page = found("subject", paged(SUBJECTS, "{\"limit\":0}"));
    assertThat(page.path("results")).isEmpty();
    assertThat(token(page)).isNotEmpty();
    page = found("subject", paged(SUBJECTS, "{\"limit\":99999999999999999999}"));
    assertThat(names(page, "id")).containsExactly("bob", "carol");
  }

  @Test
  void aTokenIsOfOneQuestion() throws Exception {
    inForce("[alice]", "[alice, bob, carol]");
    String token = token(found("subject", paged(SUBJECTS, "{\"limit\":1}")));
    String page = "{\"token\":\"" + token + "\"}";
    for (String another :
        List.of(
            SUBJECTS.replace("hall", "attic"),
            SUBJECTS.replace("enter", "own"),
            SUBJECTS.replace("user", "service"),
            SUBJECTS.replaceFirst("}$", ",\"context\":{\"a\":1}}"),
            SUBJECTS.replace("\"type\":\"door\"", "\"type\":\"door\",\"properties\":{\"a\":1}")))
      ReadTest.isProblem(
          server.post("check", SEARCH + "subject", paged(another, page)), 400, "bad-request");
    ReadTest.isProblem(
        server.post("check", SEARCH + "action", paged(ACTIONS, page)), 400, "bad-request");
    ReadTest.isProblem(
        server.post(
            "check", SEARCH + "subject", paged(SUBJECTS, page.replace("{", "{\"limit\":2,"))),
        400,
        "bad-request");
  }

  /** As from a server that is ahead of this one. */
  @Test
  void noPageIsOfAMomentBeforeTheLast() throws Exception {
    inForce("[alice]", "[alice, bob]");
    String token = token(found("subject", paged(SUBJECTS, "{\"limit\":1}")));
    String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    String later = text.replaceFirst("\\.1\\.[0-9]+\\.", ".1.999999999.");
    assertThat(later).isNotEqualTo(text);
    String ahead = Base64.getUrlEncoder().encodeToString(later.getBytes(StandardCharsets.UTF_8));
    ReadTest.isProblem(
        server.post("check", SEARCH + "subject", paged(SUBJECTS, "{\"token\":\"" + ahead + "\"}")),
        503,
        "not-yet-known");
  }

  @Test
  void aSearchKnowsAtLeastWhatItIsAskedToKnow() throws Exception {
    String known = found("subject", SUBJECTS).at("/context/revision").asText();
    String body = SUBJECTS.replaceFirst("}$", ",\"options\":{\"at_least\":\"" + known + "\"}}");
    assertThat(names(found("subject", body), "id")).containsExactly("alice");
    ReadTest.isProblem(
        server.post("check", SEARCH + "subject", body.replace(known, "r1.999999999")),
        503,
        "not-yet-known");
    ReadTest.isProblem(
        server.post("check", SEARCH + "subject", body.replace(known, "r1")), 400, "bad-request");
  }

  @ParameterizedTest
  @CsvSource({
    "subject, subject",
    "subject, action",
    "subject, resource",
    "resource, subject",
    "resource, action",
    "resource, resource",
    "action, subject",
    "action, resource"
  })
  void whatIsNeededIsToBeThere(String what, String part) throws Exception {
    String body =
        switch (what) {
          case "subject" -> SUBJECTS;
          case "resource" -> RESOURCES;
          default -> ACTIONS;
        };
    for (String odd : List.of("\"other\":", "\"" + part + "\":[],\"other\":")) {
      String wrong = body.replace("\"" + part + "\":", odd);
      ReadTest.isProblem(server.post("check", SEARCH + what, wrong), 400, "bad-request");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "{\"limit\":-1}",
        "{\"limit\":1.5}",
        "{\"limit\":\"1\"}",
        "{\"limit\":null}",
        "{\"token\":\"\"}",
        "{\"token\":7}",
        "{\"token\":null}",
        "{\"token\":\"?\"}",
        "{\"token\":\"abcd\"}",
        "{\"properties\":1}"
      })
  void aPageThatIsNoneIsABadRequest(String page) throws Exception {
    ReadTest.isProblem(
        server.post("check", SEARCH + "subject", paged(SUBJECTS, page)), 400, "bad-request");
  }

  @Test
  void itNeedsATokenAndAPolicyInForce() throws Exception {
    assertThat(server.post("", SEARCH + "subject", SUBJECTS).statusCode()).isEqualTo(401);
    assertThat(server.post("scim:okta", SEARCH + "subject", SUBJECTS).statusCode()).isEqualTo(403);
    assertThat(
            server
                .post("check", SEARCH + "subject", SUBJECTS, "X-Request-ID", "one")
                .headers()
                .firstValue("x-request-id"))
        .contains("one");
    server.inForce(Optional.empty());
    for (String what : List.of("subject", "resource"))
      ReadTest.isProblem(
          server.post("check", SEARCH + what, what.equals("subject") ? SUBJECTS : RESOURCES),
          503,
          "no-policy-in-force");
  }
}
