package dev.usher.server.api;

import static dev.usher.server.api.ReadTest.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is changed over HTTP: by whom, once, and only what was shown. */
@ExtendWith(Served.class)
class ChangeTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ApiServer server;

  ChangeTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  private static JsonNode read(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private JsonNode plan() throws Exception {
    return read(server.post("operate", "/plan", "{}"));
  }

  private static String digest(JsonNode plan) {
    return "{\"digest\":\"" + plan.path("digest").asText() + "\"}";
  }

  private JsonNode apply() throws Exception {
    return read(server.post("operate", "/apply", digest(plan())));
  }

  private static List<String> open(dev.usher.testkit.fake.House house) {
    return house.badges().stream().filter(one -> !one.blocked()).map(one -> one.name()).toList();
  }

  @Test
  void whatWasShownIsCarriedOutAndTheLedgerTellsWhoAsked() throws Exception {
    JsonNode plan = plan();
    assertThat(plan.path("format").asText()).isEqualTo("usher-plan-1");
    JsonNode applied = read(server.post("operate", "/apply", digest(plan)));
    assertThat(applied.path("realms").findValuesAsText("realm")).containsExactly("ash", "elm");
    assertThat(applied.path("failures")).isEmpty();
    assertThat(open(server.ash)).containsExactly("alice");
    assertThat(server.entries()).extracting(Entry::by).containsOnly("token:operate");
    JsonNode verified = read(server.post("audit", "/verify", "{\"environments\":[\"day\"]}"));
    assertThat(verified.path("differences")).isEmpty();
    assertThat(verified.path("accounts").asInt()).isEqualTo(1);
    assertThat(plan().path("report").path("plans")).isEmpty();
  }

  @Test
  void anEnvironmentAloneIsPlanned() throws Exception {
    JsonNode plan = read(server.post("operate", "/plan", "{\"environments\":[\"night\"]}"));
    assertThat(plan.path("report").path("plans").findValuesAsText("realm")).containsExactly("elm");
  }

  /** Whoever may operate is not thereby whoever usher is on the targets. */
  @Test
  void aPlanThatSomebodyBringsIsNotCarriedOut() throws Exception {
    String shown = server.post("operate", "/plan", "{}").body();
    String forged = shown.replace("unblock \\\"alice\\\"", "unblock \\\"mallory\\\"");
    assertThat(forged).isNotEqualTo(shown);
    isProblem(server.post("admin", "/apply", forged), 400, "bad-request");
    isProblem(
        server.post("admin", "/apply", "{\"digest\":\"" + "0".repeat(64) + "\"}"),
        409,
        "plan-unknown");
    assertThat(server.ash.badges()).isEmpty();
    read(server.post("operate", "/apply", shown));
    assertThat(open(server.ash)).containsExactly("alice");
  }

  @Test
  void aPlanOfAnotherPolicyIsRefused() throws Exception {
    JsonNode plan = plan();
    server.guards("bob");
    HttpResponse<String> answer = server.post("operate", "/apply", digest(plan));
    isProblem(answer, 409, "refused");
    assertThat(JSON.readTree(answer.body()).path("diagnostic").asText())
        .isEqualTo("policy-changed");
    assertThat(server.entries()).isEmpty();
  }

  @Test
  void aPlanWhoseSystemHasMovedIsRefusedThere() throws Exception {
    JsonNode plan = plan();
    server.ash.build("main", "door", "cellar");
    JsonNode applied = read(server.post("operate", "/apply", digest(plan)));
    assertThat(applied.path("failures").findValuesAsText("code")).containsExactly("moved");
    assertThat(open(server.ash)).isEmpty();
    assertThat(open(server.elm)).containsExactly("alice");
  }

  @Test
  void aPlanIsForgottenAfterADay() throws Exception {
    JsonNode plan = plan();
    server.database.run("update plan_kept set kept = kept - interval '25 hours'");
    isProblem(server.post("operate", "/apply", digest(plan)), 409, "plan-unknown");
  }

  @Test
  void driftIsMendedByItsOwnPlan() throws Exception {
    apply();
    server.ash.obey("block \"alice\"");
    JsonNode drift = read(server.get("operate", "/drift"));
    assertThat(drift.path("samePolicy").asBoolean()).isTrue();
    assertThat(drift.path("by").asText()).isEqualTo("token:operate");
    assertThat(drift.path("plan").path("plans").findValuesAsText("realm")).containsExactly("ash");
    apply();
    assertThat(open(server.ash)).containsExactly("alice");
  }

  @Test
  void somebodyIsShutOutAndLetInAgain() throws Exception {
    apply();
    JsonNode plan = read(server.post("operate", "/subjects/alice/suspend", "{\"dryRun\":true}"));
    assertThat(plan.path("report").path("subject").asText()).isEqualTo("alice");
    assertThat(open(server.ash)).as("shown, not done").containsExactly("alice");
    read(server.post("operate", "/apply", digest(plan)));
    assertThat(open(server.ash)).isEmpty();
    read(server.post("operate", "/subjects/alice/resume", "{}"));
    assertThat(open(server.ash)).containsExactly("alice");
    read(server.post("operate", "/subjects/alice/suspend", "{}"));
    assertThat(open(server.elm)).isEmpty();
    assertThat(server.told)
        .as("so that it is not undone, and followed where it could not be done")
        .containsExactly(
            "SUSPEND alice token:operate",
            "RESUME alice token:operate",
            "SUSPEND alice token:operate");
  }

  @Test
  void somebodyLeavesWithAReceipt() throws Exception {
    apply();
    JsonNode plan = read(server.post("operate", "/subjects/alice/offboard", "{\"dryRun\":true}"));
    isProblem(server.post("operate", "/subjects/bob/offboard", digest(plan)), 409, "refused");
    JsonNode receipt = read(server.post("operate", "/subjects/alice/offboard", digest(plan)));
    assertThat(receipt.path("places").findValuesAsText("realm")).containsExactly("ash", "elm");
    assertThat(receipt.path("places").path(0).path("residue")).isEmpty();
    assertThat(server.ash.badges()).isEmpty();
    server.anew();
    apply();
    read(server.post("operate", "/subjects/alice/offboard", "{}"));
    assertThat(server.ash.badges()).as("at once").isEmpty();
    assertThat(server.told).containsExactly("OFFBOARD alice token:operate");
  }

  /** Said again it is moved, and sent again it is the same answer. */
  @Test
  void somebodyLeavesOnADate() throws Exception {
    apply();
    String first = "{\"on\": \"2999-12-30T18:00Z\", \"successor\": \"bob\"}";
    for (int i = 0; i < 2; i++) {
      JsonNode said =
          read(server.post("operate", "/subjects/alice/offboard", first, "Idempotency-Key", "one"));
      assertThat(said.at("/schedule/0/on").asText()).isEqualTo("2999-12-30T18:00:00Z");
      assertThat(said.at("/schedule/0/successor").asText()).isEqualTo("bob");
      assertThat(said.at("/schedule/0/by").asText()).isEqualTo("token:operate");
    }
    read(server.post("admin", "/subjects/alice/offboard", "{\"on\": \"2999-12-31\"}"));
    JsonNode all = read(server.get("audit", "/schedule")).path("schedule");
    assertThat(all).hasSize(1);
    assertThat(all.path(0).path("on").asText()).isEqualTo("3000-01-01T00:00:00Z");
    assertThat(all.path(0).has("successor")).isFalse();
    assertThat(all.path(0).path("by").asText()).isEqualTo("token:admin");
    assertThat(open(server.ash)).as("not yet").containsExactly("alice");

    String never = "{\"on\": \"never\"}";
    assertThat(read(server.post("operate", "/subjects/alice/offboard", never)).path("schedule"))
        .isEmpty();
    HttpResponse<String> again = server.post("operate", "/subjects/alice/offboard", never);
    isProblem(again, 409, "refused");
    assertThat(again.body()).contains("no date is said on which alice leaves");
    HttpResponse<String> past =
        server.post("operate", "/subjects/alice/suspend", "{\"on\": \"2020-01-01\"}");
    isProblem(past, 409, "refused");
    assertThat(past.body()).contains("is past; say it without a date");
    assertThat(server.told).isEmpty();
    assertThat(server.entries())
        .filteredOn(entry -> entry.what() == What.DECIDED)
        .extracting(entry -> entry.by() + ": " + entry.text())
        .containsExactly(
            "token:operate: alice leaves on 2999-12-30T18:00:00Z",
            "token:admin: alice leaves on 3000-01-01T00:00:00Z",
            "token:operate: taken back: alice leaves on 3000-01-01T00:00:00Z");
  }

  @Test
  void nobodyIsLetInWhereASystemCannotBeReached() throws Exception {
    apply();
    read(server.post("operate", "/subjects/alice/suspend", "{}"));
    server.elm.faults().down();
    HttpResponse<String> answer = server.post("operate", "/subjects/alice/resume", "{}");
    isProblem(answer, 409, "refused");
    assertThat(answer.body()).contains("resume-everywhere");
    assertThat(open(server.ash)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspend", "resume", "offboard"})
  void whoIsNotThereIsNotFound(String verb) throws Exception {
    for (String body : List.of("{}", "{\"dryRun\":true}", "{\"on\":\"2999-01-01\"}"))
      isProblem(server.post("operate", "/subjects/alicia/" + verb, body), 404, "not-found");
  }

  @ParameterizedTest
  @CsvSource({
    "/plan, operate",
    "/apply, operate",
    "/subjects/alice/suspend, operate",
    "/subjects/alice/resume, operate",
    "/subjects/alice/offboard, operate",
    "/verify, audit",
    "/ledger/verify, audit",
  })
  void whoMayLessIsRefused(String path, String needed) throws Exception {
    String less = needed.equals("operate") ? "audit" : "check";
    HttpResponse<String> answer = server.post(less, path, "{}");
    isProblem(answer, 403, "forbidden");
    assertThat(JSON.readTree(answer.body()).path("missing").asText()).isEqualTo(needed);
    assertThat(server.entries()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/plan | []",
        "/plan | {\"environments\": \"day\"}",
        "/plan | {\"environments\": [1]}",
        "/plan | {\"env\": []}",
        "/apply | {}",
        "/apply | {\"digest\": 5}",
        "/apply | {\"digest\": \"x\", \"report\": {}}",
        "/apply | {\"digest\": \"x\", \"force\": true}",
        "/verify | {\"all\": true}",
        "/ledger/verify | {\"x\": 1}",
        "/subjects/alice/suspend | {\"dryRun\": \"yes\"}",
        "/subjects/alice/suspend | {\"successor\": \"bob\"}",
        "/subjects/alice/offboard | {\"successor\": \"\"}",
        "/subjects/alice/offboard | {\"dry-run\": true}",
        "/subjects/alice/offboard | {\"on\": \"2999-02-30\"}",
        "/subjects/alice/offboard | {\"on\": null}",
        "/subjects/alice/offboard | {\"on\": \"2999-01-01\", \"dryRun\": true}",
        "/subjects/alice/offboard | {\"on\": \"2999-01-01\", \"digest\": \"x\"}",
        "/subjects/alice/suspend | {\"on\": \"2999-01-01\", \"successor\": \"bob\"}",
      })
  void whatIsSentWronglyIsABadRequest(String path, String body) throws Exception {
    isProblem(server.post("admin", path, body), 400, "bad-request");
    assertThat(server.entries()).isEmpty();
  }

  @Test
  void onlyJsonIsTaken() throws Exception {
    isProblem(
        server.send(
            "admin", "POST", "/plan", BodyPublishers.ofString("{}"), "Content-Type", "text/plain"),
        415,
        "unsupported-media-type");
    isProblem(server.get("admin", "/apply"), 405, "wrong-method");
  }

  @Test
  void withoutAPolicyInForceNothingIsChanged() throws Exception {
    JsonNode plan = plan();
    server.inForce(Optional.empty());
    isProblem(server.post("operate", "/plan", "{}"), 503, "no-policy-in-force");
    isProblem(server.post("operate", "/apply", digest(plan)), 503, "no-policy-in-force");
    isProblem(server.post("audit", "/verify", "{}"), 503, "no-policy-in-force");
    for (String verb : List.of("suspend", "resume", "offboard"))
      for (String body : List.of("{}", "{\"on\":\"2999-01-01\"}"))
        isProblem(
            server.post("operate", "/subjects/alice/" + verb, body), 503, "no-policy-in-force");
  }

  @Test
  void aRequestWithAKeyIsCarriedOutOnce() throws Exception {
    String plan = digest(plan());
    HttpResponse<String> first = server.post("operate", "/apply", plan, "Idempotency-Key", "one");
    read(first);
    int written = server.entries().size();
    HttpResponse<String> again = server.post("operate", "/apply", plan, "Idempotency-Key", "one");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(server.entries()).hasSize(written);
    isProblem(
        server.post("operate", "/subjects/alice/suspend", "{}", "Idempotency-Key", "one"),
        422,
        "key-in-use");
    assertThat(open(server.ash)).as("not suspended").containsExactly("alice");
    isProblem(
        server.post("operate", "/apply", plan, "Idempotency-Key", "two words"), 400, "bad-request");
  }

  /** Another's key is another key; what was refused was not done, and may be sent again. */
  @Test
  void aKeyIsItsCallersAndARefusalUsesNoneUp() throws Exception {
    String plan = digest(plan());
    server.guards("bob");
    isProblem(server.post("operate", "/apply", plan, "Idempotency-Key", "one"), 409, "refused");
    server.guards("alice");
    read(server.post("operate", "/apply", plan, "Idempotency-Key", "one"));
    read(server.post("admin", "/subjects/alice/suspend", "{}", "Idempotency-Key", "one"));
  }

  @Test
  void aKeyThatIsBeingWorkedOnIsNotWorkedOnAgain() throws Exception {
    String plan = digest(plan());
    read(server.post("operate", "/apply", plan, "Idempotency-Key", "one"));
    server.database.run("update answer_given set status = null, body = null");
    int written = server.entries().size();
    isProblem(server.post("operate", "/apply", plan, "Idempotency-Key", "one"), 409, "key-in-use");
    assertThat(server.entries()).hasSize(written);
  }
}
