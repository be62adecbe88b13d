package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.usher.core.access.Roster.Person;
import dev.usher.core.ledger.Entry;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.approval.Approvals.Request;
import dev.usher.engine.follow.InForce.Revision;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people may do whom an issuer vouches for, by the policy in force and nothing else. */
@ExtendWith(Served.class)
class PersonTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String OFFICES =
      """
      directories: { okta: { type: scim } }
      people: { otto: {}, ada: {}, lea: {}, nobody: {} }
      services: { robot: {} }
      teams:
        platform: { members: [], group: "okta:Platform" }
        guards: { members: [alice, bob], lead: lea }
      usher:
        administrators: [team:platform, ada, robot]
        operators: [otto]
        auditors: [carol]
      """;

  private final ApiServer server;

  PersonTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
    server.policy(OFFICES);
  }

  private String token(String person) {
    return server.issuer.token("sub-" + person, person);
  }

  private int get(String person, String path) {
    return server.get(token(person), path).statusCode();
  }

  private int post(String person, String path, String body) {
    return server.post(token(person), path, body).statusCode();
  }

  private JsonNode me(String person) throws Exception {
    HttpResponse<String> answer = server.get(token(person), "/me");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private String logged() {
    return server.logged.toString(StandardCharsets.UTF_8);
  }

  /** Each line: what is asked, and who may. */
  @ParameterizedTest
  @CsvSource({
    "GET, /tokens, ada",
    "POST, /tokens, ada",
    "GET, /identities, ada",
    "POST, /approvals/a1b2, ada",
    "POST, /directories/okta/release, ada",
    "POST, /directories/okta/admit, ada",
    "GET, /directories/okta/joining, ada otto carol",
    "POST, /names/x/free, ada",
    "PUT, /secrets/hook, ada",
    "POST, /plan, ada otto",
    "POST, /validate, ada otto",
    "POST, /access-diff, ada otto",
    "POST, /apply, ada otto",
    "POST, /subjects/alice/suspend, ada otto",
    "POST, /subjects/alice/resume, ada otto",
    "POST, /subjects/alice/offboard, ada otto",
    "POST, /subjects/alice/issue, ada",
    "POST, /subjects/nobody/issue, ada nobody",
    "POST, /subjects/robot/issue, ada",
    "GET, /policy, ada otto carol",
    "GET, /ledger, ada otto carol",
    "GET, /history?about=alice, ada otto carol",
    "GET, /drift, ada otto carol",
    "GET, /open, ada otto carol",
    "GET, /approvals, ada otto carol",
    "GET, /schedule, ada otto carol",
    "GET, /who-can?action=enter&on=day/ash/hall, ada otto carol",
    "GET, /can?subject=carol&action=enter&on=day/ash/hall, ada otto carol",
    "GET, /filter?subject=alice&action=enter&on=day/ash/hall, ada otto carol",
    "GET, /access/carol, ada otto carol",
    "GET, /can?subject=alice&action=enter&on=day/ash/hall, ada otto carol lea",
    "GET, /access/alice, ada otto carol lea",
    "GET, /me, ada otto carol lea nobody",
  })
  void whoMayAskForWhat(String method, String path, String who) {
    for (String person : Set.of("ada", "otto", "carol", "lea", "nobody")) {
      boolean may = Set.of(who.split(" ")).contains(person);
      HttpResponse<String> answer =
          method.equals("GET")
              ? server.get(token(person), path)
              : server.send(
                  token(person),
                  method,
                  path,
                  BodyPublishers.ofString("{\"nonsense\": 1}"),
                  "Content-Type",
                  "application/json");
      if (may) assertThat(answer.statusCode()).as(person + " " + answer.body()).isNotIn(401, 403);
      else {
        assertThat(answer.statusCode()).as(person + " " + answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("the policy in force does not give it to " + person);
      }
    }
  }

  /** A token is for what its scopes say, and no person. */
  @Test
  void noTokenIsInPersonWhoeverItGoesBackTo() throws Exception {
    String wish = "{\"target\": \"day/ash\"}";
    HttpResponse<String> own = server.post(token("nobody"), "/subjects/nobody/issue", wish);
    assertThat(own.statusCode()).as(own.body()).isEqualTo(409);
    assertThat(own.body()).contains("no-passwords");
    for (String scope : List.of("check", "audit", "operate", "scim:okta")) {
      HttpResponse<String> made =
          server.post(
              token("ada"),
              "/tokens",
              "{\"name\": \"%s\", \"scopes\": [\"%s\"], \"for\": \"1h\"}"
                  .formatted(scope.replace(':', '-'), scope));
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      String shown = JSON.readTree(made.body()).path("token").asText();
      HttpResponse<String> answer = server.post(shown, "/subjects/ada/issue", wish);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
      assertThat(answer.body()).contains("scope admin, which the token does not have");
    }
    server.hold("nobody", Optional.of(Kind.SUSPENDED));
    assertThat(post("nobody", "/subjects/nobody/issue", wish)).isEqualTo(401);
    // No house has heard of it yet.
    HttpResponse<String> out = server.post(token("ada"), "/subjects/nobody/issue", wish);
    assertThat(out.statusCode()).as(out.body()).isEqualTo(409);
    assertThat(out.body()).contains("nobody is suspended, and gets no password");
    assertThat(server.entries()).extracting(Entry::what).doesNotContain(Entry.What.INTENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 400 | Write",
        "{\"target\": \"day\"} | 400 | Write",
        "{\"target\": \"day/\"} | 400 | Write",
        "{\"target\": \"day/ash\", \"for\": \"soon\"} | 400 | no length of time",
        "{\"target\": \"day/ash\", \"secret\": \"mine\"} | 400 | nothing else",
        "{\"target\": \"night/ash\"} | 409 | ash is not in night",
        "{\"target\": \"day/oak\"} | 409 | oak",
        "{\"target\": \"day/ash\"} | 409 | no passwords",
      })
  void whatIsNoWishForAPasswordIsTold(String body, int status, String why) {
    HttpResponse<String> answer = server.post(token("ada"), "/subjects/alice/issue", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(why);
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
  }

  /** An answer that came again would have to be kept. */
  @Test
  void noPasswordIsForAKeyOfIdempotency() {
    HttpResponse<String> answer =
        server.post(
            token("ada"),
            "/subjects/alice/issue",
            "{\"target\": \"day/ash\"}",
            "Idempotency-Key",
            "one");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("kept nowhere");
    assertThat(post("ada", "/subjects/zoe/issue", "{\"target\": \"day/ash\"}")).isEqualTo(404);
  }

  @Test
  void whoAskedIsWhoTheLedgerTells() throws Exception {
    assertThat(me("otto").path("scopes").toString()).isEqualTo("[\"operate\"]");
    assertThat(post("otto", "/subjects/alice/suspend", "{}")).isEqualTo(200);
    assertThat(server.entries()).extracting(Entry::by).contains("otto");
    assertThat(server.told).containsExactly("SUSPEND alice otto");
  }

  /** Who is to leave would take it back. */
  @Test
  void nobodySaysOnWhichDateTheyLeaveOrComeBackThemselves() throws Exception {
    assertThat(post("ada", "/subjects/otto/offboard", "{\"on\": \"2999-12-31\"}")).isEqualTo(200);
    for (String verb : Set.of("offboard", "suspend", "resume"))
      for (String on : Set.of("never", "2999-12-01")) {
        HttpResponse<String> own =
            server.post(token("otto"), "/subjects/otto/" + verb, "{\"on\": \"%s\"}".formatted(on));
        assertThat(own.statusCode()).isEqualTo(403);
        assertThat(own.body()).contains("own-change");
      }
    JsonNode told = JSON.readTree(server.get(token("otto"), "/schedule").body()).path("schedule");
    assertThat(told).hasSize(1);
    assertThat(told.path(0).path("on").asText()).isEqualTo("3000-01-01T00:00:00Z");
    assertThat(told.path(0).path("by").asText()).isEqualTo("ada");
    assertThat(post("ada", "/subjects/otto/offboard", "{\"on\": \"never\"}")).isEqualTo(200);
    assertThat(JSON.readTree(server.get(token("otto"), "/schedule").body()).path("schedule"))
        .isEmpty();
  }

  @Test
  void whatThePolicyTakesAwayIsGoneWithTheNextRequest() {
    assertThat(get("otto", "/policy")).isEqualTo(200);
    server.policy(OFFICES.replace("operators: [otto]", "operators: []"));
    assertThat(get("otto", "/policy")).isEqualTo(403);
    server.policy(OFFICES);
    assertThat(get("otto", "/policy")).isEqualTo(200);
    server.policy(OFFICES.replace("otto: {}, ", "").replace("[otto]", "[]"));
    assertThat(server.get(token("otto"), "/me").statusCode()).isEqualTo(401);
    assertThat(logged()).contains("otto is no person of the policy in force");
  }

  @Test
  void whoIsKeptOutHasNothingUntilTheyAreLetInAgain() {
    server.hold("ada", Optional.of(Kind.SUSPENDED));
    assertThat(get("ada", "/me")).isEqualTo(401);
    server.hold("ada", Optional.empty());
    assertThat(get("ada", "/tokens")).isEqualTo(200);
    server.hold("ada", Optional.of(Kind.OFFBOARDED));
    assertThat(get("ada", "/me")).isEqualTo(401);
  }

  @Test
  void withoutAPolicyInForceNobodyHasAnything() {
    server.inForce(Optional.empty());
    assertThat(get("ada", "/me")).isEqualTo(401);
    server.inForce(Optional.of(new Revision("gone", server.policy.resolve("gone"))));
    assertThat(get("ada", "/me")).isEqualTo(401);
  }

  @Test
  void whomADirectoryKnowsIsThereWhileItSaysSo() {
    assertThat(get("dora", "/me")).isEqualTo(401);
    server.people.put("dora", new Person("dora", Map.of(), Optional.empty(), Set.of("Platform")));
    assertThat(get("dora", "/tokens")).isEqualTo(200);
    server.people.put("dora", new Person("dora", Map.of(), Optional.empty(), Set.of()));
    assertThat(get("dora", "/tokens")).isEqualTo(403);
    server.people.remove("dora");
    assertThat(get("dora", "/me")).isEqualTo(401);
  }

  /** A directory cannot make an administrator of itself of somebody whom the text has. */
  @Test
  void whomTheTextHasNoDirectoryMakesMoreOf() {
    server.people.put("otto", new Person("otto", Map.of(), Optional.empty(), Set.of("Platform")));
    assertThat(get("otto", "/tokens")).isEqualTo(403);
  }

  @Test
  void aServiceIsNoPersonAtTheDoor() {
    assertThat(get("robot", "/me")).isEqualTo(401);
  }

  @Test
  void aLeadSeesTheOwnTeamAndNobodyElse() throws Exception {
    assertThat(me("lea").path("leads").toString()).isEqualTo("[\"guards\"]");
    assertThat(get("lea", "/access/bob")).isEqualTo(200);
    assertThat(get("lea", "/access/carol")).isEqualTo(403);
    assertThat(get("lea", "/access/lea")).isEqualTo(403);
    assertThat(get("lea", "/access/unheard")).isEqualTo(403);
    assertThat(post("lea", "/subjects/bob/suspend", "{}")).isEqualTo(403);
    assertThat(get("lea", "/can?subject=bob&subject=carol&action=enter&on=day/ash/hall"))
        .isEqualTo(400);
    server.policy(OFFICES.replace("members: [alice, bob]", "members: [alice]"));
    assertThat(get("lea", "/access/bob")).isEqualTo(403);
    // A token is nobody's lead.
    assertThat(server.get("scim:okta", "/access/alice").statusCode()).isEqualTo(403);
  }

  @Test
  void aNameIsBoundOnceAndAFreedOneIsNobodyElses() throws Exception {
    assertThat(server.get(server.issuer.token("1", "ada"), "/tokens").statusCode()).isEqualTo(200);
    // The issuer has given the name to somebody else; and calls the first one otherwise now.
    assertThat(server.get(server.issuer.token("2", "ada"), "/me").statusCode()).isEqualTo(401);
    assertThat(server.get(server.issuer.token("2", "ADA"), "/me").statusCode()).isEqualTo(401);
    assertThat(logged()).contains("ada is somebody else's there");
    HttpResponse<String> renamed = server.get(server.issuer.token("1", "otto"), "/me");
    assertThat(JSON.readTree(renamed.body()).path("name").asText()).isEqualTo("ada");
    // Until an administrator says otherwise.
    HttpResponse<String> all = server.get("admin", "/identities");
    JsonNode bound = JSON.readTree(all.body()).path("identities").path(0);
    assertThat(bound.path("sub").asText() + bound.path("subject").asText()).isEqualTo("1ada");
    var none = BodyPublishers.noBody();
    assertThat(server.send("operate", "DELETE", "/identities/ada", none).statusCode())
        .isEqualTo(403);
    assertThat(server.send("admin", "DELETE", "/identities/ada", none).statusCode()).isEqualTo(204);
    assertThat(server.send("admin", "DELETE", "/identities/ada", none).statusCode()).isEqualTo(404);
    assertThat(server.get(server.issuer.token("2", "ada"), "/tokens").statusCode()).isEqualTo(200);
    assertThat(server.entries())
        .extracting(Entry::text)
        .contains(
            "1 of " + server.issuer.url() + " is ada",
            "ada is nobody's at the door",
            "2 of " + server.issuer.url() + " is ada");
  }

  @Test
  void whoIsNotInThePolicyIsBoundToNothing() throws Exception {
    assertThat(server.get(server.issuer.token("7", "zoe"), "/me").statusCode()).isEqualTo(401);
    assertThat(JSON.readTree(server.get("admin", "/identities").body()).path("identities"))
        .isEmpty();
  }

  @Test
  void aClaimThatIsMissingIsNobodyAndAlsoOneThatIsNoText() {
    JWTClaimsSet without =
        server.issuer.claims("8", "ada").claim("preferred_username", null).build();
    assertThat(server.get(server.issuer.sign(without), "/me").statusCode()).isEqualTo(401);
    assertThat(logged()).contains("it does not say who that is");
    JWTClaimsSet list =
        server.issuer.claims("8", "ada").claim("preferred_username", Set.of("ada")).build();
    assertThat(server.get(server.issuer.sign(list), "/me").statusCode()).isEqualTo(401);
  }

  /** Who wrote the policy does not say yes to what it does by a token of another name. */
  @Test
  void aTokenOfTheirsIsNoSecondPerson() throws Exception {
    String made =
        server
            .post(
                token("ada"),
                "/tokens",
                "{\"name\": \"ci\", \"scopes\": [\"admin\"], \"for\": \"1h\"}")
            .body();
    String ci = JSON.readTree(made).path("token").asText();
    server.approvals.ask(new Request("a1b2", "ash", "day", List.of("badge alice")), Instant.now());
    server.inForce(
        server
            .inForce()
            .map(
                is ->
                    new Revision(
                        is.revision(),
                        is.folder(),
                        Set.of("ada"),
                        Instant.EPOCH,
                        Optional.empty())));
    HttpResponse<String> own = server.post(ci, "/approvals/a1b2", "{\"verdict\": \"yes\"}");
    assertThat(own.statusCode()).as(own.body()).isEqualTo(403);
    assertThat(own.body()).contains("own-change");
  }

  /** A token that ada makes is ada's: when she may not any more, it may not either. */
  @Test
  void aTokenIsGoodForWhatItsOwnerMayDo() throws Exception {
    String wish = "{\"name\": \"%s\", \"scopes\": [\"%s\"], \"for\": \"1h\"}";
    HttpResponse<String> made = server.post(token("ada"), "/tokens", wish.formatted("ci", "admin"));
    String ci = JSON.readTree(made.body()).path("token").asText();
    assertThat(JSON.readTree(made.body()).path("owner").asText()).isEqualTo("ada");
    // What it makes in turn goes back to her too.
    String second =
        JSON.readTree(server.post(ci, "/tokens", wish.formatted("ci2", "operate")).body())
            .path("token")
            .asText();
    String okta =
        JSON.readTree(server.post(ci, "/tokens", wish.formatted("okta", "scim:okta")).body())
            .path("token")
            .asText();
    assertThat(server.get(ci, "/tokens").statusCode()).isEqualTo(200);
    assertThat(server.get(second, "/policy").statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(server.get(okta, "/me").body()).path("scopes").toString())
        .isEqualTo("[\"scim:okta\"]");
    server.policy(OFFICES.replace("ada, robot", "robot").replace("[otto]", "[otto, ada]"));
    assertThat(server.get(ci, "/tokens").statusCode()).isEqualTo(403);
    assertThat(server.get(second, "/policy").statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(server.get(okta, "/me").body()).path("scopes").toString())
        .isEqualTo("[]");
    server.hold("ada", Optional.of(Kind.OFFBOARDED));
    assertThat(server.get(second, "/policy").statusCode()).isEqualTo(403);
  }

  @Test
  void nobodyLetsThemselvesInAndWhoDoesNotWaitIsNotLetIn() {
    String wish = "{\"group\": \"Platform\", \"member\": \"%s\"}";
    HttpResponse<String> own =
        server.post(token("ada"), "/directories/okta/admit", wish.formatted("Ada"));
    assertThat(own.statusCode()).isEqualTo(403);
    assertThat(own.body()).contains("own-change");
    assertThat(post("ada", "/directories/okta/admit", wish.formatted("zoe"))).isEqualTo(404);
    assertThat(post("ada", "/directories/okta/admit", "{}")).isEqualTo(400);
  }

  @Test
  void whereToLogInIsSaidToEverybody() throws Exception {
    HttpResponse<String> login = server.get("", "/login");
    assertThat(login.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(login.body()).toString())
        .isEqualTo(
            "{\"issuers\":[{\"issuer\":\"%s\",\"client\":\"usher-cli\"}]}"
                .formatted(server.issuer.url()));
  }
}
