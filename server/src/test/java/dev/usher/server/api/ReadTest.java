package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.Said;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read over HTTP, and what is refused. */
@ExtendWith(Served.class)
class ReadTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private final ApiServer server;

  ReadTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  private JsonNode read(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    return JSON.readTree(answer.body());
  }

  static void isProblem(HttpResponse<String> answer, int status, String code) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo(code);
  }

  private static String said(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void thePolicyInForceIsToldAndNotSentAgain() throws Exception {
    HttpResponse<String> answer = server.get("audit", "/policy");
    JsonNode policy = read(answer);
    assertThat(policy.path("revision").asText()).isEqualTo("r1");
    assertThat(policy.path("digest").asText()).hasSize(64);
    assertThat(policy.path("counts").path("people").asInt()).isEqualTo(3);
    assertThat(policy.path("counts").path("targets").asInt()).isEqualTo(2);
    String etag = answer.headers().firstValue("etag").orElseThrow();
    HttpResponse<String> again =
        server.get("audit", "/policy", "If-None-Match", "\"other\", W/" + etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    server.inForce(Optional.of(new Revision("r2", server.policy)));
    assertThat(server.get("audit", "/policy", "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void whoMayIsAnsweredWithTheReason() throws Exception {
    String asked = "subject=alice&action=enter&on=" + said("day/ash/hall");
    JsonNode can = read(server.get("check", "/can?" + asked));
    assertThat(can.path("decision").path("kind").asText()).isEqualTo("all");
    assertThat(can.path("decision").path("why").path("text").asText()).contains("The rota");
    JsonNode cannot =
        read(server.get("check", "/can?subject=bob&action=enter&on=" + said("day/ash/hall")));
    assertThat(cannot.path("decision").path("kind").asText()).isEqualTo("none");
    JsonNode live = read(server.get("check", "/can?live=true&" + asked));
    assertThat(live.path("live").path("answer").asText()).isEqualTo("none");
    JsonNode who = read(server.get("check", "/who-can?action=enter&on=" + said("day/ash/hall")));
    assertThat(who.path("who").findValuesAsText("subject")).containsExactly("alice");
    JsonNode access = read(server.get("check", "/access/alice"));
    assertThat(access.path("targets").findValuesAsText("target"))
        .containsExactly("day/ash", "night/elm");
  }

  /** As on the command line: an answer that tells what is wrong with the question. */
  @Test
  void aQuestionThatCannotBeDecidedIsNoYes() throws Exception {
    JsonNode can =
        read(server.get("check", "/can?subject=alicia&action=enter&on=" + said("day/ash/hall")));
    assertThat(can.has("decision")).isFalse();
    assertThat(can.path("diagnostics").findValuesAsText("code")).contains("unknown-subject");
  }

  @Test
  void rowsOfWhatHasNoneAreNotToldOf() throws Exception {
    JsonNode filter =
        read(server.get("check", "/filter?subject=alice&action=enter&on=" + said("day/ash/hall")));
    assertThat(filter.has("rows")).isFalse();
    assertThat(filter.path("diagnostics").findValuesAsText("code")).containsExactly("no-rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/can",
        "/can?subject=alice&action=enter",
        "/can?subject=alice&action=enter&on=",
        "/can?subject=alice&subject=bob&action=enter&on=day/ash/hall",
        "/can?subject=alice&action=enter&on=day/ash/hall&live=yes",
        "/can?subject=alice&action=enter&on=day/ash/hall&row=5",
        "/can?subject=alice&action=enter&on=day/ash/hall&row=%7B%22a%22%3A%5B%5D%7D",
        "/can?subject=alice&action=enter&on=day/ash/hall&ACCESS_TOKEN=1",
        "/filter?subject=alice&action=enter",
        "/filter?subject=alice&action=enter&on=day/ash/hall&columns=",
        "/filter?subject=alice&action=enter&on=day/ash/hall&style=spliced",
        "/filter?subject=alice&action=enter&on=day/ash/hall&where=true",
        "/who-can?action=enter",
        "/access/alice?at=now",
        "/policy?x=1",
        "/drift?mend=true",
        "/ledger?after=-1",
        "/ledger?limit=0",
        "/ledger?limit=1001",
        "/ledger?from=yesterday",
        "/ledger?cursor=7",
        "/decision-log?after=-1",
        "/decision-log?limit=1001",
        "/decision-log?decision=maybe",
        "/decision-log?until=tomorrow",
        "/decision-log?about=alice",
        "/open?x=1",
        "/orphans?x=1",
        "/realms?x=1",
        "/schedule?x=1",
        "/approvals?x=1",
        "/history",
        "/history?about=alice&from=yesterday",
      })
  void whatIsAskedWronglyIsABadRequest(String path) throws Exception {
    isProblem(server.get("audit", path), 400, "bad-request");
  }

  @Test
  void whoIsNotThereIsNotFound() throws Exception {
    HttpResponse<String> answer = server.get("check", "/access/alicia");
    isProblem(answer, 404, "not-found");
    assertThat(answer.body()).contains("did you mean alice?");
    isProblem(server.get("check", "/nothing"), 404, "not-found");
  }

  /** Whoever comes may ask these; the hook proves itself by a signature, a proxy by its address. */
  private static final Set<String> OPEN =
      Set.of(
          "/api/v1/openapi.json",
          "/api/v1/login",
          "/healthz",
          "/readyz",
          "/hooks/policy",
          "/gateway/auth/{environment}/{system}",
          "/.well-known/authzen-configuration");

  /** Whoever shows a token may ask what it is good for. */
  private static final String ONESELF = "/api/v1/me";

  @Test
  void nothingIsToldToWhoShowsNoToken() throws Exception {
    for (var route : server.routes) {
      if (OPEN.contains(route.path())) continue;
      String path =
          (route.path().startsWith("/api/v1")
                  ? route.path().substring("/api/v1".length())
                  : "/../.." + route.path())
              .replaceAll("\\{.*?}", "alice");
      var none = java.net.http.HttpRequest.BodyPublishers.noBody();
      String method = route.method().text();
      isProblem(server.send("", method, path, none), 401, "unauthenticated");
      isProblem(server.send("nonsense", method, path, none), 401, "unauthenticated");
      if (!route.path().equals(ONESELF))
        isProblem(server.send("scim:okta", method, path, none), 403, "forbidden");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/policy, audit",
    "/drift, audit",
    "/ledger, audit",
    "/open, audit",
    "/orphans, audit",
    "/directories/okta/held, audit",
    "/realms, audit",
    "/schedule, audit",
    "/approvals, audit",
    "/history?about=alice, audit",
  })
  void whoMayAskWhoCanMayNotReadEverything(String path, String missing) throws Exception {
    HttpResponse<String> answer = server.get("check", path);
    isProblem(answer, 403, "forbidden");
    assertThat(JSON.readTree(answer.body()).path("missing").asText()).isEqualTo(missing);
    read(server.get("audit", path));
  }

  @Test
  void aWrongVerbIsToldTheRightOne() throws Exception {
    HttpResponse<String> answer = server.post("admin", "/policy", "{}");
    isProblem(answer, 405, "wrong-method");
    assertThat(answer.headers().firstValue("allow")).contains("GET");
  }

  @Test
  void withoutAPolicyInForceNothingIsDecided() throws Exception {
    server.inForce(Optional.empty());
    for (String path :
        List.of(
            "/policy",
            "/can?subject=alice&action=enter&on=day/ash/hall",
            "/who-can?action=enter&on=day/ash/hall",
            "/filter?subject=alice&action=enter&on=day/ash/hall",
            "/access/alice",
            "/drift",
            "/orphans")) isProblem(server.get("audit", path), 503, "no-policy-in-force");
    read(server.get("audit", "/ledger"));
  }

  @Test
  void driftIsWhatAPlanWouldDo() throws Exception {
    JsonNode drift = read(server.get("audit", "/drift"));
    assertThat(drift.path("samePolicy").asBoolean()).isFalse();
    assertThat(drift.path("plan").path("plans").findValuesAsText("realm"))
        .containsExactly("ash", "elm");
  }

  @Test
  void whatWasThenIsShownAsDecidedAndAsCarriedOut() throws Exception {
    server.filled();
    JsonNode who =
        read(
            server.get(
                "audit", "/then/who-can?action=enter&on=day/ash/hall&at=2026-11-29T08:02:00Z"));
    assertThat(who.path("decided").findValuesAsText("subject")).containsExactly("alice", "bob");
    assertThat(who.path("live").findValuesAsText("subject")).containsExactly("alice");
    JsonNode diff =
        read(server.get("audit", "/diff?from=2026-11-29T08:00:30Z&to=2026-11-29T08:02:00Z"));
    assertThat(diff.path("decided").path("gained").findValuesAsText("subject"))
        .containsExactly("bob");
    assertThat(diff.path("live").findValuesAsText("subject")).isEmpty();
    assertThat(server.get("audit", "/then/access/alice").statusCode()).isEqualTo(400);
    assertThat(server.get("check", "/then/access/alice?at=2026-11-29T08:02:00Z").statusCode())
        .isEqualTo(403);
  }

  @Test
  void whatIsStillToBeFollowedIsShownWithWhyItFailed() throws Exception {
    server.open.open(Set.of("elm"), List.of("alice"), new Said("okta", NOON));
    server.open.failed(server.open.all(), NOON.plusSeconds(60), "elm is down: start it");
    JsonNode open = read(server.get("audit", "/open")).path("open");
    assertThat(open.findValuesAsText("subject")).containsExactly("alice");
    assertThat(open.findValuesAsText("failure")).containsExactly("elm is down: start it");
    assertThat(open.findValuesAsText("since")).containsExactly(NOON.toString());
    assertThat(open.findValuesAsText("by")).containsExactly("okta");
  }

  /** The porter is usher itself; who is of the policy is answered for. */
  @Test
  void whoIsNobodysIsAnOrphan() throws Exception {
    server.ash.obey("issue \"stranger\" \"\"");
    server.ash.obey("cut \"stranger\" \"main\" \"door\" \"safe\" \"enter\"");
    server.ash.obey("issue \"alice\" \"\"");
    assertThat(read(server.get("audit", "/orphans")).path("orphans")).as("blocked").isEmpty();
    server.ash.obey("unblock \"stranger\"");
    server.ash.obey("unblock \"alice\"");
    JsonNode orphans = read(server.get("audit", "/orphans")).path("orphans");
    assertThat(orphans.findValuesAsText("account")).containsExactly("stranger");
    assertThat(orphans.path(0).path("ours").asBoolean()).isFalse();
    assertThat(orphans.path(0).path("things").asInt()).isEqualTo(1);
    server.elm.faults().down();
    JsonNode failed = read(server.get("audit", "/orphans"));
    assertThat(failed.path("orphans").findValuesAsText("account")).containsExactly("stranger");
    assertThat(failed.path("failures").findValuesAsText("code")).containsExactly("unreachable");
  }

  private void write(int number, String text) {
    server.ledger.append(
        new Draft(
            NOON.plusSeconds(number),
            "ann",
            What.APPLIED,
            "policy",
            text,
            List.of(),
            List.of(),
            Optional.empty()),
        Head.NONE);
  }

  /** Whatever is written meanwhile: no entry twice, none left out. */
  @Test
  void theLedgerIsReadPageByPage() throws Exception {
    for (int i = 1; i <= 7; i++) write(i, "entry " + i);
    List<Integer> numbers = new ArrayList<>();
    String cursor = "";
    while (true) {
      JsonNode page = read(server.get("audit", "/ledger?limit=3" + cursor));
      page.path("lines").forEach(line -> numbers.add(line.path("number").asInt()));
      if (!page.has("next")) break;
      cursor = "&cursor=" + page.path("next").asText();
      if (numbers.size() == 3) write(8, "entry 8");
    }
    assertThat(numbers).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    JsonNode last = read(server.get("audit", "/ledger?after=7"));
    assertThat(last.path("head").asText()).isEqualTo(server.entries().getLast().head().toString());
    assertThat(last.path("lines").path(0).path("by").asText()).isEqualTo("ann");
  }

  @Test
  void theLedgerIsReadByTimeAndByWhatStandsInIt() throws Exception {
    for (int i = 1; i <= 4; i++) write(i, i % 2 == 0 ? "alice \"the first\"" : "bob 100%_");
    assertThat(numbers("from=" + NOON.plusSeconds(2) + "&until=" + NOON.plusSeconds(4)))
        .containsExactly("2", "3");
    assertThat(numbers("about=" + said("alice \"the first\""))).containsExactly("2", "4");
    assertThat(numbers("about=" + said("100%_"))).containsExactly("1", "3");
    assertThat(numbers("about=" + said("1__%"))).isEmpty();
    assertThat(numbers("about=alice&after=2")).containsExactly("4");
  }

  private List<String> numbers(String asked) throws Exception {
    return read(server.get("audit", "/ledger?" + asked)).path("lines").findValuesAsText("number");
  }

  @Test
  void theLedgerIsFoundWholeAndWhereItIsNot() throws Exception {
    write(1, "one");
    write(2, "two");
    assertThat(read(server.post("audit", "/ledger/verify", "{}")).path("problems")).isEmpty();
    server.database.run("delete from ledger where number = 1");
    assertThat(read(server.post("audit", "/ledger/verify", "{}")).path("problems")).isNotEmpty();
  }
}
