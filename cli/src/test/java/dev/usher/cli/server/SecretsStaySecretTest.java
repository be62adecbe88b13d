package dev.usher.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.cli.Wiring;
import dev.usher.connectors.postgres.AdminScript;
import dev.usher.engine.Progress;
import dev.usher.server.log.EventLog;
import dev.usher.store.secret.StoreKey;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that are easily recognised are given to a server in each way that there is, and used well
 * and badly. Then all that it said, sent and kept is searched for them.
 */
@Timeout(500)
class SecretsStaySecretTest {
  private static final String FIRST = "first-planted-administrator-0123456789-abcdef";
  private static final String WRONG = "usher_planted-and-nobodys-0123456789-0123456789";
  private static final String ADMIN = "admin-planted-password";
  private static final String DROWNED = "drowned-planted-password";
  private static final String HOOK = hook("planted-in-a-file-000000000000");
  private static final String KEPT_HOOK = hook("planted-in-the-store-0000000000");
  private static final String SLACK_PATH = "/services/planted-slack-address";
  private static final String POLICY_HOOK = "policy-hook-planted-secret";
  private static final String MAIL = "mail-planted-password";

  private final Map<String, String> planted = new TreeMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final HttpClient http = HttpClient.newHttpClient();
  private String admin = "";
  private URI address = URI.create("http://127.0.0.1");

  private static String hook(String text) {
    return "whsec_" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void nothingThatIsSaidSentOrKeptHoldsASecret(@TempDir Path folder) throws Exception {
    String key = StoreKey.make(new SecureRandom());
    plant("the store's key", key);
    plant("the first administrator", FIRST);
    plant("a token that is none", WRONG);
    plant("the admin account", ADMIN);
    plant("an admin account that is refused", DROWNED);
    plant("a webhook's secret", HOOK);
    plant("a webhook's secret in the store", KEPT_HOOK);
    plant("an address of Slack", SLACK_PATH);
    plant("the policy's hook", POLICY_HOOK);
    plant("the mail server's account", MAIL);
    HttpServer receiver = receiver();
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream caught = new PrintStream(printed, true, UTF_8);
    try (Database target = Postgres.newest().database()) {
      admin = "usher_admin_" + target.tag();
      String owner = target.role("owner_" + target.tag(), "nologin");
      target.run(
          AdminScript.role(admin),
          "alter database " + target.name() + " owner to " + owner,
          AdminScript.owner(admin, owner),
          "create table orders (id int)",
          "alter table orders owner to " + owner,
          "alter schema public owner to " + owner);
      target.expectRole(admin);
      System.setOut(caught);
      System.setErr(caught);
      try (RunningServer server = start(folder, target, key)) {
        address = server.address();
        String alice = "select 1 from pg_roles where rolname = '" + target.tag() + "_alice'";
        Followed.until("alice has an account", () -> !target.rows(alice).isEmpty());
        use(folder, receiver.getAddress().getPort());
        clean("the processes", processes());
        clean("the store", tables(folder.resolve("store")));
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
      receiver.stop(0);
      http.close();
    }
    clean("the log", logged.toString(UTF_8));
    clean("what was printed", printed.toString(UTF_8));
    clean("the answers", String.join("\n", answers));
    clean("PostgreSQL's log", Files.readString(folder.resolve("store/postgres.log")));
    assertThat(logged.toString(UTF_8)).contains("server-started");
    assertThat(asked)
        .contains("PUT /api/v1/secrets/pager 204", "POST /api/v1/secrets/rotate 204")
        .contains("PUT /api/v1/secrets/Pager! 400", "PUT /api/v1/secrets/pager 400")
        .contains("DELETE /api/v1/secrets/nobodys 404", "GET /api/v1/tokens 401")
        .contains("GET /api/v1/policy 200", "POST /api/v1/plan 200", "POST /hooks/policy 401");
    assertThat(String.join("\n", answers)).contains("unreachable");
  }

  private void plant(String what, String secret) {
    planted.put(what, secret);
  }

  private RunningServer start(Path folder, Database target, String key) throws IOException {
    Path policy = Files.createDirectories(folder.resolve("access"));
    Files.writeString(policy.resolve("usher.yaml"), policy(folder, target));
    Files.writeString(folder.resolve("admin"), admin + ":" + ADMIN + "\n");
    Files.writeString(folder.resolve("drowned"), "nobody:" + DROWNED + "\n");
    Files.writeString(folder.resolve("hook"), HOOK + "\n");
    Files.writeString(folder.resolve("key"), key + "\n");
    Files.writeString(folder.resolve("policy-hook"), POLICY_HOOK + "\n");
    Files.writeString(folder.resolve("mail"), "usher:" + MAIL + "\n");
    Files.writeString(folder.resolve("operator.yaml"), operator(folder, target));
    Map<Key, String> said = new TreeMap<>();
    said.put(Key.POLICY, policy.toString());
    said.put(Key.DATA, folder.resolve("store").toString());
    said.put(Key.LISTEN, "127.0.0.1:0");
    said.put(Key.STORE_KEY, "command:cat " + folder.resolve("key"));
    said.put(Key.POLICY_HOOK, "file:" + folder.resolve("policy-hook"));
    said.put(Key.OPERATOR, folder.resolve("operator.yaml").toString());
    said.put(Key.MAIL, "smtp://127.0.0.1:1");
    said.put(Key.MAIL_FROM, "usher@corp.example");
    said.put(Key.MAIL_LOGIN, "file:" + folder.resolve("mail"));
    ConfigReader.Result config =
        ConfigReader.read(said, Optional.empty(), Map.of("USHER_ADMIN_TOKEN", FIRST));
    clean("the configuration", config.toString());
    return ServerWiring.start(
        config.config().orElseThrow(),
        Wiring.ushers(Map.of()),
        new EventLog(new PrintStream(logged, true, UTF_8), InstantSource.system()),
        Progress.silent(),
        new Opened());
  }

  private static String policy(Path folder, Database target) {
    return """
        environments: { prod: {}, dev: {} }
        people: { alice: {} }
        systems:
          shop-db:
            type: postgresql
            in:
              prod: { url: "%1$s", admin: "file:%2$s/admin", account: "%3$s_{name}" }
              dev: { url: "jdbc:postgresql://127.0.0.1:1/none", admin: "file:%2$s/drowned" }
            schemas: [public]
        roles: { reader: { can: [ { do: read, on: shop-db/public/orders } ] } }
        grants: [ { to: alice, role: reader, in: prod } ]
        """
        .formatted(target.url(), folder, target.tag());
  }

  private static String operator(Path folder, Database target) {
    return """
        hosts: [127.0.0.1]
        connections:
          prod/shop-db: { url: "%1$s", admin: "file:%2$s/admin" }
          dev/shop-db: { url: "jdbc:postgresql://127.0.0.1:1/none", admin: "file:%2$s/drowned" }
        """
        .formatted(target.url(), folder);
  }

  private HttpServer receiver() throws IOException {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
    return receiver;
  }

  /** What is sent, without the path: of Slack that is the secret. */
  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    received.add(exchange.getRequestHeaders().entrySet() + "\n" + body);
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** Well and badly. */
  private void use(Path folder, int port) throws Exception {
    String ann = token(FIRST, "ann");
    plant("ann's token", ann);
    String here = "http://127.0.0.1:" + port;
    ask("GET", "/api/v1/tokens", FIRST, "");
    ask("GET", "/api/v1/tokens", WRONG, "");
    ask("GET", "/api/v1/tokens?access_token=" + "x", ann, "");
    ask("PUT", "/api/v1/secrets/pager", ann, "{\"secret\": \"" + KEPT_HOOK + "\"}");
    ask("PUT", "/api/v1/secrets/Pager!", ann, "{\"secret\": \"" + KEPT_HOOK + "\"}");
    ask("PUT", "/api/v1/secrets/pager", ann, "{\"secret\": \"" + KEPT_HOOK + "\", \"x\": 1}");
    ask("PUT", "/api/v1/secrets/pager", ann, "{\"secret\": \"" + KEPT_HOOK);
    ask("DELETE", "/api/v1/secrets/nobodys", ann, "");
    ask("PUT", "/api/v1/secrets/slack", ann, "{\"secret\": \"" + here + SLACK_PATH + "\"}");
    ask("PUT", "/api/v1/secrets/weak", ann, "{\"secret\": \"" + ADMIN + "\"}");
    for (String secret :
        List.of("store:pager", "file:" + folder.resolve("hook"), KEPT_HOOK, "store:weak"))
      ask("POST", "/api/v1/subscriptions", ann, webhook("w" + answers.size(), here, secret));
    ask("POST", "/api/v1/subscriptions", ann, channel("slack", "\"address\": \"store:slack\""));
    ask("POST", "/api/v1/subscriptions", ann, channel("mail", "\"to\": [\"ann@corp.example\"]"));
    ask("POST", "/api/v1/subscriptions", ann, webhook("evil", here + "/?" + KEPT_HOOK, "store:x"));
    ask("POST", "/api/v1/secrets/rotate", ann, "");
    plant("another token", token(ann, "ci"));
    plant("alice's password", password(ann));
    String sent = "";
    while (!sent.contains("a password was issued for")) {
      sent = received.poll(20, TimeUnit.SECONDS);
      assertThat(sent).as("what was sent").isNotNull();
      clean("what was sent", sent);
    }
    for (String path :
        List.of("subscriptions", "secrets", "tokens", "ledger", "policy", "realms", "open"))
      ask("GET", "/api/v1/" + path, ann, "");
    ask("POST", "/api/v1/plan", ann, "{}");
    ask("POST", "/hooks/policy", POLICY_HOOK, "{\"secret\": \"" + POLICY_HOOK + "\"}");
    ask("GET", "/metrics", ann, "");
    ask("GET", "/readyz", "", "");
  }

  private static String webhook(String name, String to, String secret) {
    return "{\"name\": \"%s\", \"channel\": {\"kind\": \"webhook\", \"address\": \"%s\", \"secret\": \"%s\"}}"
        .formatted(name, to, secret);
  }

  private static String channel(String name, String rest) {
    return "{\"name\": \"%s\", \"channel\": {\"kind\": \"%s\", %s}}"
        .formatted(name, name.equals("mail") ? "email" : name, rest);
  }

  /** One of two answers that are a secret. */
  private String token(String by, String name) throws Exception {
    String wish = "{\"name\": \"" + name + "\", \"scopes\": [\"admin\"], \"for\": \"1h\"}";
    String made = send("POST", "/api/v1/tokens", by, wish).body();
    return made.replaceFirst("(?s).*\"token\": *\"([^\"]*)\".*", "$1");
  }

  /** And the other one. */
  private String password(String by) throws Exception {
    String made =
        send("POST", "/api/v1/subjects/alice/issue", by, "{\"target\": \"prod/shop-db\"}").body();
    assertThat(made).contains("\"secret\"");
    return made.replaceFirst("(?s).*\"secret\": *\"([^\"]*)\".*", "$1");
  }

  private void ask(String method, String path, String token, String body) throws Exception {
    HttpResponse<String> answer = send(method, path, token, body);
    asked.add(method + " " + path.split("\\?", 2)[0] + " " + answer.statusCode());
    answers.add(answer.headers().map() + "\n" + answer.body());
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Every row of every table, as text. */
  private static String tables(Path store) throws Exception {
    StringBuilder all = new StringBuilder();
    try (Connection owner = TestStore.owner(store);
        Statement ask = owner.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          ask.executeQuery("select tablename from pg_tables where schemaname = 'usher_store'")) {
        while (rows.next()) tables.add(rows.getString(1));
      }
      assertThat(tables).contains("secret", "secret_keys", "ledger", "token", "subscription");
      for (String table : tables)
        try (ResultSet rows = ask.executeQuery("select t::text from usher_store." + table + " t")) {
          while (rows.next()) all.append(table).append(' ').append(rows.getString(1)).append('\n');
        }
    }
    return all.toString();
  }

  /** Of all that this process started. */
  private static String processes() {
    try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
      return all.map(one -> one.info().commandLine().orElse(""))
          .reduce("", (lines, line) -> lines + "\n" + line);
    }
  }

  /** As it is, and as bytes are shown. */
  private void clean(String where, String text) {
    planted.forEach(
        (what, secret) ->
            assertThat(text)
                .as(what + " in " + where)
                .doesNotContain(secret)
                .doesNotContain(HexFormat.of().formatHex(secret.getBytes(UTF_8)))
                .doesNotContain(Base64.getEncoder().encodeToString(secret.getBytes(UTF_8))));
  }
}
