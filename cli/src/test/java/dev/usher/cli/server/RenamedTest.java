package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.usher.connectors.mariadb.AdminScript;
import dev.usher.testkit.Database;
import dev.usher.testkit.MariaDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody is called something else from a day on. Their name in usher stays, and so do account,
 * rights, password and what they own: nobody is shut out for a wedding, and nobody gets what was
 * somebody else's for a name.
 */
@Timeout(300)
class RenamedTest {
  @TempDir Path folder;
  private MariaDb ledger;
  private String tag = "";
  private ServedShop here;

  @BeforeEach
  void start() {
    assumeTrue(MariaDb.newest().isPresent(), "no MariaDB for this platform");
    ledger = MariaDb.newest().orElseThrow();
    here = new ServedShop(folder, this::keys, Map.of());
  }

  @AfterEach
  void stop() {
    here.close();
    ledger.run("drop database ledger_" + tag, "drop user usher_" + tag);
  }

  /** The nurses read in both. */
  private Map<Key, String> keys(Database shop) {
    tag = shop.tag();
    AdminScript script = AdminScript.mariaDb();
    String database = "ledger_" + tag;
    ledger.run("create database " + database, "create table " + database + ".bills (id int)");
    for (List<String> some :
        List.of(
            script.tables(),
            script.account("usher_" + tag, "%"),
            script.rows(database),
            script.database("usher_" + tag, "%", database)))
      ledger.run(some.toArray(String[]::new));
    ledger.run("alter user usher_" + tag + " identified by 'of the ledger'");
    try {
      Path admin = Files.writeString(folder.resolve("ledger"), "usher_" + tag + ":of the ledger\n");
      Path policy = folder.resolve("access/policy.yaml");
      String both =
          """
          systems:
            ledger-db:
              type: mariadb
              in: { prod: { url: "%s", admin: "file:%s", account: "%s_{name}" } }
          """
              .formatted(ledger.url(database), admin, tag);
      Files.writeString(
          policy,
          Files.readString(policy)
              .replace("systems:\n", both)
              .replace(
                  "on: shop-db/public/orders }",
                  "on: shop-db/public/orders }, { do: read, on: ledger-db/bills }"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Map.of(Key.DATA, folder.resolve("store").toString());
  }

  private String account(String name) {
    return tag + "_" + name;
  }

  /** Whether the account of MariaDB comes in and reads. */
  private boolean readsBills(String name, String password) {
    try (Connection connection = ledger.connect("ledger_" + tag, account(name), password);
        var statement = connection.createStatement()) {
      return statement.execute("select * from bills");
    } catch (SQLException | IllegalStateException refused) {
      return false;
    }
  }

  private List<List<String>> inLedger(String name) {
    return ledger.rows("select user from mysql.user where user = '" + account(name) + "'");
  }

  private HttpResponse<String> isCalled(String id, String name) {
    return here.send(
        here.okta,
        "PATCH",
        "/scim/v2/Users/" + id,
        "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{'op':'replace','path':'userName','value':'%s'}]}"
            .formatted(name));
  }

  @Test
  void what_is_theirs_stays_theirs_and_nobody_elses() throws Exception {
    String ann = here.token(ServedShop.FIRST, "ann", "admin");
    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    String ada = here.made("/Users", "{'userName':'ada@acme.example','active':true}");
    here.join(nurses, ada);
    until("ada is in", () -> here.reads("ada") && !inLedger("ada").isEmpty());
    String password = issued(ann);
    until("in both", () -> readsBills("ada", password));
    here.shop.run("create table hers (id int)", "alter table hers owner to " + account("ada"));
    String who =
        "select oid, tableowner from pg_roles, pg_tables where tablename = 'hers' and rolname = tableowner";
    List<List<String>> before = here.shop.rows(who);
    try (Connection session = here.shop.connectAs(account("ada"));
        var statement = session.createStatement()) {
      assertThat(isCalled(ada, "ada.king@acme.example").statusCode()).isIn(200, 204);
      // Whoever comes after is in by the same way: what was said before is done by then.
      here.join(nurses, here.made("/Users", "{'userName':'bo@acme.example','active':true}"));
      until("bo is in", () -> here.reads("bo") && !inLedger("bo").isEmpty());
      assertThat(statement.execute("select * from orders")).as("the session goes on").isTrue();
    }
    assertThat(here.reads("ada")).isTrue();
    assertThat(here.shop.rows(who)).isEqualTo(before);
    assertThat(readsBills("ada", password)).isTrue();
    assertThat(here.is("ada.king")).isFalse();
    assertThat(inLedger("ada.king")).isEmpty();
    HttpResponse<String> shown = here.send(here.okta, "GET", "/scim/v2/Users/" + ada, "");
    assertThat(ServedShop.json(shown).path("userName").asText()).isEqualTo("ada.king@acme.example");

    // Another Ada, who is called as the first one was.
    HttpResponse<String> other =
        here.send(
            here.okta, "POST", "/scim/v2/Users", "{'userName':'ada@acme.example','active':true}");
    assertThat(other.statusCode()).as(other.body()).isEqualTo(409);
    assertThat(other.body()).contains("ada.king@acme.example");

    here.leaves(ada);
    until("she is out", () -> isOut("ada", password));
    assertThatThrownBy(() -> here.shop.connectAs(account("ada")));
    assertThat(here.reads("bo")).isTrue();
  }

  private boolean isOut(String name, String password) {
    boolean mayLogIn =
        !here.shop
            .rows("select 1 from pg_roles where rolcanlogin and rolname = '" + account(name) + "'")
            .isEmpty();
    return !mayLogIn && !readsBills(name, password);
  }

  private String issued(String by) {
    HttpResponse<String> issued =
        here.send(by, "POST", "/api/v1/subjects/ada/issue", "{'target':'prod/ledger-db'}");
    assertThat(issued.statusCode()).as(issued.body()).isEqualTo(200);
    return ServedShop.json(issued).path("secret").asText();
  }
}
