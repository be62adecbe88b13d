package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.server.OtlpReceiver.Log;
import dev.usher.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server that logs its decisions: what was answered stands there, and nobody waits. */
@Timeout(300)
class DecisionLogTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ORDERS = "prod/shop-db/public/orders";

  @TempDir Path folder;

  private ServedShop served(Map<Key, String> more) {
    Map<Key, String> keys = new EnumMap<>(more);
    keys.put(Key.DATA, folder.resolve("store").toString());
    return new ServedShop(folder, keys, Map.of());
  }

  /** By which revision it was. */
  private static String asked(ServedShop here, String token, String who, String id) {
    HttpResponse<String> answer =
        here.send(
            token,
            "POST",
            "/access/v1/evaluation",
            "{'subject':{'type':'user','id':'%s'},'action':{'name':'read'},'resource':{'type':'table','id':'%s'}}"
                .formatted(who, ORDERS),
            "X-Request-ID",
            id);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode said = ServedShop.json(answer);
    return said.path("decision").asBoolean() + " " + said.at("/context/revision").asText();
  }

  private static List<JsonNode> lines(Path file) {
    try {
      List<JsonNode> lines = new ArrayList<>();
      for (String line : Files.readAllLines(file)) lines.add(JSON.readTree(line));
      return lines;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String answered(JsonNode line) {
    return line.at("/decision/allowed").asBoolean() + " " + line.at("/decision/revision").asText();
  }

  @Test
  void every_answer_is_in_the_file_in_order_with_its_revision_also_the_last_before_a_stop()
      throws IOException {
    Path file = folder.resolve("decisions.ndjson");
    Path moved = folder.resolve("decisions.1");
    List<String> answers = new ArrayList<>();
    String token;
    try (ServedShop here = served(Map.of(Key.DECISION_LOG, "file:" + file))) {
      token = here.token(ServedShop.FIRST, "ci", "check");
      String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
      String ada = here.made("/Users", "{'userName':'ada@acme.example','active':true}");
      for (int i = 0; i < 50; i++) answers.add(asked(here, token, "ada", "r-" + i));
      here.join(nurses, ada);
      until("she is in", () -> asked(here, token(here), "ada", "x").startsWith("true"));
      until("it is written", () -> lines(file).size() > 50);
      Files.move(file, moved);
      for (int i = 50; i < 150; i++)
        answers.add(asked(here, token, i % 2 == 0 ? "ada" : "bo", "r-" + i));
      String metrics = here.send(ServedShop.FIRST, "GET", "/metrics", "").body();
      assertThat(metrics).containsPattern("usher_decisions_written [1-9]");
      assertThat(metrics).contains("usher_decisions_dropped 0.0");
      assertThat(here.logged()).doesNotContain("decisions-");
    }
    List<JsonNode> all = lines(moved);
    all.addAll(lines(file));
    List<JsonNode> ours =
        all.stream().filter(it -> it.at("/decision/request").asText().startsWith("r-")).toList();
    assertThat(ours).extracting(DecisionLogTest::answered).isEqualTo(answers);
    assertThat(answers.getFirst()).startsWith("false");
    assertThat(answers.get(148)).startsWith("true");
    assertThat(ours.getFirst().at("/decision/asker").asText()).isEqualTo("token:ci");
    for (int i = 0; i < all.size(); i++)
      assertThat(all.get(i).path("number").asInt()).as("none is missing").isEqualTo(i + 1);
    assertThat(Files.readString(moved) + Files.readString(file)).doesNotContain(token);
  }

  /** Its answers are no part of what is counted. */
  private String token(ServedShop here) {
    if (another.isEmpty()) another = here.token(ServedShop.FIRST, "another", "check");
    return another;
  }

  private String another = "";

  @Test
  void a_store_that_hangs_and_goes_away_keeps_no_answer_waiting_and_the_log_catches_up()
      throws Exception {
    EmbeddedStore store = EmbeddedStore.start(folder.resolve("db"), new SecureRandom());
    try (ServedShop here = ServedShop.on(store, folder, Map.of(Key.DECISION_LOG, "store"))) {
      String token = here.token(ServedShop.FIRST, "ci", "check");
      String auditor = here.token(ServedShop.FIRST, "ann", "audit");
      List<String> answers = new ArrayList<>();
      answers.add(asked(here, token, "bo", "r"));
      until("it is written", () -> page(here, auditor).size() == 1);
      try (Connection owner = TestStore.owner(folder.resolve("db"));
          Statement run = owner.createStatement()) {
        owner.setAutoCommit(false);
        run.execute("lock table usher_store.decision_log in access exclusive mode");
        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) answers.add(asked(here, token, "bo", "r"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        store.close();
      }
      until("it is said", () -> here.logged().contains("decisions-not-written"));
      store = EmbeddedStore.start(folder.resolve("db"), new SecureRandom());
      until("the log is whole", () -> page(here, auditor).size() >= 101);
      assertThat(page(here, auditor)).extracting(DecisionLogTest::answered).isEqualTo(answers);
      assertThat(here.logged()).doesNotContain("decisions-dropped");
    } finally {
      store.close();
    }
  }

  private static List<JsonNode> page(ServedShop here, String token) {
    HttpResponse<String> answer = here.send(token, "GET", "/api/v1/decision-log?limit=1000", "");
    List<JsonNode> lines = new ArrayList<>();
    if (answer.statusCode() == 200) ServedShop.json(answer).path("lines").forEach(lines::add);
    return lines;
  }

  @Test
  void who_takes_opentelemetry_is_sent_each_and_of_those_that_deny_only_a_share()
      throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      try (ServedShop here =
          served(
              Map.of(
                  Key.DECISION_LOG, receiver.address("logs"), Key.DECISION_LOG_DENIED, "0.25"))) {
        String token = here.token(ServedShop.FIRST, "ci", "check");
        for (int i = 0; i < 200; i++) asked(here, token, "bo", "r-" + i);
      }
      assertThat(receiver.logs()).hasSizeBetween(20, 80);
      Log one = receiver.logs().getFirst();
      assertThat(one.event()).isEqualTo("usher.decision");
      assertThat(one.body()).isEqualTo("denied");
      assertThat(one.about())
          .containsEntry("usher.allowed", "0")
          .containsEntry("usher.subject.id", "bo")
          .containsEntry("usher.resource.id", ORDERS)
          .containsEntry("usher.asker", "token:ci")
          .containsKeys("usher.revision", "usher.number", "usher.run", "usher.request");
    }
  }
}
