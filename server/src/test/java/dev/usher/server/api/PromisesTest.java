package dev.usher.server.api;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.server.http.Manner;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Method;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What is promised of all routes under {@code /api/v1}, asked of each of them. A new one is missing
 * in a table here until somebody says how it is asked.
 */
@ExtendWith(Served.class)
class PromisesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ROOT = "/api/v1";
  private static final String WAITING =
      "select count(*) from pg_stat_activity"
          + " where datname = current_database() and wait_event_type = 'Lock'";
  private static final List<List<String>> TWO = List.of(List.of("2"));

  /** How each list is asked. */
  private static final Map<String, String> LISTS =
      Map.ofEntries(
          entry("/who-can", "/who-can?action=enter&on=day/ash/hall&live=true"),
          entry("/access/{subject}", "/access/alice?live=true"),
          entry(
              "/then/who-can",
              "/then/who-can?action=enter&on=day/ash/hall&at=2026-11-29T08:02:00Z"),
          entry("/then/access/{subject}", "/then/access/bob?at=2026-11-29T08:02:00Z"),
          entry("/diff", "/diff?from=2026-11-29T07:00:00Z&to=2026-11-29T08:02:00Z"),
          entry("/schedule", "/schedule"),
          entry("/ledger", "/ledger"),
          entry("/history", "/history?about=alice"),
          entry("/decision-log", "/decision-log"),
          entry("/open", "/open"),
          entry("/realms", "/realms"),
          entry("/orphans", "/orphans"),
          entry("/approvals", "/approvals"),
          entry("/directories/{name}/held", "/directories/okta/held"),
          entry("/directories/{name}/joining", "/directories/okta/joining"),
          entry("/tokens", "/tokens"),
          entry("/identities", "/identities"),
          entry("/secrets", "/secrets"),
          entry("/subscriptions", "/subscriptions"),
          entry("/subscriptions/{name}/dead-letters", "/subscriptions/pager/dead-letters"));

  /** How each thing is asked that is one. */
  private static final Map<String, String> READS =
      Map.ofEntries(
          entry("/openapi.json", "/openapi.json"),
          entry("/policy", "/policy"),
          entry("/policy/head", "/policy/head"),
          entry("/me", "/me"),
          entry("/login", "/login"),
          entry("/can", "/can?subject=alice&action=enter&on=day/ash/hall&live=true"),
          entry("/filter", "/filter?subject=alice&action=enter&on=day/ash/hall"),
          entry("/drift", "/drift"),
          entry("/past", "/past"),
          entry("/tokens/{id}", "/tokens/t1"),
          entry("/identities/{name}", "/identities/alice"),
          entry("/secrets/{name}", "/secrets/hook"),
          entry("/subscriptions/{name}", "/subscriptions/pager"));

  /** What is of a moment, and says which: its tag is of the rest, and so a weak one. */
  private static final Set<String> MOMENTS = Set.of("/drift");

  /** Lists that are no longer than what somebody wrote by hand, and so part of one thing. */
  private static final Set<String> SHORT =
      Set.of(
          "/me scopes",
          "/me leads",
          "/login issuers",
          "/filter columns",
          "/past behind",
          "/past silent",
          "/policy/head why",
          "/policy/head authors",
          "/tokens/{id} scopes",
          "/identities/{name} identities",
          "/subscriptions/{name} environments",
          "/subscriptions/{name} systems",
          "/subscriptions/{name} teams",
          "/subscriptions/{name} kinds");

  private final ApiServer server;

  PromisesTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void filled() {
    server.anew();
    server.filled();
    server.database.run(
        "insert into identity (issuer, sub, subject, bound)"
            + " values ('https://id.example', '1', 'alice', now()),"
            + " ('https://id.example', '2', 'bob', now())",
        "insert into token (id, name, digest, scopes, created, created_by, expires)"
            + " values ('t1', 'ci', sha256('1'::bytea), '{audit}', now(), 'ann', now() + interval '1 day'),"
            + " ('t2', 'cd', sha256('2'::bytea), '{audit}', now(), 'ann', now() + interval '1 day')");
  }

  private List<Route> routes(Manner... manners) {
    return server.routes.stream()
        .filter(route -> route.path().startsWith(ROOT))
        .filter(route -> List.of(manners).contains(route.manner()))
        .toList();
  }

  private static String path(Route route) {
    return route.path().substring(ROOT.length());
  }

  private Set<String> paths(Manner... manners) {
    Set<String> paths = new TreeSet<>();
    for (Route route : routes(manners)) paths.add(path(route));
    return paths;
  }

  private HttpResponse<String> get(String path, String... headers) {
    return server.get("admin", path, headers);
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.uri() + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static void isProblem(HttpResponse<String> answer, int status, String why) {
    assertThat(answer.statusCode()).as(answer.uri() + answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.body()).as(answer.uri().toString()).contains(why);
  }

  @Test
  void eachRouteSaysItsMannerAndIsAskedHere() {
    assertThat(paths(Manner.LIST)).isEqualTo(new TreeSet<>(LISTS.keySet()));
    assertThat(paths(Manner.READ)).isEqualTo(new TreeSet<>(READS.keySet()));
    assertThat(paths(Manner.STREAM)).containsExactly("/feed");
    assertThat(paths(Manner.OTHER)).isEmpty();
    assertThat(paths(Manner.QUESTION)).containsExactly("/access-diff", "/import", "/validate");
    for (Route route : server.routes) {
      if (!route.path().startsWith(ROOT)) continue;
      Set<Manner> fitting =
          route.method().equals(Method.GET)
              ? Set.of(Manner.READ, Manner.LIST, Manner.STREAM)
              : route.method().equals(Method.POST)
                  ? Set.of(Manner.ONCE, Manner.SECRET, Manner.QUESTION)
                  : Set.of(Manner.REPLACE);
      assertThat(fitting).as(route.toString()).contains(route.manner());
    }
  }

  /** Or the tests here could be passed by. */
  @Test
  void noRouteOfTheApiIsMadeWithoutAManner() {
    for (Method method : List.of(Method.GET, Method.POST, Method.PUT, Method.DELETE))
      assertThatThrownBy(() -> new Route(method, "/api/v1/new", Right.OPEN, (_, _, _) -> {}))
          .hasMessageContaining("says nothing of its manner");
  }

  @Test
  void whatIsKnownIsNotSentAgain() {
    Map<String, String> all = new TreeMap<>(LISTS);
    all.putAll(READS);
    for (String asked : all.values()) {
      HttpResponse<String> first = get(asked);
      assertThat(first.statusCode()).as(asked + first.body()).isEqualTo(200);
      String tag = first.headers().firstValue("etag").orElse("none for " + asked);
      boolean isOfMoment = MOMENTS.contains(asked);
      assertThat(tag).as(asked).matches((isOfMoment ? "W/" : "") + "\"[0-9a-f]{32}\"");
      String opaque = tag.replace("W/", "");
      for (String known : List.of(opaque, "W/" + opaque, "\"x\", " + tag, "*")) {
        HttpResponse<String> again = get(asked, "If-None-Match", known);
        assertThat(again.statusCode()).as(asked + again.body()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("etag")).contains(tag);
        assertThat(again.headers().firstValue("cache-control")).contains("no-store");
      }
      String other = get(asked, "If-None-Match", "\"x\"").body();
      if (isOfMoment) assertThat(other).as(asked).isNotEqualTo(first.body());
      else assertThat(other).as(asked).isEqualTo(first.body());
    }
  }

  @Test
  void whatMovesInASystemIsAnotherDrift() {
    String tag = get("/drift").headers().firstValue("etag").orElseThrow();
    server.ash.obey("cut \"alice\" \"main\" \"door\" \"safe\" \"enter\"");
    HttpResponse<String> moved = get("/drift", "If-None-Match", tag);
    assertThat(moved.statusCode()).isEqualTo(200);
    assertThat(moved.headers().firstValue("etag")).isPresent().get().isNotEqualTo(tag);
  }

  @Test
  void anotherAnswerHasAnotherTag() {
    String tag = get("/subscriptions").headers().firstValue("etag").orElseThrow();
    server.send("admin", "DELETE", "/subscriptions/pager", BodyPublishers.noBody());
    assertThat(get("/subscriptions", "If-None-Match", tag).statusCode()).isEqualTo(200);
    assertThat(server.get("admin", "/nothing").headers().firstValue("etag")).isEmpty();
  }

  /** What grows comes in pages: a list in what is no page is there for a reason. */
  @Test
  void whatIsNoPageHasNoListThatGrows() throws Exception {
    Set<String> found = new TreeSet<>();
    for (var one : READS.entrySet()) {
      JsonNode answer = json(get(one.getValue()));
      for (var field : answer.properties())
        if (field.getValue().isArray() && !field.getKey().equals("diagnostics"))
          found.add(one.getKey() + " " + field.getKey());
    }
    found.removeIf(one -> one.startsWith("/openapi.json"));
    assertThat(SHORT).containsAll(found);
  }

  private static String and(String asked, String more) {
    return asked + (asked.contains("?") ? "&" : "?") + more;
  }

  /** All lines of all lists, wherever in the answer they stand. */
  private static void lines(String at, JsonNode answer, Map<String, List<String>> into) {
    for (var field : answer.properties()) {
      String here = at + "/" + field.getKey();
      if (field.getValue().isObject()) lines(here, field.getValue(), into);
      if (Set.of("/diagnostics", "/failures").contains(here)) continue;
      for (JsonNode one : field.getValue().isArray() ? field.getValue() : JSON.createArrayNode())
        into.computeIfAbsent(here, _ -> new ArrayList<>()).add(one.toString());
    }
  }

  @Test
  void eachListIsTheSamePageByPage() throws Exception {
    Set<String> parted = new TreeSet<>();
    for (var list : new TreeMap<>(LISTS).entrySet()) {
      String asked = list.getValue();
      Map<String, List<String>> whole = new TreeMap<>();
      lines("", json(get(and(asked, "limit=1000"))), whole);
      Map<String, List<String>> pages = new TreeMap<>();
      String cursor = "";
      for (int n = 0; n < 50; n++) {
        JsonNode page = json(get(and(asked, "limit=1" + cursor)));
        lines("", page, pages);
        if (!page.has("next")) break;
        cursor = "&cursor=" + page.path("next").asText();
        parted.add(list.getKey());
      }
      assertThat(pages).as(asked).isEqualTo(whole);
    }
    assertThat(parted)
        .contains("/who-can", "/access/{subject}", "/diff", "/ledger", "/history", "/decision-log")
        .contains("/tokens", "/identities");
  }

  @Test
  void noListTakesALimitOrACursorThatIsNone() throws Exception {
    String foreign = json(get("/tokens?limit=1")).path("next").asText();
    String own = json(get("/ledger?limit=1")).path("next").asText();
    for (String asked : LISTS.values()) {
      for (String limit : List.of("0", "-1", "1001", "abc", "", "1.5", "99999999999999999999"))
        isProblem(get(and(asked, "limit=" + limit)), 400, "limit");
      isProblem(get(and(asked, "limit=1&limit=1")), 400, "more than once");
      for (String cursor :
          List.of("abc", "7", "%25", "", "YWJj", own.substring(3), "a".repeat(2001)))
        isProblem(get(and(asked, "cursor=" + cursor)), 400, "cursor");
      if (!asked.equals("/tokens"))
        isProblem(get(and(asked, "cursor=" + foreign)), 400, "of another question");
      assertThat(get(and(asked, "limit=1000")).statusCode()).isEqualTo(200);
    }
    isProblem(get("/ledger?limit=1&after=1&cursor=" + own), 400, "of another question");
  }

  @Test
  void eachPostTakesAKeyOrRefusesIt() {
    for (Route route : routes(Manner.ONCE, Manner.SECRET)) {
      String path = path(route).replaceAll("\\{[a-z]+}", "alice");
      String word =
          route.manner() == Manner.ONCE ? "Idempotency-Key is of 1 to 100" : "kept nowhere";
      isProblem(server.post("admin", path, "{}", "Idempotency-Key", "two words"), 400, word);
    }
    assertThat(paths(Manner.SECRET)).containsExactly("/subjects/{name}/issue", "/tokens");
  }

  @Test
  void whatWasDoneIsAnsweredAgainAndNotDoneAgain() throws Exception {
    String plan = server.post("admin", "/plan", "{}").body();
    Map<String, String> done =
        Map.ofEntries(
            entry("/plan", "{}"),
            entry("/apply", plan),
            entry("/verify", "{}"),
            entry("/ledger/verify", "{}"),
            entry("/subjects/alice/suspend", "{}"),
            entry("/approvals/a1b2", "{\"verdict\": \"yes\"}"),
            entry("/directories/okta/release", "{}"),
            entry("/names/ada/free", "{}"),
            entry("/past/recover", "{}"),
            entry("/secrets/rotate", "{}"),
            entry("/subscriptions/pager/replay", "{}"),
            entry(
                "/subscriptions",
                """
                {"name": "mine", "channel":
                  {"kind": "webhook", "address": "https://93.184.215.14/in", "secret": "env:HOOK"}}
                """));
    for (var one : done.entrySet()) {
      String path = one.getKey();
      HttpResponse<String> first =
          server.post("admin", path, one.getValue(), "Idempotency-Key", path);
      assertThat(first.statusCode()).as(path + first.body()).isBetween(200, 204);
      int written = server.entries().size();
      HttpResponse<String> again =
          server.post("admin", path, one.getValue(), "Idempotency-Key", path);
      assertThat(again.statusCode()).as(path + again.body()).isEqualTo(first.statusCode());
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.headers().firstValue("location"))
          .isEqualTo(first.headers().firstValue("location"));
      assertThat(server.entries()).as(path).hasSize(written);
      isProblem(
          server.post("admin", "/plan", "{\"environments\": []}", "Idempotency-Key", path),
          422,
          "another request");
    }
    assertThat(
            server
                .post(
                    "admin",
                    "/subscriptions",
                    done.get("/subscriptions"),
                    "Idempotency-Key",
                    "/subscriptions")
                .headers()
                .firstValue("location"))
        .contains("/api/v1/subscriptions/mine");
  }

  private HttpResponse<String> change(Route route, String... headers) {
    String path =
        path(route)
            .replace("/tokens/{id}", "/tokens/t1")
            .replace("/identities/{name}", "/identities/alice")
            .replace("/secrets/{name}", "/secrets/hook")
            .replace("/subscriptions/{name}", "/subscriptions/pager");
    String[] all = List.of(headers).toArray(String[]::new);
    if (route.method().equals(Method.PUT)) {
      all = new String[headers.length + 2];
      System.arraycopy(headers, 0, all, 2, headers.length);
      all[0] = "Content-Type";
      all[1] = "application/json";
    }
    return server.send(
        "admin",
        route.method().text(),
        path,
        BodyPublishers.ofString(
            route.method().equals(Method.PUT) ? "{\"secret\": \"another one\"}" : ""),
        all);
  }

  @Test
  void onlyWhatWasSeenIsReplacedOrEnded() {
    for (Route route : routes(Manner.REPLACE)) {
      filled();
      String asked = READS.get(path(route));
      assertThat(asked).as(route.toString()).isNotNull();
      String tag = get(asked).headers().firstValue("etag").orElseThrow();
      int written = server.entries().size();
      for (String other : List.of("\"x\"", "W/" + tag, "x"))
        isProblem(change(route, "If-Match", other), 412, "other-version");
      isProblem(change(route, "If-None-Match", "*"), 412, "other-version");
      assertThat(get(asked).headers().firstValue("etag")).as(asked).contains(tag);
      assertThat(server.entries()).hasSize(written);
      HttpResponse<String> done = change(route, "If-Match", "\"x\", " + tag);
      assertThat(done.statusCode()).as(route.toString() + done.body()).isEqualTo(204);
      if (!route.path().contains("/tokens/") && route.method().equals(Method.DELETE))
        isProblem(change(route, "If-Match", "*"), 412, "other-version");
      isProblem(change(route, "If-Match", tag), 412, "other-version");
    }
  }

  /**
   * Nobody writes the ledger until both wait for something: whoever looked at the thing by then,
   * and changes it after, looked too early.
   */
  private void isDoneOnceOfTwo(String as, Supplier<HttpResponse<String>> change) throws Exception {
    List<CompletableFuture<HttpResponse<String>>> both = new ArrayList<>();
    try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor();
        Connection held = server.database.connect();
        Statement statement = held.createStatement()) {
      held.setAutoCommit(false);
      statement.execute("lock table ledger in exclusive mode");
      for (int n = 0; n < 2; n++) both.add(CompletableFuture.supplyAsync(change, two));
      for (int n = 0; n < 400 && !server.database.rows(WAITING).equals(TWO); n++) Thread.sleep(10);
      assertThat(server.database.rows(WAITING)).as(as).isEqualTo(TWO);
      held.rollback();
    }
    List<Integer> came = new ArrayList<>();
    for (var one : both) came.add(one.get().statusCode());
    assertThat(came).as(as).containsExactlyInAnyOrder(204, 412);
  }

  @Test
  void ofTwoWhoHaveSeenTheSameOneReplacesOrEndsIt() throws Exception {
    for (Route route : routes(Manner.REPLACE)) {
      filled();
      String tag = get(READS.get(path(route))).headers().firstValue("etag").orElseThrow();
      isDoneOnceOfTwo(route.toString(), () -> change(route, "If-Match", tag));
    }
  }

  @Test
  void ofTwoWhoPutTheFirstSecretOfANameAtOnceOneDoes() throws Exception {
    isDoneOnceOfTwo(
        "PUT /secrets/new",
        () ->
            server.send(
                "admin",
                "PUT",
                "/secrets/new",
                BodyPublishers.ofString("{\"secret\": \"one\"}"),
                "Content-Type",
                "application/json",
                "If-None-Match",
                "*"));
  }

  /** Of two who want to be the first, one is. */
  @Test
  void aSecretIsPutWhereNoneIs() {
    for (int status : List.of(204, 412))
      assertThat(
              server
                  .send(
                      "admin",
                      "PUT",
                      "/secrets/new",
                      BodyPublishers.ofString("{\"secret\": \"one\"}"),
                      "Content-Type",
                      "application/json",
                      "If-None-Match",
                      "*")
                  .statusCode())
          .isEqualTo(status);
  }
}
