package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sdk.UsherChecks;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import dev.usher.testkit.issuer.TestIssuer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same questions, asked of a server over AuthZEN, of the library that follows its feed, by
 * Envoy's ext_authz, of {@code usher can}, and of the database itself by the accounts that the
 * server made: random policies over hostile rows. {@code -Dusher.alike=N} is how many policies, one
 * after the other on the same server; {@code ./dev random alike} goes on for longer.
 */
class AlikeTest {
  private static final int POLICIES = Integer.getInteger("usher.alike", 8);
  private static final String SECRET = "the secret of the webhook";

  @Test
  void allAnswerAlike(@TempDir Path folder) throws Exception {
    AlikeCount count = new AlikeCount();
    TestIssuer issuer = new TestIssuer();
    Map<Key, String> keys =
        Map.of(
            Key.DATA,
            folder.resolve("store").toString(),
            Key.POLICY_HOOK,
            "env:HOOK",
            Key.LISTEN_ENVOY,
            "127.0.0.1:0");
    try (ServedShop here =
            new ServedShop(folder, AlikeGateway.operator(issuer), keys, Map.of("HOOK", SECRET));
        Connection database = here.shop.connect();
        HttpClient http = HttpClient.newHttpClient();
        AlikeGateway gateway = new AlikeGateway(issuer, port(here))) {
      List<AlikeRow> rows = AlikeRow.all();
      Sql.run(database, "drop table orders", "set statement_timeout = '60s'");
      for (String table : AlikePolicy.TABLES)
        AlikeDatabase.make(database, table, "owner_" + here.shop.tag(), rows);
      AlikeServed served = AlikeServed.of(here, folder, SECRET);
      String token = here.token(served.ann(), "checks", "check");
      try (UsherChecks checks =
          UsherChecks.follow(here.server.address(), () -> token, InstantSource.system(), _ -> {})) {
        Seeds.each(
            "alike",
            POLICIES,
            count,
            random -> {
              AlikePolicy policy = served.next(systems(here), issuer.url().toString(), random);
              boolean carried = served.carry(policy);
              count.policies++;
              if (carried) count.carried++;
              new AlikeTrial(
                      served,
                      policy,
                      token,
                      checks,
                      gateway,
                      new AlikeDatabase(database, here.shop.tag(), rows),
                      http,
                      count)
                  .run(carried, random);
            });
        long began = System.nanoTime();
        here.server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .as("whoever follows a server does not hold it up")
            .isLessThan(Duration.ofSeconds(20));
      }
    } finally {
      issuer.close();
    }
    if (!Seeds.isReplay()) count.isWorthIt();
  }

  private static int port(ServedShop here) {
    Matcher said = Pattern.compile("\"envoy-port\":\"([0-9]+)\"").matcher(here.logged());
    assertThat(said.find()).isTrue();
    return Integer.parseInt(said.group(1));
  }

  private static String systems(ServedShop here) {
    return """
        environments: { prod: {} }
        DIRECTORIES
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "%s", admin: "env:SHOP", account: "%s_{name}" } }
            schemas: [public]
          shop-api:
            type: application
            in: { prod: {} }
            resources:
              order:
                actions: [read, refund, close]
                attributes: { total: number, region: text, placed: timestamp, paid: boolean }
              report: { actions: [read] }
            routes:
              - { method: [GET, HEAD], path: "/orders/{id}", do: read, on: "order:{id}" }
              - { method: POST, path: "/orders/{id}/refund", do: refund, on: "order:{id}" }
              - { method: DELETE, path: "/orders/{id}", do: close, on: "order:{id}" }
              - { method: GET, path: /orders/export, do: read, on: "report:orders" }
        """
        .formatted(here.shop.url(), here.shop.tag())
        .replace("DIRECTORIES\n", AlikePolicy.DIRECTORIES);
  }
}
