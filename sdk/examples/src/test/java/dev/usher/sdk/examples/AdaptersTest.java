package dev.usher.sdk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.model.Hold;
import dev.usher.sdk.UsherChecks;
import dev.usher.sdk.guard.Denial;
import dev.usher.sdk.guard.Guard;
import dev.usher.sdk.guard.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One policy, one feed: behind each adapter the same requests get the same answers. */
class AdaptersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NOBODY = "";

  /** What an example says when it has done what was asked. */
  private static final String DONE = "done: ";

  private static final List<Denial> denials = new CopyOnWriteArrayList<>();
  private static final Map<Framework, Running> running = new EnumMap<>(Framework.class);
  private static final HttpClient client = HttpClient.newHttpClient();
  private static StandIn server;
  private static UsherChecks checks;

  enum Framework {
    SERVLET,
    SPRING,
    HELIDON;

    private Running start(Guard guard) {
      return switch (this) {
        case SERVLET -> ServletShop.start(guard, 0);
        case SPRING -> SpringShop.start(guard, 0);
        case HELIDON -> HelidonShop.start(guard, 0);
      };
    }
  }

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = StandIn.of(Path.of("policy.yaml"));
    checks =
        UsherChecks.follow(
            server.address(), () -> "any", InstantSource.system(), Throwable::printStackTrace);
    assertThat(checks.awaits("stand-in.1", PATIENCE)).isTrue();
    Guard guard = new Guard(checks, denials::add);
    for (Framework one : Framework.values()) running.put(one, one.start(guard));
  }

  @AfterAll
  static void stop() {
    running.values().forEach(Running::close);
    checks.close();
    server.close();
    client.close();
  }

  @BeforeEach
  void nothingIsDeniedYet() {
    denials.clear();
  }

  private static HttpResponse<String> ask(Framework at, String who, String method, String path)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.get(at).port() + path))
            .method(method, BodyPublishers.noBody());
    if (!who.equals(NOBODY)) request.header("Authorization", basic(who, who + "'s"));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String basic(String name, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** In the end: a machine with much to do may not have heard of the server for a moment. */
  private static void isDone(Framework at, String who, String method, String path)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    HttpResponse<String> answer = ask(at, who, method, path);
    while (answer.statusCode() == 403 && System.nanoTime() < end) {
      Thread.sleep(50);
      answer = ask(at, who, method, path);
    }
    assertThat(answer.body()).startsWith(DONE);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> isNot(
      int status, Framework at, String who, String method, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = ask(at, who, method, path);
    assertThat(answer.statusCode())
        .as(at + " " + who + " " + method + " " + path)
        .isEqualTo(status);
    assertThat(answer.body()).doesNotContain(DONE);
    return answer;
  }

  @ParameterizedTest
  @EnumSource
  void whatThePolicyAllowsIsDone(Framework at) throws IOException, InterruptedException {
    isDone(at, "alice", "GET", "/orders/17");
    isDone(at, "alice", "POST", "/orders/17/refund");
    isDone(at, "carol", "DELETE", "/orders/17");
  }

  @ParameterizedTest
  @EnumSource
  void whatItDoesNotIsDenied(Framework at) throws IOException, InterruptedException {
    isNot(403, at, "bob", "GET", "/orders/17");
    isNot(403, at, "alice", "GET", "/orders/99");
    isNot(403, at, "alice", "DELETE", "/orders/17");
    isNot(403, at, "carol", "POST", "/orders/17/refund");
  }

  /** The order's total is known to the application alone. */
  @ParameterizedTest
  @EnumSource
  void aConditionReadsWhatTheApplicationSays(Framework at)
      throws IOException, InterruptedException {
    isDone(at, "alice", "POST", "/orders/17/refund");
    isNot(403, at, "alice", "POST", "/orders/18/refund");
    isNot(403, at, "alice", "POST", "/orders/none/refund");
  }

  /** Whoever came before on the same connection. */
  @ParameterizedTest
  @EnumSource
  void whoHasNotAuthenticatedIsAskedTo(Framework at) throws IOException, InterruptedException {
    isDone(at, "alice", "GET", "/orders/17");
    for (String path : List.of("/orders/17", "/orders/99", "/open"))
      assertThat(isNot(401, at, NOBODY, "GET", path).headers().firstValue("WWW-Authenticate"))
          .get()
          .asString()
          .startsWith("Basic ");
    isNot(401, at, NOBODY, "POST", "/orders/17/refund");
    isNot(401, at, NOBODY, "DELETE", "/orders/17");
    HttpRequest wrong =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + running.get(at).port() + "/orders/17"))
            .header("Authorization", basic("alice", "bob's"))
            .build();
    assertThat(client.send(wrong, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"GET,/open", "GET,/nothing", "GET,/orders", "PUT,/orders/17", "HEAD,/orders/17"})
  void whatNoOperationIsKnownOfIsDenied(String method, String path)
      throws IOException, InterruptedException {
    for (Framework at : Framework.values()) isNot(403, at, "carol", method, path);
  }

  /** Order 99 is not alice's, however it is written. */
  @ParameterizedTest
  @EnumSource
  void anotherSpellingIsNoOtherOrder(Framework at) throws IOException, InterruptedException {
    for (String path :
        List.of(
            "/orders/%39%39",
            "/orders//99",
            "//orders/99",
            "/orders/./99",
            "/orders/17/../99",
            "/orders/17%2F..%2F99",
            "/orders/99;a=b",
            "/orders/99/",
            "/orders/99%00",
            "/ORDERS/99")) {
      HttpResponse<String> answer = ask(at, "alice", "GET", path);
      assertThat(answer.statusCode()).as(at + " " + path).isBetween(400, 404);
      assertThat(answer.body()).doesNotContain(DONE);
    }
  }

  /** A name is a name: no pattern, and no part of an address. */
  @ParameterizedTest
  @EnumSource
  void whatANameHoldsIsNoAddress(Framework at) throws IOException, InterruptedException {
    isDone(at, "carol", "GET", "/orders/*");
    isDone(at, "alice", "GET", "/orders/%2299%22");
    isNot(403, at, "bob", "GET", "/orders/*");
  }

  @ParameterizedTest
  @EnumSource
  void whyIsToldToTheApplicationAlone(Framework at) throws IOException, InterruptedException {
    isDone(at, "alice", "GET", "/orders/17");
    denials.clear();
    String told = isNot(403, at, "bob", "GET", "/orders/17").body();
    assertThat(denials).hasSize(1);
    Denial denial = denials.getFirst();
    assertThat(denial.principal()).contains("bob");
    Operation operation = denial.operation().orElseThrow();
    assertThat(operation.action()).isEqualTo("read");
    assertThat(operation.name()).isEqualTo("17");
    assertThat(denial.why()).isEqualTo("no grant in force gives anything in prod/shop-api");
    assertThat(told).doesNotContain("grant").doesNotContain("shop-api");
  }

  @Test
  void whoIsKeptOutIsSoEverywhereAtOnce() throws IOException, InterruptedException {
    keepOut(Map.of("alice", Hold.Kind.SUSPENDED));
    for (Framework at : Framework.values()) {
      isNot(403, at, "alice", "GET", "/orders/17");
      isNot(403, at, "alice", "POST", "/orders/17/refund");
      isDone(at, "carol", "GET", "/orders/17");
    }
    keepOut(Map.of());
    for (Framework at : Framework.values()) isDone(at, "alice", "GET", "/orders/17");
  }

  private static void keepOut(Map<String, Hold.Kind> people) throws InterruptedException {
    assertThat(checks.awaits(server.keepOut(people), PATIENCE)).isTrue();
  }

  @Test
  void withoutAWordFromTheServerNothingIsDone() throws IOException, InterruptedException {
    server.hush(true);
    Thread.sleep(UsherChecks.SILENT.plusMillis(200));
    for (Framework at : Framework.values()) {
      isNot(403, at, "alice", "GET", "/orders/17");
      isNot(403, at, "alice", "POST", "/orders/17/refund");
      isNot(403, at, "carol", "DELETE", "/orders/17");
    }
    assertThat(denials).isNotEmpty().allMatch(denial -> denial.why().contains("not been heard"));
    server.hush(false);
    keepOut(Map.of());
    for (Framework at : Framework.values()) isDone(at, "alice", "GET", "/orders/17");
  }
}
