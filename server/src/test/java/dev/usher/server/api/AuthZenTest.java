package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.model.Hold;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as the standard words them (AuthZEN Authorization API 1.0, sections 6, 7, 9, 10). */
@ExtendWith(Served.class)
class AuthZenTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ONE = "/../../access/v1/evaluation";
  private static final String MANY = "/../../access/v1/evaluations";
  private static final String HALL = "{\"type\":\"door\",\"id\":\"day/ash/hall\"}";

  private final ApiServer server;

  AuthZenTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  private static String asked(String who, String action, String resource) {
    return "{\"subject\":{\"type\":\"user\",\"id\":\"%s\"},\"action\":{\"name\":\"%s\"},\"options\":{\"reason\":true},\"resource\":%s}"
        .formatted(who, action, resource);
  }

  private JsonNode answer(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    return JSON.readTree(answer.body());
  }

  private static List<Boolean> decisions(JsonNode boxcar) {
    List<Boolean> all = new ArrayList<>();
    boxcar.path("evaluations").forEach(one -> all.add(one.path("decision").booleanValue()));
    return all;
  }

  @Test
  void whoMayIsToldByWhatAndByWhichPolicy() throws Exception {
    JsonNode yes = answer(server.post("check", ONE, asked("alice", "enter", HALL)));
    assertThat(yes.path("decision").booleanValue()).isTrue();
    assertThat(yes.at("/context/reason").asText()).contains("The rota");
    assertThat(yes.at("/context/revision").asText()).startsWith("r1.");
    JsonNode no = answer(server.post("check", ONE, asked("bob", "enter", HALL)));
    assertThat(no.path("decision").isBoolean()).isTrue();
    assertThat(no.path("decision").booleanValue()).isFalse();
    assertThat(no.at("/context/reason").asText()).isNotEmpty();
  }

  /** And hears the same of what there is and what there is not. */
  @Test
  void aTokenForOneSystemIsToldNoOfTheOthers() throws Exception {
    String elm = "{\"type\":\"door\",\"id\":\"night/elm/hall\"}";
    String both =
        "{\"subject\":{\"type\":\"user\",\"id\":\"carol\"},\"action\":{\"name\":\"enter\"},\"evaluations\":[{\"resource\":%s},{\"resource\":%s}]}"
            .formatted(HALL, elm);
    List<Boolean> all = decisions(answer(server.post("check", MANY, both)));
    assertThat(decisions(answer(server.post("check:ash", MANY, both))))
        .containsExactly(all.get(0), false);
    assertThat(decisions(answer(server.post("check:elm", MANY, both))))
        .containsExactly(false, all.get(1));
    assertThat(decisions(answer(server.post("check:night/ash", MANY, both))))
        .containsExactly(false, false);
    String nothing = HALL.replace("ash", "none");
    assertThat(answer(server.post("check:elm", ONE, asked("alice", "enter", HALL))))
        .isEqualTo(answer(server.post("check:elm", ONE, asked("alice", "enter", nothing))));
    assertThat(server.get("check:elm", "/who-can?action=enter&on=day/ash/hall").statusCode())
        .isEqualTo(403);
    assertThat(server.get("check:ash", "/who-can?action=enter&on=day/ash/hall").statusCode())
        .isEqualTo(200);
    assertThat(
            server.get("check:ash", "/can?subject=alice&action=enter&on=day/ash/hall").statusCode())
        .isEqualTo(403);
  }

  @Test
  void whoIsSuspendedMayNothing() throws Exception {
    server.hold("alice", Optional.of(Hold.Kind.SUSPENDED));
    try {
      JsonNode no = answer(server.post("check", ONE, asked("alice", "enter", HALL)));
      assertThat(no.path("decision").booleanValue()).isFalse();
      assertThat(no.at("/context/reason").asText()).contains("suspended");
    } finally {
      server.hold("alice", Optional.empty());
    }
    assertThat(
            answer(server.post("check", ONE, asked("alice", "enter", HALL)))
                .path("decision")
                .booleanValue())
        .isTrue();
  }

  @Test
  void whyIsSaidWhereItIsAskedFor() throws Exception {
    String plain = asked("alice", "enter", HALL).replace("\"reason\":true", "\"reason\":false");
    JsonNode answer = answer(server.post("check", ONE, plain));
    assertThat(answer.path("decision").booleanValue()).isTrue();
    assertThat(answer.path("context").has("reason")).isFalse();
    assertThat(answer.at("/context/revision").asText()).startsWith("r1.");
    String odd = plain.replace("\"reason\":false", "\"reason\":1");
    ReadTest.isProblem(server.post("check", ONE, odd), 400, "bad-request");
  }

  @Test
  void anAnswerKnowsAtLeastWhatItIsAskedToKnow() throws Exception {
    String body = asked("alice", "enter", HALL);
    String known = answer(server.post("check", ONE, body)).at("/context/revision").asText();
    server.hold("alice", Optional.of(Hold.Kind.SUSPENDED));
    try {
      JsonNode no = answer(server.post("check", ONE, atLeast(body, known)));
      assertThat(no.path("decision").booleanValue()).isFalse();
      String later = no.at("/context/revision").asText();
      assertThat(answer(server.post("check", ONE, atLeast(body, later))).has("decision")).isTrue();
      ReadTest.isProblem(
          server.post("check", ONE, atLeast(body, "r1.999999999")), 503, "not-yet-known");
    } finally {
      server.hold("alice", Optional.empty());
    }
    for (String odd : List.of("17", "r1", "r1.", "r1.x", "r1.-1", ""))
      ReadTest.isProblem(server.post("check", ONE, atLeast(body, odd)), 400, "bad-request");
  }

  private static String atLeast(String body, String revision) {
    return body.replace("\"reason\":true", "\"reason\":true,\"at_least\":\"" + revision + "\"");
  }

  @Test
  void whatIsNotKnownIsDenied() throws Exception {
    for (String body :
        List.of(
            asked("alicia", "enter", HALL),
            asked("alice", "fly", HALL),
            asked("alice", "enter", HALL.replace("door", "window")),
            asked("alice", "enter", HALL.replace("hall", "safe")),
            asked("alice", "enter", HALL.replace("day", "DAY")),
            asked("alice", "enter", HALL.replace("day", "d\u0430y")),
            asked("alice", "enter", HALL.replace("hall", "../hall")),
            asked("alice\u0000", "enter", HALL).replace("\u0000", "\\u0000"),
            asked("alice", "enter", HALL).replace("\"user\"", "\"service\""),
            asked("alice", "enter", HALL).replace("\"user\"", "\"root\""),
            asked(
                "alice",
                "enter",
                "{\"type\":\"door\",\"id\":\"day/ash/hall\",\"properties\":{\"a\":[1]}}"))) {
      JsonNode no = answer(server.post("check", ONE, body));
      assertThat(no.path("decision").isBoolean()).isTrue();
      assertThat(no.path("decision").booleanValue()).as(body).isFalse();
    }
  }

  /** Who somebody is the policy says, and not who asks. */
  @Test
  void propertiesOfASubjectGiveNothing() throws Exception {
    String body =
        asked("bob", "enter", HALL)
            .replace(
                "\"id\":\"bob\"",
                "\"id\":\"bob\",\"properties\":{\"id\":\"alice\",\"roles\":[\"guard\"]}");
    assertThat(answer(server.post("check", ONE, body)).path("decision").booleanValue()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "null",
        "{\"subject\":\"alice\"}",
        "{\"subject\":{\"type\":\"user\"},\"action\":{\"name\":\"enter\"},\"resource\":{\"type\":\"door\",\"id\":\"day/ash/hall\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":7},\"action\":{\"name\":\"enter\"},\"resource\":{\"type\":\"door\",\"id\":\"day/ash/hall\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"\"},\"action\":{\"name\":\"enter\"},\"resource\":{\"type\":\"door\",\"id\":\"day/ash/hall\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"alice\"},\"action\":\"enter\",\"resource\":{\"type\":\"door\",\"id\":\"day/ash/hall\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"alice\"},\"action\":{\"name\":\"enter\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"alice\"},\"action\":{\"name\":\"enter\"},\"resource\":{\"type\":\"door\",\"id\":\"day/ash/hall\",\"properties\":3}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"alice\",\"id\":\"bob\"},\"action\":{\"name\":\"enter\"},\"resource\":{\"type\":\"door\",\"id\":\"day/ash/hall\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"alice\"},\"action\":{\"name\":\"enter\"},\"resource\":{\"type\":\"door\",\"id\":\"day/ash/hall\"},\"context\":1}",
        "{\"subject\":"
      })
  void whatIsMalformedIsABadRequest(String body) throws Exception {
    ReadTest.isProblem(server.post("check", ONE, body), 400, "bad-request");
    ReadTest.isProblem(server.post("check", MANY, body), 400, "bad-request");
  }

  /** It would come back ten thousand times. */
  @Test
  void whatIsTooLongForANameIsABadRequest() throws Exception {
    String body = asked("alice", "enter", HALL.replace("hall", "h".repeat(1_000)));
    ReadTest.isProblem(server.post("check", ONE, body), 400, "bad-request");
  }

  @Test
  void manyTakeFromTheTopWhatTheyLack() throws Exception {
    String body =
        """
        {"subject":{"type":"user","id":"alice"},"action":{"name":"enter"},
         "evaluations":[
           {"resource":{"type":"door","id":"day/ash/hall"}},
           {"resource":{"type":"door","id":"day/ash/safe"}},
           {"subject":{"type":"user","id":"bob"},"resource":{"type":"door","id":"day/ash/hall"}},
           {"resource":{"type":"door","id":"night/elm/hall"}}]}
        """;
    assertThat(decisions(answer(server.post("check", MANY, body))))
        .containsExactly(true, false, false, true);
  }

  @ParameterizedTest
  @CsvSource({
    "execute_all,             'alice bob alice', 'true false true'",
    "deny_on_first_deny,      'alice bob alice', 'true false'",
    "deny_on_first_deny,      'alice alice',     'true true'",
    "permit_on_first_permit,  'bob alice bob',   'false true'",
    "permit_on_first_permit,  'bob carol',       'false false'"
  })
  void eachSemanticStopsWhereItIsSaid(String semantic, String who, String decisions)
      throws Exception {
    List<String> each = new ArrayList<>();
    for (String one : who.split(" "))
      each.add("{\"subject\":{\"type\":\"user\",\"id\":\"" + one + "\"}}");
    String body =
        "{\"action\":{\"name\":\"enter\"},\"resource\":%s,\"options\":{\"evaluations_semantic\":\"%s\"},\"evaluations\":%s}"
            .formatted(HALL, semantic, each);
    assertThat(
            String.join(
                " ",
                decisions(answer(server.post("check", MANY, body))).stream()
                    .map(String::valueOf)
                    .toList()))
        .isEqualTo(decisions);
  }

  @Test
  void aListThatIsEmptyOrNotThereIsOneEvaluation() throws Exception {
    for (String more : List.of("", ",\"evaluations\":[]")) {
      String body = asked("alice", "enter", HALL).replaceFirst("}$", more + "}");
      JsonNode one = answer(server.post("check", MANY, body));
      assertThat(one.path("decision").booleanValue()).isTrue();
      assertThat(one.has("evaluations")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"evaluations\":{}}",
        "{\"evaluations\":[3]}",
        "{\"evaluations\":[{}]}",
        "{\"options\":[],\"evaluations\":[{\"subject\":{\"type\":\"user\",\"id\":\"a\"},\"action\":{\"name\":\"b\"},\"resource\":{\"type\":\"c\",\"id\":\"d\"}}]}",
        "{\"options\":{\"evaluations_semantic\":\"any\"},\"evaluations\":[{\"subject\":{\"type\":\"user\",\"id\":\"a\"},\"action\":{\"name\":\"b\"},\"resource\":{\"type\":\"c\",\"id\":\"d\"}}]}"
      })
  void manyThatAreMalformedAreABadRequest(String body) throws Exception {
    ReadTest.isProblem(server.post("check", MANY, body), 400, "bad-request");
  }

  @Test
  void tenThousandAtOnceAreAnsweredAndMoreAreNot() throws Exception {
    String one = "{\"subject\":{\"type\":\"user\",\"id\":\"WHO\"}}";
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 10_000; i++)
      all.append(i == 0 ? "" : ",").append(one.replace("WHO", i % 2 == 0 ? "alice" : "bob"));
    String body =
        "{\"action\":{\"name\":\"enter\"},\"resource\":%s,\"evaluations\":[%s]}"
            .formatted(HALL, all);
    List<Boolean> decisions = decisions(answer(server.post("check", MANY, body)));
    assertThat(decisions).hasSize(10_000);
    for (int i = 0; i < 10_000; i++) assertThat(decisions.get(i)).isEqualTo(i % 2 == 0);
    String more = body.replace("[{", "[" + one.replace("WHO", "alice") + ",{");
    ReadTest.isProblem(server.post("check", MANY, more), 400, "bad-request");
  }

  @Test
  void theNameOfARequestComesBack() {
    String body = asked("alice", "enter", HALL);
    assertThat(
            server
                .post("check", ONE, body, "X-Request-ID", "bfe9eb29-ab87")
                .headers()
                .firstValue("x-request-id"))
        .contains("bfe9eb29-ab87");
    assertThat(
            server
                .post("check", ONE, body, "X-Request-ID", "x".repeat(300))
                .headers()
                .firstValue("x-request-id"))
        .isEmpty();
  }

  @Test
  void itNeedsATokenAndAPolicyInForce() throws Exception {
    String body = asked("alice", "enter", HALL);
    assertThat(server.post("", ONE, body).statusCode()).isEqualTo(401);
    assertThat(server.post("scim:okta", ONE, body).statusCode()).isEqualTo(403);
    server.inForce(Optional.empty());
    ReadTest.isProblem(server.post("check", ONE, body), 503, "no-policy-in-force");
  }

  @Test
  void itSaysWhereItIs() throws Exception {
    JsonNode said = answer(server.get("", "/../../.well-known/authzen-configuration"));
    String here = "http://127.0.0.1:" + server.port();
    assertThat(said.path("policy_decision_point").asText()).isEqualTo(here);
    assertThat(said.path("access_evaluation_endpoint").asText())
        .isEqualTo(here + "/access/v1/evaluation");
    assertThat(said.path("access_evaluations_endpoint").asText())
        .isEqualTo(here + "/access/v1/evaluations");
    for (String what : List.of("subject", "resource", "action"))
      assertThat(said.path("search_" + what + "_endpoint").asText())
          .isEqualTo(here + "/access/v1/search/" + what);
    assertThat(said.size()).isEqualTo(6);
  }
}
