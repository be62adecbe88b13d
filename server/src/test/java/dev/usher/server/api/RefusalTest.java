package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.engine.approval.Approvals.Request;
import dev.usher.engine.follow.InForce.Revision;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is understood and not done: each says why by its code, and what to do instead. */
@ExtendWith(Served.class)
class RefusalTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String YES = "{\"verdict\": \"yes\"}";
  private static final String HOOK =
      "{\"name\": \"chat\", \"channel\": {\"kind\": \"webhook\", \"address\": \"%s\","
          + " \"secret\": \"env:HOOK\"}}";

  private final ApiServer server;

  RefusalTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  private static void isRefused(HttpResponse<String> answer, int status, String code, String detail)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(problem.path("detail").asText()).contains(detail);
  }

  private void waits() {
    server.approvals.ask(new Request("a1b2", "ash", "day", List.of("badge alice")), Instant.now());
  }

  @Test
  void aLedgerThatCannotBeReadIsNoEmptyOne() throws Exception {
    server.database.run("alter table ledger rename to ledger_away");
    try {
      isRefused(server.get("audit", "/ledger"), 503, "no-ledger", "ledger");
      isRefused(server.get("audit", "/history?about=alice"), 503, "no-ledger", "ledger");
      isRefused(server.post("audit", "/ledger/verify", "{}"), 503, "no-ledger", "ledger");
    } finally {
      server.database.run("alter table ledger_away rename to ledger");
    }
    assertThat(server.get("audit", "/ledger").statusCode()).isEqualTo(200);
  }

  @Test
  void twoTokensThatAreAliveHaveTwoNames() throws Exception {
    String wish = "{\"name\": \"ci\", \"scopes\": [\"audit\"], \"for\": \"1h\"}";
    HttpResponse<String> made = server.post("admin", "/tokens", wish);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    HttpResponse<String> second = server.post("admin", "/tokens", wish);
    isRefused(second, 409, "name-taken", "revoke it first");
    assertThat(second.body()).doesNotContain("usher_");
  }

  @Test
  void twoSubscriptionsHaveTwoNames() throws Exception {
    String wish = HOOK.formatted("http://127.0.0.1:1/in");
    HttpResponse<String> made = server.post("admin", "/subscriptions", wish);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    isRefused(server.post("admin", "/subscriptions", wish), 409, "name-taken", "remove it first");
  }

  @Test
  void nothingIsSentWhereTheOperatorDoesNotLetIt() throws Exception {
    isRefused(
        server.post("admin", "/subscriptions", HOOK.formatted("http://127.0.0.2:1/in")),
        422,
        "undeliverable",
        "the operator lists it");
    isRefused(server.get("admin", "/subscriptions/chat"), 404, "not-found", "no subscription");
  }

  @Test
  void aYesIsToSomethingThatWaits() throws Exception {
    isRefused(
        server.post("admin", "/approvals/c3d4", YES), 404, "not-found", "GET /api/v1/approvals");
    waits();
    isRefused(server.post("admin", "/approvals/a1b2", "{}"), 400, "bad-request", "yes or no");
    isRefused(server.post("operate", "/approvals/a1b2", YES), 403, "forbidden", "the scope admin");
    HttpResponse<String> yes = server.post("admin", "/approvals/a1b2", YES);
    assertThat(yes.statusCode()).as(yes.body()).isEqualTo(200);
    isRefused(server.post("admin", "/approvals/a1b2", YES), 409, "decided", "before");
    isRefused(
        server.post("admin", "/approvals/a1b2", "{\"verdict\": \"no\"}"), 409, "decided", "before");
    assertThat(server.approvals.of("a1b2").orElseThrow().verdict().orElseThrow().yes()).isTrue();
  }

  /** A no to it is anybody's. */
  @Test
  void nobodySaysYesToTheirOwn() throws Exception {
    waits();
    server.inForce(
        Optional.of(
            new Revision("r1", server.policy, Set.of("admin"), Instant.EPOCH, Optional.empty())));
    isRefused(server.post("admin", "/approvals/a1b2", YES), 403, "own-change", "let somebody else");
    HttpResponse<String> no = server.post("admin", "/approvals/a1b2", "{\"verdict\": \"no\"}");
    assertThat(no.statusCode()).as(no.body()).isEqualTo(200);
    assertThat(server.approvals.of("a1b2").orElseThrow().verdict().orElseThrow().yes()).isFalse();
  }
}
