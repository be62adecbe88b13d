package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.core.ledger.Checkpoint;
import dev.usher.engine.seal.FileSink;
import dev.usher.engine.seal.SealingKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to access, as it leaves a whole server: by events, and by checkpoints. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class HeardOutsideTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private final Map<String, Queue<JsonNode>> heard = new ConcurrentHashMap<>();
  private final SealingKey seal = SealingKey.make();
  private HttpServer receiver;
  private ServedShop here;

  @BeforeAll
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::hear);
    receiver.start();
    Files.writeString(folder.resolve("hook"), SECRET + "\n");
    here =
        new ServedShop(
            folder,
            "hosts: [127.0.0.1]\n",
            Map.of(
                Key.DATA,
                folder.resolve("store").toString(),
                Key.SEAL_KEY,
                "env:SEAL",
                Key.CHECKPOINTS,
                folder.resolve("checkpoints").toString()),
            Map.of("SEAL", seal.pem()));
  }

  @AfterAll
  void stop() {
    here.close();
    receiver.stop(0);
  }

  private void hear(HttpExchange exchange) throws IOException {
    JsonNode event = JSON.readTree(exchange.getRequestBody().readAllBytes());
    of(exchange.getRequestURI().getPath().substring(1)).add(event);
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private Queue<JsonNode> of(String subscription) {
    return heard.computeIfAbsent(subscription, _ -> new ConcurrentLinkedQueue<>());
  }

  private void subscribe(String name, String filter) {
    String wish =
        "{'name':'%1$s',%2$s,'channel':{'kind':'webhook','address':'http://127.0.0.1:%3$d/%1$s','secret':'file:%4$s'}}"
            .formatted(name, filter, receiver.getAddress().getPort(), folder.resolve("hook"));
    HttpResponse<String> made = here.send(ServedShop.FIRST, "POST", "/api/v1/subscriptions", wish);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  @Test
  void aChangeIsToldToThoseWhoseFilterItIs() throws Exception {
    subscribe(
        "nurses",
        "'environments':['prod'],'systems':['shop-db'],'teams':['nurses'],'kinds':['access.changed']");
    subscribe("strays", "'systems':['shop-db'],'kinds':['drift.found']");
    subscribe("dev", "'environments':['dev'],'kinds':['access.changed']");
    subscribe("queue", "'systems':['queue'],'kinds':['access.changed']");
    subscribe("doctors", "'teams':['doctors'],'kinds':['access.changed']");

    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    here.join(nurses, here.made("/Users", "{'userName':'ada','active':true}"));
    until("it is told that ada is in", () -> of("nurses").stream().anyMatch(this::isOfNurses));
    until("ada is in", () -> here.reads("ada"));
    assertThat(of("nurses"))
        .allSatisfy(
            event -> {
              assertThat(event.path("type").asText()).isEqualTo("dev.usher.access.changed");
              assertThat(event.path("subject").asText()).isEqualTo("prod/shop-db");
              assertThat(event.at("/data/environment").asText()).isEqualTo("prod");
            });
    assertThat(of("strays")).isEmpty();

    // By another hand, and looked at long before its time.
    here.shop.run("grant insert on orders to " + here.shop.tag() + "_ada");
    for (String due :
        List.of("follow_realm set due = now()", "scheduled_tasks set execution_time = now()"))
      TestStore.asOwner(folder.resolve("store"), "update usher_store." + due);
    until("the stray is told", () -> !of("strays").isEmpty());
    JsonNode stray = of("strays").peek();
    assertThat(stray.path("type").asText()).isEqualTo("dev.usher.drift.found");
    assertThat(stray.at("/data/text").asText()).contains("moved by another hand, is left as it is");

    // All of it has passed by the others, who wanted none of it.
    long last = stray.at("/data/entry").asLong();
    for (String other : List.of("dev", "queue", "doctors"))
      until(other + " is past it", () -> told(other) >= last);
    assertThat(of("doctors")).isEmpty();
    assertThat(of("dev")).isEmpty();
    assertThat(of("queue")).isEmpty();
  }

  private boolean isOfNurses(JsonNode event) {
    return event.at("/data/teams").toString().equals("[\"nurses\"]");
  }

  private long told(String subscription) {
    return ServedShop.json(
            here.send(ServedShop.FIRST, "GET", "/api/v1/subscriptions/" + subscription, ""))
        .path("told")
        .asLong();
  }

  /** Most of a few: where a look comes is chance, and on a busy machine one may come late. */
  @Test
  void anEntryIsSealedWithinASecond() {
    List<Duration> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      here.token(ServedShop.FIRST, "sealed-" + i, "audit");
      long begun = System.nanoTime();
      JsonNode ledger = ServedShop.json(here.send(ServedShop.FIRST, "GET", "/api/v1/ledger", ""));
      long entry = Long.parseLong(ledger.path("head").asText().split(":")[0]);
      until("it is sealed", () -> sealed() >= entry);
      all.add(Duration.ofNanos(System.nanoTime() - begun));
    }
    assertThat(all.stream().sorted().limit(3)).allMatch(one -> one.toMillis() < 1_000);
  }

  private long sealed() {
    try {
      return new FileSink(folder.resolve("checkpoints"))
          .last()
          .filter(seal.open()::hasSigned)
          .map(Checkpoint::head)
          .map(head -> head.number())
          .orElse(0L);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
