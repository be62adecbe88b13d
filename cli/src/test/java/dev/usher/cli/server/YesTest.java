package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.testkit.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A yes at a whole server is to what was shown, and to one time: what has become another plan waits
 * anew, and so does the same once it was done.
 */
@Timeout(300)
class YesTest {
  @TempDir Path folder;
  private ServedShop here;
  private String bea = "";

  @BeforeEach
  void start() {
    here = new ServedShop(folder, this::keys, Map.of());
    bea = here.token(ServedShop.FIRST, "bea", "admin");
  }

  @AfterEach
  void stop() {
    here.close();
  }

  private Map<Key, String> keys(Database shop) {
    rewrite("{ prod: {} }", "{ prod: { apply: on-approval } }");
    rewrite("on: shop-db/public/orders", "on: shop-db/public/*");
    return Map.of(Key.DATA, folder.resolve("store").toString());
  }

  private void rewrite(String from, String to) {
    try {
      Path policy = folder.resolve("access/policy.yaml");
      String before = Files.readString(policy);
      assertThat(before).contains(from);
      Files.writeString(policy, before.replace(from, to));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The newest that has this in its statements. */
  private Optional<JsonNode> waiting(String statement) {
    JsonNode all =
        ServedShop.json(here.send(bea, "GET", "/api/v1/approvals", "")).path("approvals");
    for (JsonNode one : all)
      if (one.path("statements").toString().contains(statement)) return Optional.of(one);
    return Optional.empty();
  }

  private String asked(String statement) {
    until("it waits: " + statement, () -> waiting(statement).isPresent());
    return waiting(statement).orElseThrow().path("id").asText();
  }

  private void yes(String id) {
    HttpResponse<String> said =
        here.send(bea, "POST", "/api/v1/approvals/" + id, "{'verdict':'yes'}");
    assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
    assertThat(ServedShop.json(said).path("by").asText()).isEqualTo("token:bea");
  }

  /** The directory's first nurse. */
  private void joins(String who) {
    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    here.join(nurses, here.made("/Users", "{'userName':'" + who + "','active':true}"));
  }

  private List<JsonNode> entries(String what) {
    List<JsonNode> some = new ArrayList<>();
    JsonNode all =
        ServedShop.json(here.send(bea, "GET", "/api/v1/ledger?limit=1000", "")).path("lines");
    for (JsonNode one : all) if (one.path("what").asText().equals(what)) some.add(one);
    return some;
  }

  /** The system cannot be reached when somebody says yes, and when it can it is another. */
  @Test
  void a_yes_to_a_system_that_was_another_then_gives_nothing() {
    joins("nina");
    String first = asked("_nina");
    // Nobody can look at it.
    here.shop.run("alter role " + here.admin + " nologin");
    yes(first);
    here.shop.run("set role owner_" + here.shop.tag(), "create table pay (id int)", "reset role");
    here.shop.run("alter role " + here.admin + " login");
    String second = asked("\\\"pay\\\"");
    givesNothing(first, second, "nina");
  }

  /** Somebody commits between the look at what waits and the yes to it. */
  @Test
  void a_yes_to_what_another_policy_meant_gives_nothing() {
    joins("omar");
    String first = asked("_omar");
    rewrite("{ do: read, on", "{ do: [read, write], on");
    until("it is in force", () -> here.logged().split("policy-in-force", -1).length > 2);
    // A turn that began before is over.
    String second = asked("INSERT");
    String before = waiting("INSERT").orElseThrow().path("asked").asText();
    yes(first);
    until(
        "it was looked at since",
        () -> !waiting("INSERT").orElseThrow().path("asked").asText().equals(before));
    givesNothing(first, second, "omar");
    assertThat(
            here.shop.rows(
                "select has_table_privilege('%s_omar', 'orders', 'INSERT')"
                    .formatted(here.shop.tag())))
        .isEqualTo(List.of(List.of("t")));
  }

  private void givesNothing(String first, String second, String who) {
    assertThat(second).isNotEqualTo(first);
    assertThat(here.is(who)).isFalse();
    assertThat(entries("intent")).isEmpty();
    yes(second);
    until(who + " is in", () -> here.reads(who));
    assertThat(entries("decided"))
        .extracting(one -> one.path("text").asText())
        .satisfiesExactly(
            text -> assertThat(text).contains("approval " + first),
            text -> assertThat(text).contains("approval " + second));
    String history = here.send(bea, "GET", "/api/v1/history?about=" + who, "").body();
    assertThat(history).contains("token:bea, who said yes in prod");
  }

  /** The statements are those of the last time, to the letter. */
  @Test
  void a_yes_is_used_up_by_what_was_done_by_it() {
    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    here.join(nurses, here.made("/Users", "{'userName':'olga','active':true}"));
    yes(asked("_olga"));
    until("olga is in", () -> here.reads("olga"));
    String pia = here.made("/Users", "{'userName':'pia','active':true}");
    here.join(nurses, pia);
    String first = asked("_pia");
    yes(first);
    until("pia is in", () -> here.reads("pia"));
    here.leaves(pia);
    until("pia is out", () -> !here.is("pia"));
    here.joins(nurses, pia);
    here.comes(pia);
    assertThat(asked("_pia")).isEqualTo(first);
    assertThat(here.is("pia")).isFalse();
    yes(first);
    until("pia is back", () -> here.reads("pia"));
  }
}
