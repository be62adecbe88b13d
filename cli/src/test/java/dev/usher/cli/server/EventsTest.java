package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.cli.Ran;
import dev.usher.cli.Wiring;
import dev.usher.cli.remote.ServerAddress;
import dev.usher.cli.remote.ServerClient;
import dev.usher.engine.Progress;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.server.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server, and a receiver of its events: what the one does the other hears of. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class EventsTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
  private volatile int answer = 200;
  private HttpServer receiver;
  private RunningServer server;
  private String token;
  private ServerClient admin;

  @BeforeAll
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::hear);
    receiver.start();
    Files.writeString(folder.resolve("hook"), SECRET + "\n");
    Usher usher = Wiring.usher(Map.of());
    Path policy = folder.resolve("access");
    usher.init(policy);
    ConfigReader.Result config =
        ConfigReader.read(
            Map.of(
                Key.POLICY,
                policy.toString(),
                Key.DATA,
                folder.resolve("store").toString(),
                Key.LISTEN,
                "127.0.0.1:0",
                Key.OPERATOR,
                Files.writeString(folder.resolve("operator.yaml"), "hosts: [127.0.0.1]\n")
                    .toString()),
            Optional.empty(),
            Map.of("USHER_ADMIN_TOKEN", FIRST));
    server =
        ServerWiring.start(
            config.config().orElseThrow(),
            Wiring.ushers(Map.of()),
            new EventLog(
                new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system()),
            Progress.silent(),
            new Opened());
    try (ServerClient first = client(FIRST)) {
      token = token(first, "ann", "admin");
      admin = client(token);
    }
  }

  @AfterAll
  void stop() {
    admin.close();
    server.close();
    receiver.stop(0);
    assertThat(logged.toString(StandardCharsets.UTF_8))
        .doesNotContain(SECRET, "events-not-delivered");
  }

  private void hear(HttpExchange exchange) throws IOException {
    JsonNode event = JSON.readTree(exchange.getRequestBody().readAllBytes());
    int status = answer;
    if (status < 300) heard.add(event);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private ServerClient client(String token) {
    return new ServerClient(
        ServerAddress.of(Optional.of(server.address().toString()), Map.of()), Optional.of(token));
  }

  private static String token(ServerClient by, String name, String scope) {
    ObjectNode wish = JSON.createObjectNode().put("name", name).put("for", "1h");
    wish.putArray("scopes").add(scope);
    return by.post("/api/v1/tokens", wish).path("token").asText();
  }

  private ObjectNode wish(String name, String kind) {
    ObjectNode wish = JSON.createObjectNode().put("name", name);
    wish.putArray("kinds").add(kind);
    wish.putObject("channel")
        .put("kind", "webhook")
        .put("address", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/in")
        .put("secret", "file:" + folder.resolve("hook"));
    return wish;
  }

  private JsonNode next() throws InterruptedException {
    JsonNode event = heard.poll(20, TimeUnit.SECONDS);
    return event == null ? JSON.createObjectNode() : event;
  }

  @Test
  void whatTheServerDoesIsToldAndWhatCouldNotBeIsKept() throws Exception {
    JsonNode made = admin.post("/api/v1/subscriptions", wish("pager", "token.changed"));
    assertThat(made.path("by").asText()).isEqualTo("token:ann");
    assertThat(made.toString()).contains("file:").doesNotContain(SECRET);
    String shown = token(admin, "ci", "audit");
    JsonNode event = next();
    assertThat(event.path("type").asText()).isEqualTo("dev.usher.token.changed");
    assertThat(event.path("data").path("by").asText()).isEqualTo("token:ann");
    assertThat(event.path("data").path("text").asText()).contains("ci").doesNotContain(shown);

    answer = 404;
    token(admin, "ci-2", "audit");
    await("/api/v1/subscriptions/pager", "attempts", "1");
    JsonNode standing = admin.get("/api/v1/subscriptions/pager");
    assertThat(standing.path("failure").asText()).isEqualTo("it answered 404");
    assertThat(admin.get("/api/v1/subscriptions").path("subscriptions")).hasSize(1);
    giveUp("pager");
    await("/api/v1/subscriptions/pager", "dead", "1");
    JsonNode letters = admin.get("/api/v1/subscriptions/pager/dead-letters").path("deadLetters");
    assertThat(letters.path(0).path("text").asText()).contains("ci-2");
    assertThat(letters.path(0).path("failure").asText()).isEqualTo("it answered 404");

    String entry = letters.path(0).path("entry").asText();
    assertThat(ran("dead-letters", "pager").out()).contains(entry, "ci-2", "it answered 404");
    assertThat(JSON.readTree(ran("dead-letters", "pager", "--json").out()).path("deadLetters"))
        .isEqualTo(letters);

    answer = 200;
    ObjectNode one = JSON.createObjectNode();
    one.putArray("entries").add(letters.path(0).path("entry").asLong() + 1);
    assertThat(admin.post("/api/v1/subscriptions/pager/replay", one).path("replayed").asInt())
        .isZero();
    assertThat(ran("replay", "pager", entry).err()).isEqualTo("1 is told once more\n");
    JsonNode again = next();
    await("/api/v1/subscriptions/pager", "dead", "0");
    assertThat(ran("dead-letters", "pager").out()).isEqualTo("All could be told.\n");
    assertThat(ran("replay", "pager").err()).isEqualTo("0 are told once more\n");
    assertThat(again.path("id").asText()).isEqualTo(letters.path(0).path("id").asText());

    // Who is told of what is told itself, to others.
    admin.post("/api/v1/subscriptions", wish("watch", "setting.changed"));
    admin.delete("/api/v1/subscriptions/pager");
    assertThat(next().path("data").path("text").asText())
        .isEqualTo("pager is told of events no more");
    assertThatThrownBy(() -> admin.get("/api/v1/subscriptions/pager"))
        .hasMessageContaining("no subscription of that name");
    admin.delete("/api/v1/subscriptions/watch");
  }

  private Ran ran(String... said) {
    List<String> command = new ArrayList<>(List.of("subscription"));
    command.addAll(List.of(said));
    Map<String, String> environment =
        Map.of("USHER_SERVER", server.address().toString(), "USHER_TOKEN", token);
    Ran ran = Ran.command(environment, command.toArray(String[]::new));
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    return ran;
  }

  /** The third refusal is the last one; the wait before it is passed over. */
  private void giveUp(String name) throws Exception {
    for (String attempts : new String[] {"2", "3"}) {
      TestStore.asOwner(
          folder.resolve("store"),
          "update usher_store.delivery set due = now() where subscription = '" + name + "'");
      if (attempts.equals("2")) await("/api/v1/subscriptions/" + name, "attempts", attempts);
    }
  }

  private void await(String path, String key, String value) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!admin.get(path).path(key).asText().equals(value) && System.nanoTime() < end)
      Thread.sleep(20);
    assertThat(admin.get(path).path(key).asText()).isEqualTo(value);
  }

  @Test
  void whatIsNoSubscriptionIsRefused() {
    refused(wish("Pager", "token.changed"), "up to 63 of a-z");
    refused(wish("x", "token.eaten"), "There is no such kind of event; there are access.changed");
    refused(wish("x", "token.changed").put("colour", "red"), "a key that is not known");
    ObjectNode carrier = wish("x", "token.changed");
    carrier.putObject("channel").put("kind", "pigeon");
    refused(carrier, "webhook, slack or email");
    ObjectNode secret = wish("x", "token.changed");
    ((ObjectNode) secret.path("channel")).put("secret", SECRET);
    refused(secret, "a secret is not written here");
    ObjectNode inside = wish("x", "token.changed");
    ((ObjectNode) inside.path("channel")).put("address", "https://localhost:1/");
    refused(inside, "the operator lists it");
    ObjectNode mail = wish("x", "token.changed");
    mail.putObject("channel").put("kind", "email").putArray("to").add("ann@corp.example");
    refused(mail, "no mail server is named");
    assertThatThrownBy(
            () -> admin.post("/api/v1/subscriptions/nobody/replay", JSON.createObjectNode()))
        .hasMessageContaining("no subscription of that name");
    try (ServerClient auditor = client(token(admin, "otto", "audit"))) {
      auditor.get("/api/v1/subscriptions");
      assertThatThrownBy(() -> auditor.post("/api/v1/subscriptions", wish("x", "token.changed")))
          .hasMessageContaining("admin");
      assertThatThrownBy(() -> auditor.delete("/api/v1/subscriptions/pager"))
          .hasMessageContaining("admin");
      assertThatThrownBy(
              () -> auditor.post("/api/v1/subscriptions/pager/replay", JSON.createObjectNode()))
          .hasMessageContaining("operate");
    }
  }

  private void refused(JsonNode wish, String why) {
    assertThatThrownBy(() -> admin.post("/api/v1/subscriptions", wish))
        .isInstanceOf(Refused.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining(SECRET);
  }
}
