package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.engine.decision.Decision;
import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.decision.Decision.Surface;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the log is told of each surface, and how the store's is read. */
@ExtendWith(Served.class)
class DecisionLogTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ONE = "/../../access/v1/evaluation";
  private static final String HALL = "{\"type\":\"door\",\"id\":\"day/ash/hall\"}";

  private final ApiServer server;

  DecisionLogTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  private JsonNode asked(String body, String... headers) throws Exception {
    HttpResponse<String> answer = server.post("check", ONE, body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String body(String who, String more) {
    return "{\"subject\":{\"type\":\"user\",\"id\":\"%s\"},\"action\":{\"name\":\"enter\"},\"resource\":%s%s}"
        .formatted(who, HALL, more);
  }

  @Test
  void anAnswerOfAuthZenIsToldWithItsRevision() throws Exception {
    JsonNode answer = asked(body("alice", ""), "X-Request-ID", "bfe9eb29-ab87");
    assertThat(server.decided)
        .containsExactly(
            new Decision(
                Surface.AUTHZEN,
                "token:check",
                Optional.of("bfe9eb29-ab87"),
                Optional.of(new Entity("user", "alice")),
                Optional.of("enter"),
                Optional.of(new Entity("door", "day/ash/hall")),
                true,
                Optional.empty(),
                Optional.of(answer.at("/context/revision").asText())));
  }

  @Test
  void theReasonIsToldWhereItWasFoundOutAnyway() throws Exception {
    asked(body("alice", ",\"options\":{\"reason\":true}"), "X-Request-ID", "no good\tname");
    Decision decision = server.decided.getFirst();
    assertThat(decision.reason().orElseThrow()).contains("The rota");
    assertThat(decision.request()).isEmpty();
  }

  @Test
  void ofManyEachIsToldThatWasAnswered() {
    String body =
        """
        {"action":{"name":"enter"},"resource":%s,
         "options":{"evaluations_semantic":"deny_on_first_deny"},
         "evaluations":[{"subject":{"type":"user","id":"alice"}},
           {"subject":{"type":"user","id":"bob"}},
           {"subject":{"type":"user","id":"carol"}}]}
        """
            .formatted(HALL);
    server.post("check", "/../../access/v1/evaluations", body);
    assertThat(server.decided).extracting(Decision::allowed).containsExactly(true, false);
    assertThat(server.decided)
        .extracting(one -> one.subject().orElseThrow().id())
        .containsExactly("alice", "bob");
  }

  @Test
  void noValueOfAnybodyAndNoTokenIsTold() throws Exception {
    asked(
        "{\"subject\":{\"type\":\"user\",\"id\":\"alice\",\"properties\":{\"salary\":47110}},"
            + "\"action\":{\"name\":\"enter\",\"properties\":{\"b\":47111}},\"resource\":"
            + HALL.replaceFirst("}$", ",\"properties\":{\"illness\":\"47112\"}}")
            + ",\"context\":{\"place\":\"47113\"},\"options\":{\"reason\":true}}");
    assertThat(server.decided).hasSize(1);
    assertThat(server.decided.toString()).doesNotContain("4711", "Bearer");
  }

  @Test
  void whatIsNoAnswerIsNoDecision() {
    server.post("check", ONE, "{}");
    server.post("", ONE, body("alice", ""));
    server.post("scim:okta", ONE, body("alice", ""));
    server.get("", "/../../gateway/auth/night/shop", "X-Original-Method", "GET");
    server.get("", "/../../gateway/auth/day/none", "X-Original-Method", "GET");
    assertThat(server.decided).as("none of its proxies asked").isEmpty();
  }

  @Test
  void atTheGatewayYesAndNoAreTold() {
    Shop shop = Shop.open(server);
    server.decided.clear();
    String day = "/../../gateway/auth/day/shop";
    String[] nginx = {"X-Original-Method", "GET", "X-Original-URI", "", "X-Request-ID", "abc-17"};
    String[] seventeen = nginx.clone();
    seventeen[3] = "/orders/17?key=hunter2";
    assertThat(server.get(shop.token("alice"), day, seventeen).statusCode()).isEqualTo(200);
    assertThat(server.get(shop.token("bob"), day, seventeen).statusCode()).isEqualTo(403);
    assertThat(server.get("no.good.token", day, seventeen).statusCode()).isEqualTo(401);
    assertThat(server.get(shop.token("alice"), day).statusCode()).isEqualTo(403);
    assertThat(server.decided)
        .extracting(Decision::allowed)
        .containsExactly(true, false, false, false);
    assertThat(server.decided)
        .allMatch(one -> one.surface() == Surface.GATEWAY && one.asker().equals("day/shop"));
    Decision yes = server.decided.getFirst();
    assertThat(yes.request()).contains("abc-17");
    assertThat(yes.subject()).contains(new Entity("user", "alice"));
    assertThat(yes.action()).contains("read");
    assertThat(yes.resource().orElseThrow().id()).startsWith("day/shop/").contains("17");
    assertThat(yes.reason()).isEmpty();
    assertThat(yes.revision().orElseThrow()).startsWith("p");
    assertThat(server.decided.get(1).reason()).isPresent();
    assertThat(server.decided.get(2).subject()).isEmpty();
    assertThat(server.decided.get(3).revision()).as("nobody asked a policy").isEmpty();
    assertThat(server.decided.toString()).doesNotContain("hunter2", "no.good.token");
  }

  @Test
  void theStoresLogIsReadInStablePages() throws Exception {
    server.filled();
    List<String> kinds = new ArrayList<>();
    String cursor = "";
    boolean isMore = true;
    while (isMore) {
      JsonNode page = JSON.readTree(server.get("audit", "/decision-log?limit=1" + cursor).body());
      page.path("lines").forEach(line -> kinds.add(line.path("kind").asText()));
      isMore = page.has("next");
      cursor = "&cursor=" + page.path("next").asText();
    }
    assertThat(kinds).containsExactly("decided", "dropped", "decided");
    assertThat(lines("subject=alice&resource=day/ash/hall&decision=allowed")).hasSize(3);
    assertThat(lines("subject=bob")).extracting(it -> it.path("count").asInt()).containsExactly(3);
    assertThat(lines("subject=al%00ice")).hasSize(1);
    assertThat(lines("from=1970-01-02T00:00:00Z")).isEmpty();
    assertThat(server.get("check", "/decision-log").statusCode()).isEqualTo(403);
  }

  private List<JsonNode> lines(String query) throws Exception {
    HttpResponse<String> answer = server.get("audit", "/decision-log?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<JsonNode> lines = new ArrayList<>();
    JSON.readTree(answer.body()).path("lines").forEach(lines::add);
    return lines;
  }
}
