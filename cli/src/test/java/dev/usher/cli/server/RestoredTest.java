package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.Ran;
import dev.usher.store.Store;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server on yesterday's backup, from the command that writes it to the one that recovers. */
@Timeout(300)
class RestoredTest {
  private static final String RECOVER = "/api/v1/past/recover";

  @TempDir Path folder;
  private final Database before = Postgres.newest().database();
  private final Database after = Postgres.newest().database();
  private final Map<String, String> logins =
      Map.of(
          "ADMIN", before.server().superuser() + ":" + before.server().password(),
          "LOGIN", Store.RUNNING + ":correct horse");
  private ServedShop shop;

  @BeforeEach
  void start() {
    after.expectRole(Store.RUNNING);
    shop = new ServedShop(folder, on(before), logins);
  }

  @AfterEach
  void stop() {
    shop.close();
    before.close();
    after.close();
  }

  @Test
  void it_only_takes_away_until_a_named_administrator_says_that_it_takes_over() {
    String nurses = shop.made("/Groups", "{'displayName':'Nurses'}");
    String ada = joined(nurses, "ada");
    joined(nurses, "eve");
    until("they are in", () -> shop.reads("ada") && shop.reads("eve"));
    Path file = folder.resolve("backup");
    assertThat(stored("backup", file, before)).extracting(Ran::code).isEqualTo(0);
    joined(nurses, "bo");
    until("bo, whom the backup does not know, is in", () -> shop.reads("bo"));

    Ran restored = stored("restore", file, after);
    assertThat(restored.code()).as(restored.err()).isEqualTo(0);
    assertThat(restored.err()).contains("rows read", "usher recover");
    Ran over = stored("restore", file, before);
    assertThat(over.code()).isEqualTo(1);
    assertThat(over.err()).contains("the store is not empty");
    shop.again(on(after));
    assertThat(remarks()).contains("read back from a backup", "usher recover");
    assertThat(shop.logged()).contains("only-takes-away");

    assertThat(recover(ServedShop.FIRST)).as("nobody by name").extracting(Ran::code).isEqualTo(1);
    String ann = shop.token(ServedShop.FIRST, "ann", "admin");
    Ran silent = recover(ann);
    assertThat(silent.code()).isEqualTo(1);
    assertThat(silent.err()).contains("okta changed nothing here since", "--without okta");
    refused(ann, "{}", 409);
    for (String wrong :
        new String[] {"[]", "{'without':'okta'}", "{'without':[1]}", "{'all':true}"})
      refused(ann, wrong, 400);

    joined(nurses, "cy");
    until("it was tried", () -> open(ann, "cy").contains("usher recover"));
    assertThat(shop.leaves(ada).statusCode()).isIn(200, 204);
    until("who leaves is out", () -> !shop.is("ada"));
    assertThat(shop.is("cy")).isFalse();
    assertThat(shop.reads("eve") && shop.reads("bo")).as("nobody else is touched").isTrue();

    Ran done = recover(ann);
    assertThat(done.code()).as(done.err()).isEqualTo(0);
    assertThat(done.out()).matches("recovered: epoch [0-9]+\n");
    until("what it knows counts", () -> shop.reads("cy") && !shop.is("bo"));
    assertThat(shop.reads("eve")).isTrue();
    assertThat(remarks()).doesNotContain("usher recover");
    Ran again = recover(ann);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("there is nothing to recover");
    refused(ann, "{}", 409);
  }

  private String joined(String group, String who) {
    String id = shop.made("/Users", "{'userName':'" + who + "','active':true}");
    shop.join(group, id);
    return id;
  }

  /** Why somebody is still waited for. */
  private String open(String token, String who) {
    for (JsonNode one : ServedShop.json(shop.send(token, "GET", "/api/v1/open", "")).path("open"))
      if (one.path("subject").asText().equals(who)) return one.path("failure").asText();
    return "";
  }

  private String remarks() {
    return ServedShop.json(shop.send("", "GET", "/readyz", "")).path("remarks").toString();
  }

  private void refused(String token, String body, int status) {
    HttpResponse<String> answer = shop.send(token, "POST", RECOVER, body);
    assertThat(answer.statusCode()).as(body + " " + answer.body()).isEqualTo(status);
  }

  private Ran recover(String token) {
    return Ran.command(
        Map.of("USHER_TOKEN", token), "recover", "--server", shop.server.address().toString());
  }

  private Ran stored(String command, Path file, Database store) {
    return Ran.command(
        logins,
        command,
        file.toString(),
        "--store",
        store.url(),
        "--store-admin",
        "env:ADMIN",
        "--store-login",
        "env:LOGIN");
  }

  private static Map<Key, String> on(Database store) {
    return Map.of(
        Key.STORE, store.url(), Key.STORE_ADMIN, "env:ADMIN", Key.STORE_LOGIN, "env:LOGIN");
  }
}
