package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.Ran;
import dev.usher.connectors.postgres.AdminScript;
import dev.usher.store.Store;
import dev.usher.testkit.Database;
import dev.usher.testkit.Embedded;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
 * Who leaves owned something in two databases of two servers; a whole server, asked over HTTP and
 * by commands, gives it to whom somebody said. One of the two can be stopped.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class SuccessorTest {
  private static final int MAJOR = 18;

  /** Usher's own account in the second system. */
  private static final String THERE = "usher_there";

  private static final String ITS_LOGIN = THERE + ":of the admin";

  @TempDir static Path folder;
  private final Database store = Postgres.newest().database();
  private final Map<Key, String> keys =
      Map.of(Key.STORE, store.url(), Key.STORE_ADMIN, "env:ADMIN", Key.STORE_LOGIN, "env:LOGIN");
  private int port;
  private Embedded far;
  private ServedShop here;
  private String nurses;

  @BeforeAll
  void start() throws IOException {
    store.expectRole(Store.RUNNING);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    begin();
    here =
        new ServedShop(
            folder,
            shop -> {
              prepare(shop);
              return keys;
            },
            Map.of(
                "ADMIN", store.server().superuser() + ":" + store.server().password(),
                "LOGIN", Store.RUNNING + ":correct horse",
                "FAR", ITS_LOGIN));
    nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    comes("bo");
  }

  @AfterAll
  void stop() {
    here.close();
    far.close();
    store.close();
  }

  private void begin() {
    far = Embedded.on(MAJOR, folder.resolve("far"), port);
  }

  /** A second system, with the first one's accounts. */
  private void prepare(Database shop) {
    far.server()
        .run(
            "postgres",
            AdminScript.role(THERE),
            "alter role " + THERE + " password 'of the admin'",
            "create role owner nologin",
            "create database far owner owner",
            AdminScript.owner(THERE, "owner"));
    far.server()
        .run(
            "far",
            "create table orders (id int)",
            "alter table orders owner to owner",
            "alter schema public owner to owner");
    try {
      Files.writeString(
          folder.resolve("access/far.yaml"),
          """
          systems:
            far-db:
              type: postgresql
              in: { prod: { url: "%s", admin: "env:FAR", account: "%s_{name}" } }
              schemas: [public]
          roles: { far-reader: { can: [ { do: read, on: far-db/public/orders } ] } }
          grants: [ { to: "team:nurses", role: far-reader, in: prod } ]
          """
              .formatted(far.server().url("far"), shop.tag()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String account(String who) {
    return here.shop.tag() + "_" + who;
  }

  private void comes(String who) {
    here.join(nurses, here.made("/Users", "{'userName':'%s','active':true}".formatted(who)));
    until(who + " is in", () -> here.reads(who) && isFar(account(who)));
  }

  /** The same with a schema and a table in each database. */
  private void comesAndMakes(String who) {
    comes(who);
    String[] made = {
      "create schema of_%s authorization %s".formatted(who, account(who)),
      "create table of_%s.t (id int)".formatted(who),
      "alter table of_%s.t owner to %s".formatted(who, account(who))
    };
    here.shop.run(made);
    far.server().run("far", made);
  }

  private boolean isFar(String account) {
    return !far("select 1 from pg_roles where rolname = '" + account + "'").isEmpty();
  }

  private List<String> far(String sql) {
    try (Connection connection = far.server().connect("far")) {
      return Sql.column(connection, sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String owners(String who) {
    return """
        select nspowner::regrole::text from pg_namespace where nspname = 'of_%1$s'
        union all select relowner::regrole::text from pg_class
        where relnamespace = 'of_%1$s'::regnamespace
        """
        .formatted(who);
  }

  private boolean isAllOf(String who, String owner) {
    return here.shop.rows(owners(who)).equals(List.of(List.of(owner), List.of(owner)))
        && isFarOf(who, owner);
  }

  private boolean isFarOf(String who, String owner) {
    return far(owners(who)).equals(List.of(owner, owner));
  }

  private HttpResponse<String> offboard(String who, String body) {
    return here.send(ServedShop.FIRST, "POST", "/api/v1/subjects/" + who + "/offboard", body);
  }

  private JsonNode open() {
    return ServedShop.json(here.send(ServedShop.FIRST, "GET", "/api/v1/open", "")).path("open");
  }

  private Ran command(String... said) {
    return Ran.command(
        Map.of("USHER_SERVER", here.server.address().toString(), "USHER_TOKEN", ServedShop.FIRST),
        said);
  }

  @Test
  void what_a_leaver_owned_is_their_successors_in_both_databases() {
    comesAndMakes("ada");
    HttpResponse<String> answer = offboard("ada", "{'successor':'bo'}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(ServedShop.json(answer).path("places"))
        .hasSize(2)
        .allSatisfy(place -> assertThat(place.path("residue")).isEmpty());
    assertThat(isAllOf("ada", account("bo"))).isTrue();
    assertThat(here.is("ada") || isFar(account("ada"))).isFalse();
    for (String who : List.of("ada", "bo"))
      assertThat(command("history", who).out()).contains("+ what ada owns goes to bo");
  }

  @Test
  void by_the_digest_of_a_plan_that_was_shown_too() {
    comesAndMakes("dan");
    JsonNode shown = ServedShop.json(offboard("dan", "{'successor':'bo','dryRun':true}"));
    assertThat(shown.at("/report/successor").asText()).isEqualTo("bo");
    String digest = shown.path("digest").asText();
    HttpResponse<String> answer = offboard("dan", "{'digest':'" + digest + "'}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(isAllOf("dan", account("bo"))).isTrue();
  }

  @Test
  void who_cannot_be_the_successor_is_refused_with_a_word_and_nothing_is_done() {
    comesAndMakes("eve");
    comes("gus");
    assertThat(offboard("gus", "{}").statusCode()).isEqualTo(200);
    String group =
        far("select rolname from pg_roles where rolname like 'usher\\_prod%'").getFirst();
    Map<String, String> wrong =
        Map.of(
            "nobody",
            "nobody is called nobody, in the policy or as an account there",
            "eve",
            "eve leaves, and cannot be their own successor",
            account("eve"),
            "eve leaves, and cannot be their own successor",
            "gus",
            "gus has left, and cannot be the successor",
            account("bo"),
            account("bo") + " is a role that usher made",
            group,
            group + " is a role that usher made",
            here.admin,
            here.admin + " is usher's own account");
    wrong.forEach(
        (successor, why) -> {
          HttpResponse<String> answer = offboard("eve", "{'successor':'" + successor + "'}");
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
          assertThat(ServedShop.json(answer).path("detail").asText())
              .startsWith(why)
              .contains("name somebody else of the policy");
        });
    String auditor = here.token(ServedShop.FIRST, "auditor", "audit");
    assertThat(
            here.send(auditor, "POST", "/api/v1/subjects/eve/offboard", "{'successor':'bo'}")
                .statusCode())
        .isEqualTo(403);
    assertThat(here.reads("eve") && isAllOf("eve", account("eve"))).isTrue();
    Ran ran = command("offboard", "eve", "--successor", "nobody", "--yes");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("nobody is called nobody");
    assertThat(here.reads("eve")).isTrue();
  }

  /** The word is kept, over the server's own end too, until the system has answered. */
  @Test
  void a_system_that_is_down_hands_over_when_it_is_back() {
    comesAndMakes("ida");
    comesAndMakes("joe");
    // An account of the systems' own, which usher's may give something to.
    String steward = here.shop.role("steward_" + here.shop.tag(), "nologin");
    here.shop.run("grant " + steward + " to " + here.admin);
    far.server()
        .run("far", "create role " + steward + " nologin", "grant " + steward + " to " + THERE);
    far.close();
    HttpResponse<String> answer = offboard("ida", "{'successor':'bo'}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(ServedShop.json(answer).path("failures")).isNotEmpty();
    Ran ran = command("offboard", "joe", "--successor", steward, "--yes");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(1);
    assertThat(here.shop.rows(owners("ida")).getFirst()).containsExactly(account("bo"));
    assertThat(here.shop.rows(owners("joe")).getFirst()).containsExactly(steward);
    until("it was tried", () -> tried("ida") && tried("joe"));
    here.again(keys);
    assertThat(tried("ida") && tried("joe")).isTrue();

    begin();
    until("it is bo's", () -> isFarOf("ida", account("bo")));
    until("it is the steward's", () -> isFarOf("joe", steward));
    until("both are gone", () -> !isFar(account("ida")) && !isFar(account("joe")));
    until("nothing is open", () -> open().isEmpty());
  }

  /** What could not be asked when it was said is asked once it can be. */
  @Test
  void whoever_cannot_be_the_successor_in_a_system_that_was_down_gets_nothing_there() {
    String group =
        far("select rolname from pg_roles where rolname like 'usher\\_prod%'").getFirst();
    Map<String, String> successors =
        Map.of("lea", THERE, "max", group, "nia", "steward_of_" + here.shop.tag());
    successors.forEach(
        (leaver, steward) -> {
          comesAndMakes(leaver);
          here.shop.role(steward, "nologin");
          here.shop.run("grant \"%s\" to %s".formatted(steward, here.admin));
        });
    far.close();
    successors.forEach(
        (leaver, steward) -> {
          HttpResponse<String> answer = offboard(leaver, "{'successor':'%s'}".formatted(steward));
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
          assertThat(here.shop.rows(owners(leaver)).getFirst()).doesNotContain(account(leaver));
        });

    begin();
    until("nothing is open", () -> open().isEmpty());
    for (String leaver : successors.keySet()) {
      assertThat(isFarOf(leaver, account(leaver))).as(leaver).isTrue();
      assertThat(
              far(
                  "select 1 from pg_roles where rolcanlogin and rolname = '"
                      + account(leaver)
                      + "'"))
          .isEmpty();
    }
  }

  /** Who is shut out and owns something is nobody's until somebody has it. */
  @Test
  void a_leaver_without_a_successor_is_shown_with_what_they_own_and_what_to_do() {
    comesAndMakes("kim");
    assertThat(command("orphans").out()).doesNotContain(account("kim"));
    assertThat(offboard("kim", "{}").statusCode()).isEqualTo(200);
    assertThat(here.is("kim") && isFar(account("kim"))).isTrue();
    List<JsonNode> hers = new ArrayList<>();
    HttpResponse<String> all = here.send(ServedShop.FIRST, "GET", "/api/v1/orphans", "");
    for (JsonNode one : ServedShop.json(all).path("orphans"))
      if (one.path("account").asText().equals(account("kim"))) hers.add(one);
    assertThat(hers)
        .hasSize(2)
        .allSatisfy(
            one -> {
              assertThat(one.path("opens").asBoolean()).isFalse();
              assertThat(one.path("subject").asText()).isEqualTo("kim");
              assertThat(one.path("owned").asInt()).isEqualTo(2);
              assertThat(one.path("owns").findValuesAsText("name"))
                  .containsExactlyInAnyOrder("of_kim", "of_kim.t");
              assertThat(one.path("next").asText()).isEqualTo("usher offboard kim --successor WHO");
            });
    Ran shown = command("orphans");
    assertThat(shown.code()).as("the test's superuser is nobody's too").isEqualTo(2);
    assertThat(shown.out())
        .contains(account("kim"), "is closed; made by usher for kim")
        .contains("owns table of_kim.t in prod/far-db", "usher offboard kim --successor WHO");
    Map<String, String> alone = Map.of("SHOP", here.admin + ":of the admin", "FAR", ITS_LOGIN);
    assertThat(Ran.command(alone, "orphans", "-p", folder.resolve("access").toString()).out())
        .contains("owns schema of_kim in prod/far-db");

    assertThat(offboard("kim", "{'successor':'bo'}").statusCode()).isEqualTo(200);
    assertThat(isAllOf("kim", account("bo"))).isTrue();
    assertThat(command("orphans").out()).doesNotContain(account("kim"));
  }

  private boolean tried(String who) {
    for (JsonNode one : open())
      if (one.path("subject").asText().equals(who))
        return one.path("realm").asText().endsWith(":" + port)
            && one.path("attempts").asInt() > 0
            && one.has("failure");
    return false;
  }
}
