package dev.usher.server.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.engine.enact.Lookout;
import dev.usher.server.UsherServer;
import dev.usher.server.http.Limits;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.log.EventLog;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may say over HTTP that the policy has moved. */
class PolicyHookTest {
  private static final String SECRET = "correct horse battery";
  private static final String BODY = "{\"ref\":\"refs/heads/main\"}";
  private static final Limits SMALL =
      new Limits(
          1_000, 8, 100, Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(5));

  private final Semaphore looks = new Semaphore(0);
  private final Lookout lookout = new Lookout(looks::release, Duration.ofHours(1), _ -> {});
  private final UsherServer server =
      UsherServer.start(
          "127.0.0.1",
          0,
          Optional.empty(),
          SMALL,
          new PolicyHook(SECRET, SMALL, lookout::now).routes(),
          _ -> Optional.empty(),
          Map.of(),
          RequestWatch.NOBODY,
          new EventLog(
              new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
              InstantSource.system()));
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void theFirstLookIsByItself() throws Exception {
    assertThat(looks.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    lookout.close();
  }

  private HttpResponse<String> post(String body, String... head) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/hooks/policy"))
            .POST(BodyPublishers.ofString(body));
    if (head.length > 0) request.headers(head);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String signature(String secret, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }

  private void isLookedAt(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(looks.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  private void isRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("\"unauthenticated\"").doesNotContain(SECRET);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void aSignatureOverTheBodyMakesItLook() throws Exception {
    isLookedAt(post(BODY, "X-Hub-Signature-256", signature(SECRET, BODY)));
    isLookedAt(post("", "X-Hub-Signature-256", signature(SECRET, "")));
  }

  /** The example of GitHub's page "Validating webhook deliveries". */
  @Test
  void signaturesAreGitHubs() throws Exception {
    assertThat(signature("It's a Secret to Everybody", "Hello, World!"))
        .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void theTokenOfGitLabMakesItLook() throws Exception {
    isLookedAt(post(BODY, "X-Gitlab-Token", SECRET));
  }

  @Test
  void whoeverDoesNotKnowTheSecretIsRefused() throws Exception {
    isRefused(post(BODY));
    isRefused(post(BODY, "X-Hub-Signature-256", signature("another secret here", BODY)));
    isRefused(post(BODY + " ", "X-Hub-Signature-256", signature(SECRET, BODY)));
    isRefused(post(BODY, "X-Hub-Signature-256", "sha256="));
    isRefused(post(BODY, "X-Hub-Signature-256", ""));
    isRefused(post(BODY, "X-Gitlab-Token", "another secret here"));
    isRefused(post(BODY, "X-Gitlab-Token", ""));
    // A right token does not mend a wrong signature.
    isRefused(post(BODY, "X-Hub-Signature-256", "sha256=00", "X-Gitlab-Token", SECRET));
    assertThat(looks.tryAcquire()).isFalse();
  }

  @Test
  void aBodyThatIsTooLongIsNotRead() throws Exception {
    String body = "x".repeat(1_001);
    HttpResponse<String> answer = post(body, "X-Hub-Signature-256", signature(SECRET, body));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(looks.tryAcquire()).isFalse();
  }

  @Test
  void aSecretThatCouldBeGuessedIsNotTaken() {
    assertThatThrownBy(() -> new PolicyHook("short", SMALL, () -> {}))
        .hasMessageContaining("openssl rand -hex 32");
  }
}
