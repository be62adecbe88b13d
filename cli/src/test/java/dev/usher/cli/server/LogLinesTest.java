package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.server.log.EventLog;
import dev.usher.store.Store;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Relay;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All that a process of {@code usher server} writes, whatever befalls it, is lines of JSON. */
@Timeout(300)
class LogLinesTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Pattern FLAG = Pattern.compile("(?<=\\s)(-Xlog:|--)[a-z-]+=\\S+");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @TempDir Path folder;
  private final Database store = Postgres.newest().database();
  private final Relay relay =
      new Relay("127.0.0.1", Integer.parseInt(store.url().replaceFirst(".*:(\\d+)/.*", "$1")));
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> begun = new ArrayList<>();
  private URI address = URI.create("http://127.0.0.1");

  @AfterEach
  void stop() throws InterruptedException {
    for (Process one : begun) one.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    http.close();
    relay.close();
    store.close();
  }

  @Test
  void from_the_start_to_the_end_whatever_befalls_it() throws Exception {
    store.expectRole(Store.RUNNING);
    policy("");
    File err = ProcessLog.of(getClass());
    File out = ProcessLog.of(getClass());
    Process server = server(out, err);
    assertThat(ask("usher_no_such_token", "/api/v1/tokens")).isEqualTo(401);
    assertThat(ask(FIRST, "/api/v1/tokens")).isEqualTo(200);
    policy("grants: [ { to: nobody-of-that-name, role: reader, in: prod } ]\n");
    until("a broken policy", () -> events(err).contains("policy-broken"));
    policy("");
    until(
        "the system is away",
        () -> answer(FIRST, "/api/v1/realms").body().contains("cannot be reached"));
    store.run("alter table usher_store.subscription rename to gone");
    assertThat(ask(FIRST, "/api/v1/subscriptions")).isEqualTo(500);
    store.run("alter table usher_store.gone rename to subscription");
    until("nobody takes traces", () -> events(err).contains("traces-not-sent"));
    relay.cut();
    until("the store is away", () -> events(err).contains("store-away"));
    assertThat(ask(FIRST, "/api/v1/tokens")).isEqualTo(503);
    relay.mend();
    until("it is back", () -> ask(FIRST, "/api/v1/tokens") == 200);
    server.destroy();
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isZero();

    // For whoever started it by hand.
    assertThat(text(out)).isEqualTo("usher listens on " + address + "\n");
    List<JsonNode> lines = lines(err);
    assertThat(lines).allSatisfy(LogLinesTest::isWhole);
    assertThat(events(err))
        .contains("server-starting", "policy-in-force", "policy-broken", "server-started")
        .contains("store-away", "fault")
        .doesNotContain("library-warning")
        .endsWith("server-stopping", "server-stopped");
    assertThat(lines)
        .filteredOn(line -> line.path("event").asText().equals("fault"))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path("trace").asText()).isEqualTo(TRACE);
              assertThat(fault.path("level").asText()).isEqualTo("error");
              assertThat(fault.at("/fault/0/frames")).isNotEmpty();
            });
    assertThat(text(err)).doesNotContain(FIRST, "correct horse", "usher_no_such_token");
  }

  private static void isWhole(JsonNode line) {
    assertThat(line.isObject()).isTrue();
    assertThat(Instant.parse(line.path("at").asText())).isNotNull();
    assertThat(line.path("level").asText()).isIn("info", "warning", "error");
    assertThat(line.path("logger").asText()).isNotEmpty();
    assertThat(line.path("event").asText()).matches("[a-z-]+");
    assertThat(line.path("message").asText()).isNotEmpty();
    if (line.has("trace")) assertThat(line.path("trace").asText()).matches("[0-9a-f]{32}");
  }

  /** They would come by a path of their own, each. */
  @Test
  void what_a_library_warns_of_and_what_ends_a_thread_is_a_line_without_its_words()
      throws Exception {
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    try {
      Unforeseen.tellTo(
          new EventLog(
              new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system()));
      Logger library = Logger.getLogger("org.example.library");
      library.info("nobody wants to know");
      library.log(Level.WARNING, "planted words", new IOException("planted cause"));
      System.getLogger("org.example.other").log(System.Logger.Level.ERROR, "planted words");
      Thread thread =
          Thread.ofVirtual()
              .name("worker")
              .start(
                  () -> {
                    throw new IllegalStateException("planted end");
                  });
      thread.join();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
      LogManager.getLogManager().readConfiguration();
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : logged.toString(StandardCharsets.UTF_8).split("\n"))
      lines.add(JSON.readTree(line));
    assertThat(lines).hasSize(3).allSatisfy(LogLinesTest::isWhole);
    assertThat(lines)
        .extracting(line -> line.path("logger").asText())
        .containsExactly("org.example.library", "org.example.other", "dev.usher");
    assertThat(lines.get(0).path("where").asText()).startsWith(getClass().getName());
    assertThat(lines.get(0).at("/fault/0/type").asText()).isEqualTo(IOException.class.getName());
    assertThat(lines.get(2).path("thread").asText()).isEqualTo("worker");
    assertThat(lines.toString()).doesNotContain("planted");
  }

  private void policy(String grants) throws IOException {
    Path access = Files.createDirectories(folder.resolve("access"));
    Files.writeString(
        access.resolve("policy.yaml"),
        """
        environments: { prod: {} }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "jdbc:postgresql://127.0.0.1:1/shop", admin: "env:SHOP" } }
            schemas: [public]
        roles: { reader: { can: [ { do: read, on: shop-db/public/orders } ] } }
        """
            + grants);
  }

  /** As the launcher starts it, of what is said to a JVM of its own lines. */
  private Process server(File out, File err) throws Exception {
    Path port = folder.resolve("port");
    List<String> jvm =
        FLAG.matcher(Files.readString(Path.of("..", "usher")))
            .results()
            .map(MatchResult::group)
            .toList();
    List<String> words = new ArrayList<>(List.of("-p", folder.resolve("access").toString()));
    words.addAll(List.of("--store", store.url().replaceFirst(":\\d+/", ":" + relay.port() + "/")));
    words.addAll(List.of("--store-admin", "env:STORE_ADMIN", "--store-login", "env:STORE_LOGIN"));
    words.addAll(List.of("--listen", "127.0.0.1:0", "--port-file", port.toString()));
    words.addAll(List.of("--traces", "http://127.0.0.1:1/v1/traces"));
    ProcessBuilder builder = ServerProcess.java(jvm, words);
    Map<String, String> environment = builder.environment();
    environment.put("SHOP", "usher:of the admin");
    environment.put("STORE_ADMIN", store.server().superuser() + ":" + store.server().password());
    environment.put("STORE_LOGIN", Store.RUNNING + ":correct horse");
    environment.put("USHER_ADMIN_TOKEN", FIRST);
    Process process = builder.redirectOutput(out).redirectError(err).start();
    begun.add(process);
    int its = new ServerProcess(process, err).port(port);
    address = URI.create("http://127.0.0.1:" + its);
    return process;
  }

  private HttpResponse<String> answer(String token, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  private int ask(String token, String path) {
    return answer(token, path).statusCode();
  }

  private static String text(File file) {
    try {
      return Files.readString(file.toPath());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Those that have come to their end. */
  private static List<JsonNode> lines(File file) {
    String text = text(file);
    List<JsonNode> lines = new ArrayList<>();
    try {
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n"))
        lines.add(JSON.readTree(line));
    } catch (IOException failure) {
      throw new AssertionError(text, failure);
    }
    return lines;
  }

  private static List<String> events(File file) {
    return lines(file).stream().map(line -> line.path("event").asText()).toList();
  }
}
