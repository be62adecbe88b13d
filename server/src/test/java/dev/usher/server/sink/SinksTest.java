package dev.usher.server.sink;

import static dev.usher.server.sink.Events.GRANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Sink.Answer;
import dev.usher.engine.secret.Keyless;
import dev.usher.engine.secret.SecretPlaces;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What really arrives at a receiver, and where nothing is sent. */
@Timeout(240)
class SinksTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEXT_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD1234";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<Received> received = new ArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final AtomicInteger resolved = new AtomicInteger();
  private HttpServer receiver;
  private Sinks sinks;

  private record Received(String path, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::take);
    receiver.start();
    sinks = sinks(PATIENCE);
  }

  @AfterEach
  void stop() {
    sinks.close();
    receiver.stop(0);
  }

  private Sinks sinks(Duration patience) {
    return new Sinks(
        URI.create("urn:usher:test"),
        new Whereto(Set.of("hooks.example"), this::resolve),
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        patience,
        Optional.empty(),
        new SecretPlaces(
            name ->
                Optional.ofNullable(
                    Map.of(
                            "HOOK",
                            SECRET + "\n" + NEXT_SECRET,
                            "WEAK",
                            "hunter2hunter2",
                            "SLACK",
                            at("hooks.example", "/services/T0/B0/xyz"))
                        .get(name)),
            new Keyless()),
        InstantSource.system());
  }

  /** Every name is this machine's, as a name server of somebody's could have it. */
  private InetAddress[] resolve(String host) throws UnknownHostException {
    resolved.incrementAndGet();
    byte[] loopback = {127, 0, 0, 1};
    return host.equals("hooks.example") || host.equals("evil.example")
        ? new InetAddress[] {InetAddress.getByAddress(host, loopback)}
        : InetAddress.getAllByName(host);
  }

  private void take(HttpExchange exchange) throws IOException {
    received.add(
        new Received(
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    int status = answers.isEmpty() ? 200 : answers.pop();
    if (status == 302) exchange.getResponseHeaders().set("Location", "/elsewhere");
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private String at(String host, String path) {
    return "http://" + host + ":" + receiver.getAddress().getPort() + path;
  }

  private Channel.Webhook hook() {
    return new Channel.Webhook(at("hooks.example", "/in?a=b"), "env:HOOK");
  }

  /** The library is what a receiver would use. */
  @Test
  void aReceiverCanVerifyItAndReadItAsACloudEvent() throws Exception {
    assertThat(sinks.send(hook(), GRANT)).isEqualTo(new Answer.Taken());
    Received one = received.getFirst();
    HttpHeaders headers = HttpHeaders.of(one.headers(), (_, _) -> true);
    new Webhook(SECRET.substring(6)).verify(one.body(), headers);
    new Webhook(NEXT_SECRET.substring(6)).verify(one.body(), headers);
    assertThat(one.path()).isEqualTo("/in?a=b");
    assertThat(one.header("Content-type")).isEqualTo("application/cloudevents+json");
    assertThat(one.header("Host")).isEqualTo("hooks.example:" + receiver.getAddress().getPort());
    CloudEvent event = new JsonFormat().deserialize(one.body().getBytes(StandardCharsets.UTF_8));
    assertThat(event.getId()).isEqualTo(GRANT.id()).isEqualTo(one.header("Webhook-id"));
    assertThat(event.getType()).isEqualTo("dev.usher.access.changed");
    assertThat(event.getSource()).hasToString("urn:usher:test");
    assertThat(event.getSubject()).isEqualTo("prod/shop-db");
    assertThat(event.getTime()).hasToString("2026-11-29T12:00:00.123Z");
    assertThat(event.getExtension("sequence")).isEqualTo("17");
    JsonNode data = JsonMapper.builder().build().readTree(one.body()).path("data");
    assertThat(data.path("text").textValue()).isEqualTo(GRANT.text());
    assertThat(data.path("environment").textValue()).isEqualTo("prod");
    assertThat(data.path("teams").path(0).textValue()).isEqualTo("backend");
  }

  /** The vector that the reference implementations of Standard Webhooks test with. */
  @Test
  void theSignatureIsThatOfTheStandard() {
    byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    assertThat(WebhookSignature.of(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, body))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void whatFailedComesUnderTheSameIdAgain() {
    answers.add(500);
    assertThat(sinks.send(hook(), GRANT)).isEqualTo(new Answer.NotNow("it answered 500"));
    assertThat(sinks.send(hook(), GRANT)).isEqualTo(new Answer.Taken());
    assertThat(received)
        .extracting(one -> one.header("Webhook-id"))
        .containsExactly(GRANT.id(), GRANT.id());
  }

  @Test
  void aRedirectIsNotFollowed() {
    answers.add(302);
    assertThat(sinks.send(hook(), GRANT)).isInstanceOf(Answer.Refused.class);
    assertThat(received).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 422})
  void whoUnderstandsAndRefusesIsNotAskedForDays(int status) {
    answers.add(status);
    assertThat(sinks.send(hook(), GRANT)).isEqualTo(new Answer.Refused("it answered " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void whoIsBusyIsAskedLater(int status) {
    answers.add(status);
    assertThat(sinks.send(hook(), GRANT)).isEqualTo(new Answer.NotNow("it answered " + status));
  }

  /** Looked up once, and what was looked at is what is called. */
  @Test
  void aNameIsResolvedOnce() {
    sinks.send(hook(), GRANT);
    assertThat(resolved).hasValue(1);
  }

  @Test
  void aNameThatLeadsToThisMachineIsNotCalled() {
    Channel evil = new Channel.Webhook(at("evil.example", "/"), "env:HOOK");
    assertThat(sinks.send(evil, GRANT)).asString().contains("over https only");
    String secure = at("evil.example", "/").replace("http:", "https:");
    assertThat(sinks.send(new Channel.Webhook(secure, "env:HOOK"), GRANT))
        .asString()
        .contains("evil.example leads to an address that is not public");
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.1.2.3/",
        "https://172.20.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://100.100.100.200/",
        "https://168.63.129.16/",
        "https://0.0.0.0/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://localhost/",
        "https://LOCALHOST/",
        "https://localhost./",
        "https://224.0.0.1/",
        "https://255.255.255.255/"
      })
  void noPrivateAddressIsCalledThatIsNotListed(String address) {
    assertThat(sinks.objection(new Channel.Webhook(address, "env:HOOK")))
        .hasValueSatisfying(why -> assertThat(why).containsAnyOf("not public", "leads nowhere"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://8.8.8.8/", "https://[2606:4700::1111]/"})
  void whatIsPublicMayBeCalled(String address) {
    assertThat(sinks.objection(new Channel.Webhook(address, "env:HOOK"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://8.8.8.8/",
        "https:///x",
        "https://u:p4ss@8.8.8.8/",
        "https://8.8.8.8/?token=p4ss",
        "http://8.8.8.8/",
        "not an address p4ss",
        "https://8.8.8.8:99999/",
        "https://8.8.8.8/\r\nX-Injected: p4ss"
      })
  void whatIsNoAddressIsRefusedWithoutSayingWhatItHeld(String address) {
    assertThat(sinks.objection(new Channel.Webhook(address, "env:HOOK")))
        .hasValueSatisfying(why -> assertThat(why).doesNotContain("p4ss"));
  }

  @Test
  void aSecretIsNeitherWrittenDownNorShown() {
    String address = at("hooks.example", "/");
    assertThat(sinks.objection(new Channel.Webhook(address, SECRET)))
        .hasValueSatisfying(why -> assertThat(why).contains("env:NAME").doesNotContain(SECRET));
    assertThat(sinks.objection(new Channel.Webhook(address, "env:WEAK")))
        .hasValueSatisfying(why -> assertThat(why).contains("whsec_").doesNotContain("hunter2"));
    assertThat(sinks.send(new Channel.Webhook(address, "env:GONE"), GRANT))
        .isEqualTo(new Answer.NotNow("the variable GONE is not set; export it"));
    assertThat(sinks.objection(new Channel.Slack(at("hooks.example", "/services/T0"))))
        .hasValueSatisfying(why -> assertThat(why).contains("env:NAME").doesNotContain("T0"));
    assertThat(sinks.objection(new Channel.Email(List.of("a@b.example"))))
        .hasValueSatisfying(why -> assertThat(why).contains("no mail server"));
    assertThat(received).isEmpty();
  }

  @Test
  void slackIsSentOneLineInWhichNobodyIsCalled() throws Exception {
    assertThat(sinks.send(new Channel.Slack("env:SLACK"), GRANT)).isEqualTo(new Answer.Taken());
    Received one = received.getFirst();
    assertThat(one.path()).isEqualTo("/services/T0/B0/xyz");
    String text = JsonMapper.builder().build().readTree(one.body()).path("text").textValue();
    assertThat(text)
        .startsWith("[usher] access changed in prod/shop-db: stage 1 of 1")
        .contains("&lt;!channel&gt; &amp; on-call")
        .doesNotContain("<", "\n");
  }

  /** One never answers, one drips, one never ends its headers. */
  @Test
  void whoKeepsUsWaitingIsLeft() throws Exception {
    for (String way : List.of("", "H", "HTTP/1.1 100 x\r\n\r\n", "HTTP/9", "x".repeat(40_000))) {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          Sinks hasty = sinks(Duration.ofMillis(400))) {
        Thread.startVirtualThread(() -> drip(server, way));
        long begun = System.nanoTime();
        Answer answer =
            hasty.send(
                new Channel.Webhook(
                    "http://hooks.example:" + server.getLocalPort() + "/", "env:HOOK"),
                GRANT);
        assertThat(answer).as(way).isInstanceOf(Answer.NotNow.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
            .isLessThan(PATIENCE.multipliedBy(4));
      }
    }
  }

  private static void drip(ServerSocket server, String way) {
    try (Socket socket = server.accept()) {
      while (!way.isEmpty()) {
        socket.getOutputStream().write(way.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        Thread.sleep(20);
      }
      Thread.sleep(PATIENCE.multipliedBy(5));
    } catch (IOException | InterruptedException _) {
      // Left.
    }
  }
}
