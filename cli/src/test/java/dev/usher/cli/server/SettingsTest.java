package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.Ran;
import dev.usher.testkit.issuer.TestIssuer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole server goes by besides its policy, by commands; and a policy that waits. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class SettingsTest {
  private static final String SIGNS = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir static Path folder;
  private final TestIssuer issuer = new TestIssuer();
  private final Map<String, String> environment = new HashMap<>();
  private ServedShop here;

  @BeforeAll
  void start() throws IOException {
    // One that the operator does not list.
    Files.createDirectories(folder.resolve("access"));
    Files.writeString(
        folder.resolve("access/other.yaml"),
        """
        systems:
          other-db:
            type: postgresql
            in: { prod: { url: "jdbc:postgresql://127.0.0.1:1/other", admin: "env:SHOP" } }
            schemas: [public]
        """);
    here =
        new ServedShop(
            folder,
            """
            hosts: [127.0.0.1]
            issuers: { "%s": { client: %s } }
            """
                .formatted(issuer.url(), TestIssuer.CLIENT),
            Map.of(Key.DATA, folder.resolve("store").toString()),
            Map.of());
    environment.put("USHER_SERVER", here.server.address().toString());
    environment.put("USHER_TOKEN", here.token(ServedShop.FIRST, "ann", "admin"));
  }

  @AfterAll
  void stop() {
    here.close();
    issuer.close();
    assertThat(here.logged()).contains("server-started").doesNotContain(SIGNS);
  }

  private Ran ran(int code, String... said) {
    Ran ran = Ran.command(environment, said);
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(code);
    return ran;
  }

  /** With something on standard input, which is no terminal unless said. */
  private Ran typed(String in, String terminals, String... said) {
    return Ran.typed(in, terminals, environment, said);
  }

  private static JsonNode json(Ran ran) throws IOException {
    return JsonMapper.builder().build().readTree(ran.out());
  }

  @Test
  void aSecretComesFromAFileOrStandardInputAndIsNeverShown() throws Exception {
    Path file = Files.writeString(folder.resolve("signs"), SIGNS + "\n");
    assertThat(ran(0, "secret", "put", "pager", "--from", file.toString()).err())
        .isEqualTo("kept pager\n");
    assertThat(typed(SIGNS, "", "secret", "put", "other").code()).isZero();
    Ran list = ran(0, "secret", "list");
    assertThat(list.out()).contains("store:other", "store:pager", "by token:ann");
    Ran told = ran(0, "secret", "list", "--json");
    assertThat(json(told).path("secrets")).hasSize(2);
    assertThat(list.out() + told.out()).doesNotContain(SIGNS);
    assertThat(ran(0, "secret", "rotate").err()).isEqualTo("sealed anew\n");

    // What somebody types others see, and what is an argument all on the machine.
    Ran seen = typed(SIGNS, "012", "secret", "put", "typed");
    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains("--from FILE");
    Ran argument = ran(1, "secret", "put", "typed", SIGNS);
    assertThat(json(ran(0, "secret", "list", "--json")).path("secrets")).hasSize(2);
    assertThat(argument.out()).isEmpty();
    assertThat(ran(1, "secret", "put", "typed", "--from", folder + "/none").err())
        .contains("cannot be read");
    assertThat(typed("", "", "secret", "put", "empty").err()).contains("up to");

    // It is what was put there, without the end of its line: a webhook is signed with it.
    ran(
        0,
        "subscription",
        "add",
        "signed",
        "--webhook",
        "http://127.0.0.1:1/in",
        "--signing-key",
        "store:pager");
    ran(0, "subscription", "remove", "signed");
    assertThat(ran(0, "secret", "remove", "pager").err()).isEqualTo("forgot pager\n");
    ran(0, "secret", "remove", "other");
    assertThat(ran(1, "secret", "remove", "pager").err()).contains("no secret of that name");
    assertThat(ran(0, "secret", "list").out()).isEqualTo("The store keeps no secrets.\n");
  }

  @Test
  void whoIsToldIsAddedListedAndRemoved() throws Exception {
    assertThat(ran(0, "subscription", "list").out()).isEqualTo("Nobody is told of anything.\n");
    Path file = Files.writeString(folder.resolve("hook"), SIGNS);
    String[] hook = {
      "subscription",
      "add",
      "hook",
      "--webhook",
      "http://127.0.0.1:1/in",
      "--signing-key",
      "file:" + file,
      "--kind",
      "token.changed",
      "--env",
      "prod",
      "--system",
      "shop-db",
      "--team",
      "nurses"
    };
    assertThat(ran(0, hook).err()).isEqualTo("hook is told from now on\n");
    assertThat(ran(1, hook).err()).contains("has that name");
    Ran list = ran(0, "subscription", "list");
    assertThat(list.out())
        .contains("hook", "webhook http://127.0.0.1:1/in")
        .contains("of token.changed, prod, shop-db, nurses", "by token:ann")
        .doesNotContain(SIGNS);
    JsonNode one = json(ran(0, "subscription", "list", "--json")).at("/subscriptions/0");
    assertThat(one.at("/channel/secret").asText()).isEqualTo("file:" + file);

    // The secret itself is not sent, and not repeated.
    for (String[] wrong :
        new String[][] {
          {"--webhook", "http://127.0.0.1:1/in", "--signing-key", SIGNS},
          {"--slack", "https://hooks.example/" + SIGNS}
        }) {
      String[] said = {"subscription", "add", "chat", wrong[0], wrong[1], "", ""};
      System.arraycopy(wrong, 0, said, 3, wrong.length);
      Ran refused = ran(1, java.util.Arrays.copyOf(said, 3 + wrong.length));
      assertThat(refused.err()).contains("never the secret itself").doesNotContain(SIGNS);
    }
    ran(1, "subscription", "add", "none");
    ran(1, "subscription", "add", "two", "--slack", "env:A", "--mail", "a@example.org");
    ran(1, "subscription", "add", "half", "--webhook", "http://127.0.0.1:1/in");
    assertThat(ran(0, "subscription", "remove", "hook").err()).isEqualTo("removed hook\n");
    assertThat(ran(1, "subscription", "remove", "hook").err()).contains("no subscription");
  }

  @Test
  void whoIsWhoAtTheDoorIsListedAndUnbound() throws Exception {
    here.made("/Users", "{'userName':'nina@acme.example','active':true}");
    String token = issuer.token("sub-7", "nina");
    assertThat(here.send(token, "GET", "/api/v1/me", "").statusCode()).isEqualTo(200);
    assertThat(ran(0, "identity", "list").out()).contains("nina", "sub-7", issuer.url().toString());
    assertThat(json(ran(0, "identity", "list", "--json")).at("/identities/0/subject").asText())
        .isEqualTo("nina");
    assertThat(ran(0, "identity", "free", "nina").err()).isEqualTo("freed nina\n");
    assertThat(ran(1, "identity", "free", "nina").err()).contains("Nothing is bound");
    assertThat(ran(0, "identity", "list").out()).isEqualTo("Nobody has logged in yet.\n");
  }

  @Test
  void aPolicyThatWaitsIsComparedShownAndAccepted() throws Exception {
    Path access = folder.resolve("access");
    assertThat(ran(0, "policy", "head").out()).contains("is that one");
    assertThat(ran(1, "policy", "accept", "a1b2").err()).contains("nothing waits for a yes");

    Path more = Files.writeString(access.resolve("more.yaml"), "people: { gina: {} }\n");
    Path never =
        Files.writeString(
            access.resolve("never.yaml"),
            "never: [{ who: gina, can: read, on: \"prod/shop-db/public/orders\", why: Gold }]\n");
    String[] diff = {"access-diff", "--detailed-exitcode", "-p", access.toString()};
    until("it is in force", () -> Ran.command(environment, diff).code() == 0);

    Files.delete(never);
    until("it waits", () -> Ran.command(environment, "policy", "head").code() == 2);
    Ran held = ran(2, "policy", "head");
    assertThat(held.out()).contains("waits for a yes", "never ", "usher policy accept ");
    String fingerprint = json(ran(2, "policy", "head", "--json")).path("fingerprint").asText();
    assertThat(ran(1, "policy", "accept", "a1b2").err()).contains("something else waits");
    assertThat(ran(0, "policy", "accept", fingerprint).out())
        .contains("is that one", "accepted by token:ann");
    assertThat(ran(1, "policy", "accept", fingerprint).err()).contains("nothing waits");
    Files.writeString(more, "people: 1\n");
    until("it is broken", () -> Ran.command(environment, "policy", "head").code() == 2);
    assertThat(ran(2, "policy", "head").out()).contains("has errors");
    assertThat(ran(2, "policy", "head").out()).contains("more.yaml:1: error");
    Files.delete(more);
    until("it is good", () -> Ran.command(environment, "policy", "head").code() == 0);
  }

  @Test
  void aSystemOfThePolicyIsImportedAsItIs() throws Exception {
    String ann = environment.get("USHER_TOKEN");
    HttpResponse<String> answer = asked(ann, "{'target':'prod/shop-db'}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode imported = ServedShop.json(answer);
    assertThat(imported.path("diagnostics").findValuesAsText("severity")).doesNotContain("error");
    assertThat(imported.path("failures")).isEmpty();
    assertThat(imported.path("changes")).isEmpty();
    assertThat(imported.path("files").fieldNames())
        .toIterable()
        .containsExactly("estate.yaml", "people.yaml", "roles.yaml");
    assertThat(imported.at("/files/estate.yaml").asText()).contains("jdbc:postgresql://");
    assertThat(answer.body()).doesNotContain("of the admin", "usher-import-");

    refused(asked(ann, "{'target':'prod/other-db'}"), 409, "refused");
    refused(asked(ann, "{'target':'prod/none'}"), 404, "not-found");
    refused(asked(ann, "{'target':'jdbc:postgresql://127.0.0.1/x'}"), 400, "bad-request");
    refused(asked(ann, "{'target':'prod/shop-db','url':'x'}"), 400, "bad-request");
    refused(asked(ann, "{}"), 400, "bad-request");
    String otto = here.token(ann, "otto", "operate");
    refused(asked(otto, "{'target':'prod/shop-db'}"), 403, "forbidden");
  }

  private HttpResponse<String> asked(String token, String body) {
    return here.send(token, "POST", "/api/v1/import", body);
  }

  private static void refused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(ServedShop.json(answer).path("code").asText()).isEqualTo(code);
  }

  @Test
  void aFolderIsComparedWithWhatIsInForceThere() throws Exception {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    String policy = Files.readString(folder.resolve("access/policy.yaml"));
    Files.writeString(
        mine.resolve("policy.yaml"),
        policy.replace("to: \"team:nurses\"", "to: [\"team:nurses\", eve]")
            + "people: { eve: {} }\n");
    String[] asked = {"access-diff", "-p", mine.toString(), "--detailed-exitcode"};
    Ran text = ran(2, asked);
    assertThat(text.out()).contains("eve", "prod/shop-db");
    Ran json = ran(2, "access-diff", "-p", mine.toString(), "--detailed-exitcode", "--json");
    assertThat(json(json).path("to").asText()).isEqualTo(mine.toString());
    assertThat(json(json).path("from").asText()).isNotEqualTo("sent").isNotEmpty();
    assertThat(ran(0, "access-diff", "-p", mine.toString(), "--format", "markdown").out())
        .contains("eve");
    Files.writeString(mine.resolve("wrong.yaml"), "grants: 1\n");
    assertThat(ran(1, asked).err()).contains("wrong.yaml:1");
    assertThat(ran(1, "access-diff", "main", "--server", here.server.address().toString()).err())
        .contains("leave main out");
    environment.remove("USHER_SERVER");
    try {
      assertThat(ran(1, "access-diff").err()).contains("say which policy is the one before");
    } finally {
      environment.put("USHER_SERVER", here.server.address().toString());
    }
  }
}
