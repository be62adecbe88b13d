package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole server whose system cannot be reached for a minute: what waits, what is late and what is
 * away comes to who asked for it, by a signed POST, and the numbers go with it.
 */
@Timeout(300)
class AlarmEventsTest {
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final List<Posted> posted = new CopyOnWriteArrayList<>();
  private HttpServer receiver;
  private ServedShop here;
  private String ann = "";

  private record Posted(String id, String timestamp, String signature, byte[] body) {
    static Posted of(HttpExchange exchange) throws IOException {
      var headers = exchange.getRequestHeaders();
      return new Posted(
          headers.getFirst("webhook-id"),
          headers.getFirst("webhook-timestamp"),
          headers.getFirst("webhook-signature"),
          exchange.getRequestBody().readAllBytes());
    }

    JsonNode event() {
      try {
        return JSON.readTree(body);
      } catch (IOException failure) {
        throw new AssertionError(failure);
      }
    }

    String type() {
      return event().path("type").asText().replace("dev.usher.", "");
    }

    String text() {
      return event().at("/data/text").asText();
    }
  }

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          posted.add(Posted.of(exchange));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    here =
        new ServedShop(
            folder,
            "hosts: [127.0.0.1]\n",
            Map.of(Key.DATA, folder.resolve("store").toString(), Key.DECISION_LOG, "store"),
            Map.of());
    ann = here.token(ServedShop.FIRST, "ann", "admin");
    Files.writeString(folder.resolve("hook"), SECRET + "\n");
    String pager =
        "{'name':'pager','kinds':['approval.wanted','removal.overdue','system.away'],'channel':{'kind':'webhook','address':'http://127.0.0.1:%d/','secret':'file:%s'}}"
            .formatted(receiver.getAddress().getPort(), folder.resolve("hook"));
    HttpResponse<String> made = here.send(ann, "POST", "/api/v1/subscriptions", pager);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    here.close();
    receiver.stop(0);
  }

  /** In Prometheus's text; empty where it has no such line. */
  private Optional<Double> number(String line) {
    String all = here.send(ann, "GET", "/metrics", "").body();
    Matcher found = Pattern.compile("(?m)^" + Pattern.quote(line) + " (\\S+)$").matcher(all);
    return found.find() ? Optional.of(Double.valueOf(found.group(1))) : Optional.empty();
  }

  private Optional<Posted> told(String type, boolean isOver) {
    return posted.stream()
        .filter(one -> one.type().equals(type) && one.text().startsWith("over: ") == isOver)
        .findFirst();
  }

  private void policy(String from, String to) throws IOException {
    Path policy = folder.resolve("access/policy.yaml");
    String before = Files.readString(policy);
    assertThat(before).contains(from);
    Files.writeString(policy, before.replace(from, to));
  }

  @Test
  void what_wants_an_eye_is_posted_and_counted() throws Exception {
    String overdue = "usher_revocations_overdue{target=\"prod/shop-db\"}";
    String stale = "usher_target_staleness_seconds{target=\"prod/shop-db\"}";
    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    String ada = here.made("/Users", "{'userName':'ada@acme.example','active':true}");
    here.join(nurses, ada);
    until("ada is in", () -> here.reads("ada"));
    assertThat(number(overdue)).contains(0.0);
    until("it was looked at", () -> number(stale).isPresent());
    assertThat(number("usher_approvals_open")).contains(0.0);
    assertThat(number("usher_work_open")).contains(0.0);

    Instant begun = Instant.now();
    here.shop.run("alter role " + here.admin + " nologin");
    here.leaves(ada);
    policy("environments:", "# Another one, which cannot be made true.\nenvironments:");
    until("it is open", () -> number("usher_work_open").filter(open -> open > 0).isPresent());
    until("it is late", () -> told("removal.overdue", false).isPresent());
    assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofSeconds(55));
    assertThat(number(overdue)).contains(1.0);
    until("it is away", () -> told("system.away", false).isPresent());
    assertThat(number(stale).orElseThrow()).isGreaterThan(60);
    here.shop.run("alter role " + here.admin + " login");
    until("it is not late", () -> told("removal.overdue", true).isPresent());
    until("it is there", () -> told("system.away", true).isPresent());
    assertThat(number(overdue)).contains(0.0);
    assertThat(number(stale).orElseThrow()).isLessThan(60);
    assertThat(here.is("ada")).isFalse();

    policy("{ prod: {} }", "{ prod: { apply: on-approval } }");
    until("it waits for a yes", () -> here.logged().split("policy-in-force", -1).length > 3);
    here.join(nurses, here.made("/Users", "{'userName':'bo@acme.example','active':true}"));
    until("a yes is wanted", () -> told("approval.wanted", false).isPresent());
    assertThat(number("usher_approvals_open")).contains(1.0);
    assertThat(posted).allSatisfy(AlarmEventsTest::isSigned);
    assertThat(posted).extracting(Posted::id).doesNotHaveDuplicates();
    assertThat(told("removal.overdue", false).orElseThrow().event().toString())
        .contains("prod/shop-db");
    assertThat(here.logged()).doesNotContain(SECRET);
    numbersAreAsDocumented();
  }

  /** Names, types and labels; of a directory there is no line where nobody waits. */
  private void numbersAreAsDocumented() throws IOException {
    String all = here.send(ann, "GET", "/metrics", "").body();
    Map<String, String> told = new TreeMap<>();
    Matcher types = Pattern.compile("(?m)^# TYPE (usher_\\S+) (\\S+)$").matcher(all);
    while (types.find()) told.put(types.group(1), types.group(2) + labels(all, types.group(1)));
    told.put("usher_removals_held", "gauge[directory]");
    told.put("usher_joinings_waiting", "gauge[directory]");
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
      String[] cells = line.split(" *\\| *", -1);
      if (cells.length < 6 || !cells[1].startsWith("`usher_")) continue;
      documented.put(cells[1].replace("`", ""), cells[2] + "[" + cells[3].replace("`", "") + "]");
    }
    assertThat(told).isEqualTo(documented);
  }

  private static String labels(String all, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + "(?:_count)?(?:\\{(.*)})? \\S+$").matcher(all);
    if (!line.find() || line.group(1) == null) return "[]";
    Matcher label = Pattern.compile("(\\w+)=\"[^\"]*\"").matcher(line.group(1));
    return label.results().map(one -> one.group(1)).toList().toString();
  }

  /** Standard Webhooks 1.0.0, "Signature scheme": by hand, and not by the code that signs. */
  private static void isSigned(Posted one) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      mac.update((one.id() + "." + one.timestamp() + ".").getBytes(UTF_8));
      String wanted = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(one.body()));
      assertThat(one.signature()).isEqualTo(wanted);
    } catch (GeneralSecurityException failure) {
      throw new AssertionError(failure);
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(one.timestamp()));
    assertThat(Duration.between(sent, Instant.now()).abs()).isLessThan(Duration.ofMinutes(5));
  }
}
