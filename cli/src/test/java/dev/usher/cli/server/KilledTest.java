package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.ledger.Chain;
import dev.usher.store.Store;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of {@code usher server} on one store; a directory moves many at once, and says
 * again what was not answered, to whoever lives. At any moment of it one of the two is killed.
 */
@Timeout(600)
class KilledTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";
  private static final int ROUNDS = Integer.getInteger("usher.kills", 3);
  private static final int NEW = 12;

  /** From the first word of the change; it takes about this long. */
  private static final int LATEST_MILLIS = 3_000;

  @TempDir Path folder;
  private final Database shop = Postgres.newest().database();
  private final Database store = Postgres.newest().database();
  private final String admin = "usher_admin_" + shop.tag();
  private final List<Running> servers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> ids = new TreeMap<>();
  private String okta = "";

  private record Running(ServerProcess process, URI address) {}

  @BeforeEach
  void prepare() throws Exception {
    Orders.in(shop, admin);
    store.expectRole(Store.RUNNING);
    Files.createDirectories(folder.resolve("access"));
    Files.writeString(
        folder.resolve("access/policy.yaml"),
        """
        environments: { prod: {} }
        directories: { okta: { type: scim, brake: { people: 100, share: 50 } } }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "%s", admin: "env:SHOP", account: "%s_{name}" } }
            schemas: [public]
        teams: { nurses: { group: "okta:Nurses" }, doctors: { group: "okta:Doctors" } }
        roles:
          reader: { can: [ { do: read, on: shop-db/public/orders } ] }
          writer: { can: [ { do: [read, write], on: shop-db/public/orders } ] }
        grants:
          - { to: "team:nurses", role: reader, in: prod }
          - { to: "team:doctors", role: writer, in: prod }
        """
            .formatted(shop.url(), shop.tag()));
    servers.add(server());
    servers.add(server());
    okta =
        send(FIRST, "POST", "/api/v1/tokens", "{'name':'okta','for':'1h','scopes':['scim:okta']}")
            .path("token")
            .asText();
    for (String group : List.of("Nurses", "Doctors"))
      ids.put(group, made("/scim/v2/Groups", "displayName", group));
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Running server : servers) server.process().kill();
    http.close();
    store.close();
    shop.close();
  }

  @Test
  void whoever_is_killed_at_whatever_moment_all_is_as_meant_in_the_end() {
    for (int round = 0; round < ROUNDS; round++) Seeds.with(Seeds.first() + round, this::aRound);
  }

  private void aRound(RandomGenerator random) throws Exception {
    int people = ids.size() - 2 + NEW;
    Set<String> nurses = new TreeSet<>();
    Set<String> doctors = new TreeSet<>();
    for (int i = 0; i < people; i++)
      switch (random.nextInt(3)) {
        case 0 -> nurses.add("p" + i);
        case 1 -> doctors.add("p" + i);
        default -> {}
      }
    int moment = random.nextInt(LATEST_MILLIS);
    Running victim = servers.get(random.nextInt(servers.size()));
    CompletableFuture<Void> said = CompletableFuture.runAsync(() -> say(people, nurses, doctors));
    Thread.sleep(moment);
    victim.process().kill();
    servers.remove(victim);
    said.get(3, TimeUnit.MINUTES);
    servers.add(server());

    until("every word is settled", () -> isNothingOpen());
    until("everybody is as meant, and nobody else is there", () -> isAsMeant(nurses, doctors));
    assertThat(send(okta, "GET", "/scim/v2/Users?count=0", "").path("totalResults").asInt())
        .isEqualTo(people);
    PostgresLedger ledger =
        new PostgresLedger(
            Jdbi.create(
                store.url() + "?currentSchema=" + Store.SCHEMA,
                store.server().superuser(),
                store.server().password()));
    assertThat(Chain.problems(ledger.read().entries())).isEmpty();
  }

  private void say(int people, Set<String> nurses, Set<String> doctors) {
    for (int i = 0; i < people; i++) {
      String name = "p" + i;
      ids.computeIfAbsent(name, _ -> made("/scim/v2/Users", "userName", name));
    }
    members("Nurses", nurses);
    members("Doctors", doctors);
  }

  private void members(String group, Set<String> names) {
    String all =
        names.stream()
            .map(name -> "{'value':'" + ids.get(name) + "'}")
            .collect(Collectors.joining(","));
    send(
        okta,
        "PATCH",
        "/scim/v2/Groups/" + ids.get(group),
        "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{'op':'replace','path':'members','value':["
            + all
            + "]}]}");
  }

  /** Whether it was made or the answer was lost, it has an id. */
  private String made(String path, String key, String name) {
    JsonNode made = send(okta, "POST", path, "{'" + key + "':'" + name + "'}");
    if (made.has("id")) return made.path("id").asText();
    String filter = URLEncoder.encode(key + " eq \"" + name + "\"", StandardCharsets.UTF_8);
    return send(okta, "GET", path + "?filter=" + filter, "").at("/Resources/0/id").asText();
  }

  /** To whoever answers, until somebody does. */
  private JsonNode send(String token, String method, String path, String body) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    String last = "";
    while (System.nanoTime() < end)
      for (Running server : List.copyOf(servers)) {
        try {
          HttpResponse<String> answer = asked(server, token, method, path, body);
          if (answer.statusCode() < 300 || answer.statusCode() == 409)
            return new JsonMapper().readTree(answer.body().isEmpty() ? "{}" : answer.body());
          last = answer.statusCode() + " " + answer.body();
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        } catch (IOException gone) {
          last = String.valueOf(gone);
        }
      }
    throw new AssertionError("nobody answers: " + last);
  }

  private HttpResponse<String> asked(
      Running server, String token, String method, String path, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .header(
                "Content-Type",
                path.startsWith("/scim") ? "application/scim+json" : "application/json")
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  private boolean isNothingOpen() {
    return store.rows("select 1 from usher_store.follow_open").isEmpty()
        && store.rows("select 1 from usher_store.directory_word").isEmpty()
        && store.rows("select 1 from usher_store.past_apply where not ended").isEmpty();
  }

  private boolean isAsMeant(Set<String> nurses, Set<String> doctors) {
    Map<String, String> meant = new TreeMap<>();
    nurses.forEach(name -> meant.put(shop.tag() + "_" + name, "t f"));
    doctors.forEach(name -> meant.put(shop.tag() + "_" + name, "t t"));
    Map<String, String> is = new TreeMap<>();
    for (List<String> row :
        shop.rows(
            """
            select rolname, has_table_privilege(rolname, 'orders', 'SELECT'),
              has_table_privilege(rolname, 'orders', 'UPDATE')
            from pg_roles where rolname like '%s\\_p%%'
            """
                .formatted(shop.tag()))) is.put(row.get(0), row.get(1) + " " + row.get(2));
    return is.equals(meant);
  }

  private Running server() throws Exception {
    Path port = folder.resolve("port-" + System.nanoTime());
    ProcessBuilder java =
        ServerProcess.on(store, folder.resolve("access"), List.of("--port-file", port.toString()));
    java.environment().putAll(Map.of("SHOP", admin + ":of the admin", "USHER_ADMIN_TOKEN", FIRST));
    ServerProcess process = ServerProcess.begin(getClass(), java);
    return new Running(process, URI.create("http://127.0.0.1:" + process.port(port)));
  }
}
