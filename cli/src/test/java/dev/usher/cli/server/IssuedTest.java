package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.Wiring;
import dev.usher.cli.command.Commands;
import dev.usher.cli.terminal.Terminal;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Scram;
import dev.usher.testkit.Sql;
import dev.usher.testkit.issuer.TestIssuer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Passwords of a whole server, at a database that asks everybody for one: who comes by a directory
 * comes in by theirs, and by nothing else.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class IssuedTest {
  private static final String TARGET = "'target':'prod/shop-db'";

  /** When the last that tina has there ends. */
  private final Instant ends =
      Instant.now().plus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

  @TempDir static Path folder;
  private final TestIssuer issuer = new TestIssuer();
  private final Scram scram = Postgres.newest().scram();
  private final List<String> secrets = new ArrayList<>();
  private ServedShop here;
  private String local = "";
  private String nurses = "";
  private String nina = "";
  private String ann = "";

  @BeforeAll
  void start() {
    here = new ServedShop(folder, this::keys, Map.of());
    HttpResponse<String> nameless = issue(ServedShop.FIRST, "alice", TARGET);
    assertThat(nameless.statusCode()).as(nameless.body()).isEqualTo(403);
    assertThat(nameless.body()).contains("usher token create --name ann");
    ann = here.token(ServedShop.FIRST, "ann", "admin");
    nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    nina = here.made("/Users", "{'userName':'nina@acme.example','active':true}");
    here.join(nurses, nina);
    until("nina is in", () -> here.reads("nina"));
  }

  /** All that was issued is nowhere but in its answer. */
  @AfterAll
  void stopAndNoSecretWasKept() throws Exception {
    assertThat(secrets).hasSizeGreaterThan(4);
    assertThat(clean(here.logged())).contains("server-started");
    assertThat(clean(tables())).contains("a password was issued for");
    here.close();
    assertThat(clean(Files.readString(folder.resolve("store/postgres.log")))).isNotEmpty();
    scram.close();
    issuer.close();
  }

  private String clean(String text) {
    assertThat(text).doesNotContain(secrets);
    return text;
  }

  /** Before there is a server, it is said without one. */
  private Map<Key, String> keys(Database shop) {
    try {
      String admin = "usher_admin_" + shop.tag();
      Files.writeString(
          folder.resolve("access/more.yaml"),
          """
          people: { alice: {}, bob: {}, tina: {}, lea: {} }
          services: { robot: {} }
          teams: { guards: { members: [alice], lead: lea } }
          grants:
            - { to: [alice, robot], role: reader, in: prod }
            - { to: tina, role: reader, in: prod, until: "%s" }
          """
              .formatted(ends));
      Path operator =
          Files.writeString(
              folder.resolve("operator.yaml"),
              """
              issuers: { "%s": { client: %s } }
              connections: { prod/shop-db: { url: "%s", admin: "env:SHOP" } }
              """
                  .formatted(issuer.url(), TestIssuer.CLIENT, shop.url()));
      Map<String, String> alone =
          Map.of(
              "SHOP", admin + ":of the admin", "USHER_LEDGER", folder.resolve("ledger").toString());
      String policy = folder.resolve("local").toString();
      Files.createDirectories(Path.of(policy));
      for (String file : List.of("policy.yaml", "more.yaml"))
        Files.writeString(
            Path.of(policy, file),
            Files.readString(folder.resolve("access/" + file))
                .replace("directories: { okta: { type: scim } }\n", "")
                .replace("{ group: \"okta:Nurses\" }", "{ members: [] }"));
      said(alone, "apply", "-p", policy, "--yes");
      local = said(alone, "issue", "alice", "prod/shop-db", "-p", policy);
      return Map.of(
          Key.DATA, folder.resolve("store").toString(), Key.OPERATOR, operator.toString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String said(Map<String, String> environment, String... said) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            "",
            environment);
    int code =
        Commands.of(Wiring.usher(environment), terminal, () -> 0, Map.of(), said[0]).execute(said);
    assertThat(code).as(out.toString(UTF_8) + err.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }

  private String person(String name) {
    return issuer.token("sub-of-" + name, name);
  }

  private HttpResponse<String> issue(String token, String who, String wish) {
    return here.send(token, "POST", "/api/v1/subjects/" + who + "/issue", "{" + wish + "}");
  }

  private JsonNode issued(String token, String who, String wish) {
    HttpResponse<String> answer = issue(token, who, wish);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    JsonNode report = ServedShop.json(answer);
    assertThat(report.path("failures")).as(answer.body()).isEmpty();
    secrets.add(report.path("secret").asText());
    return report;
  }

  private void refused(String token, String who, String wish, int status, String why) {
    HttpResponse<String> answer = issue(token, who, wish);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(why).doesNotContain("\"secret\"");
  }

  private boolean comesIn(String who, String secret) {
    String account = here.shop.tag() + "_" + who;
    try (Connection connection = here.shop.server().connect(here.shop.name(), account, secret)) {
      return Sql.rows(connection, "select count(*) from orders").size() == 1;
    } catch (IllegalStateException refused) {
      assertThat(refused).hasMessageContaining(account);
      return false;
    } catch (SQLException closing) {
      throw new AssertionError(closing);
    }
  }

  @Test
  void who_joins_comes_in_by_a_password_of_their_own_until_they_leave() {
    String ada = here.made("/Users", "{'userName':'ada@acme.example','active':true}");
    here.join(nurses, ada);
    until("ada is in", () -> here.reads("ada"));
    assertThat(comesIn("ada", "guessed")).isFalse();
    JsonNode report = issued(person("ada"), "ada", TARGET);
    String secret = report.path("secret").asText();
    assertThat(report.path("account").asText()).isEqualTo(here.shop.tag() + "_ada");
    assertThat(Instant.parse(report.path("end").asText()))
        .isBetween(Instant.now().plusSeconds(3000), Instant.now().plusSeconds(3601));
    assertThat(comesIn("ada", secret)).isTrue();
    assertThat(comesIn("ada", secret + "x")).isFalse();
    String again = issued(person("ada"), "ada", TARGET).path("secret").asText();
    assertThat(comesIn("ada", again)).isTrue();
    assertThat(comesIn("ada", secret)).as("the one before").isFalse();
    JsonNode ledger = ServedShop.json(here.send(ann, "GET", "/api/v1/ledger?about=ada", ""));
    assertThat(ledger.path("lines").findValuesAsText("what")).contains("credential");
    assertThat(here.send(ann, "GET", "/api/v1/history?about=ada", "").body())
        .contains("a password for " + here.shop.tag() + "_ada")
        .contains("\"ada\"");

    here.leaves(ada);
    until("ada is out", () -> !comesIn("ada", again));
    until("ada is gone", () -> !here.is("ada"));
    refused(person("ada"), "ada", TARGET, 401, "unknown, expired or revoked");
    refused(ann, "ada", TARGET, 404, "nobody is called ada");
  }

  @Test
  void a_password_is_over_when_its_time_is() {
    JsonNode report = issued(person("nina"), "nina", TARGET + ",'for':'20s'");
    String secret = report.path("secret").asText();
    Instant end = Instant.parse(report.path("end").asText());
    boolean came = comesIn("nina", secret);
    assertThat(came || !Instant.now().isBefore(end)).isTrue();
    until("it is over", () -> !comesIn("nina", secret));
    assertThat(Instant.now()).isAfterOrEqualTo(end);
    assertThat(here.reads("nina")).as("what they have stays").isTrue();
  }

  @Test
  void no_password_outlives_what_is_granted() {
    JsonNode tina = issued(person("tina"), "tina", TARGET + ",'for':'30d'");
    assertThat(tina.path("end").asText()).isEqualTo(ends.toString());
    JsonNode sooner = issued(person("tina"), "tina", TARGET + ",'for':'1h'");
    assertThat(Instant.parse(sooner.path("end").asText())).isBefore(ends);
  }

  @Test
  void an_administrator_is_given_one_for_a_service_and_who_is_kept_out_gets_none() {
    JsonNode robot = issued(ann, "robot", TARGET + ",'for':'1h'");
    assertThat(comesIn("robot", robot.path("secret").asText())).isTrue();
    String operator = here.token(ann, "ops", "operate");
    for (String token : List.of(operator, here.okta, person("lea"), person("bob")))
      refused(token, "robot", TARGET, 403, "scope admin");
    refused(person("lea"), "alice", TARGET, 403, "scope admin");
    refused(ann, "bob", TARGET, 409, "bob has no account at prod/shop-db");
    refused(person("bob"), "bob", TARGET, 409, "no grant in force gives it one");
    refused(ann, "zoe", TARGET, 404, "nobody is called zoe");
    refused(ann, "alice", TARGET + ",'for':'366d'", 409, "up to 365 days");
    refused("", "alice", TARGET, 401, "Send a token");

    assertThat(here.send(operator, "POST", "/api/v1/subjects/alice/suspend", "{}").statusCode())
        .isEqualTo(200);
    refused(ann, "alice", TARGET, 409, "alice is suspended, and gets no password");
    refused(person("alice"), "alice", TARGET, 401, "unknown, expired or revoked");
    assertThat(here.send(operator, "POST", "/api/v1/subjects/alice/resume", "{}").statusCode())
        .isEqualTo(200);
    String secret = issued(person("alice"), "alice", TARGET).path("secret").asText();
    until("alice comes in again", () -> comesIn("alice", secret));
    assertThat(here.send(operator, "POST", "/api/v1/subjects/robot/offboard", "{}").statusCode())
        .isEqualTo(200);
    refused(ann, "robot", TARGET, 409, "robot is offboarded, and gets no password");
  }

  /** What counts as an apply is not done beside one. */
  @Test
  void a_password_waits_for_who_is_writing() throws Exception {
    try (Connection other = here.shop.server().connect("postgres")) {
      Sql.run(other, "select pg_advisory_lock(x'7573686572000001'::bit(64)::bigint)");
      HttpResponse<String> answer = issue(person("nina"), "nina", TARGET);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(ServedShop.json(answer).at("/failures/0/code").asText()).isEqualTo("locked");
      assertThat(answer.body()).contains("is writing there").doesNotContain("\"secret\"");
    }
    issued(person("nina"), "nina", TARGET);
  }

  /** The same command says the same, and the password is in nobody's list of processes. */
  @Test
  void the_command_line_prints_what_it_prints_without_a_server(@TempDir Path out) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("USHER_TOKEN", person("nina"));
    environment.put("USHER_SERVER", here.server.address().toString());
    String remote = said(environment, "issue", "nina", "prod/shop-db");
    assertThat(told(remote.replace("_nina", "_alice"))).isEqualTo(told(local));
    secrets.add(remote.replaceFirst("(?s).*password +(\\S+).*", "$1"));
    Path file = out.resolve("nina.password");
    String kept =
        said(
            Map.of("USHER_TOKEN", person("nina")),
            "issue",
            "nina",
            "prod/shop-db",
            "--server",
            here.server.address().toString(),
            "--for",
            "8h",
            "--out",
            file.toString());
    String secret = Files.readString(file).strip();
    secrets.add(secret);
    assertThat(kept).contains("in " + file).doesNotContain(secret);
    assertThat(comesIn("nina", secret)).isTrue();
  }

  private static String told(String printed) {
    return printed
        .replaceAll("(password +)\\S{24}", "$1…")
        .replaceAll("(until +)[-0-9T:]+Z", "$1…")
        .replaceAll(" +", " ");
  }

  /** Every row of every table, as text. */
  private static String tables() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Connection owner = TestStore.owner(folder.resolve("store"));
        Statement ask = owner.createStatement()) {
      for (String table :
          Sql.column(owner, "select tablename from pg_tables where schemaname = 'usher_store'"))
        try (ResultSet rows = ask.executeQuery("select t::text from usher_store." + table + " t")) {
          while (rows.next()) all.append(rows.getString(1)).append('\n');
        }
    }
    return all.toString();
  }
}
