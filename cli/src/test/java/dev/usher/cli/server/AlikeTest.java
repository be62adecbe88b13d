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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same questions, asked of a server over AuthZEN, of the library that follows its feed, by
 * Envoy's ext_authz, of {@code usher can}, and of the database itself by the accounts that the
 * server made: random policies over hostile rows. {@code -Dusher.alike=N} is how many policies,
 * some at a time on the same server; {@code ./dev random alike} goes on for longer.
 */
class AlikeTest {
  private static final int POLICIES = Integer.getInteger("usher.alike", 24);
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
      AlikeDatabase.make(database, "owner_" + here.shop.tag(), rows);
      AlikeServed served = AlikeServed.of(here, folder, issuer.url().toString(), SECRET);
      String token = here.token(served.ann(), "checks", "check");
      AlikeAuthZen authzen = new AlikeAuthZen(here.server.address(), token, http);
      try (UsherChecks checks =
          UsherChecks.follow(here.server.address(), () -> token, InstantSource.system(), _ -> {})) {
        Seeds.each(
            "alike",
            Math.ceilDiv(POLICIES, AlikeShop.MANY),
            count,
            random -> {
              List<AlikePolicy> all = served.drawn(random);
              Set<AlikeShop> refused;
              do {
                refused = served.carry(all);
                served.known(authzen, all);
                for (AlikePolicy one : all) {
                  // Where the database refuses some, it has none: the others are asked later.
                  if (!refused.isEmpty() && !refused.contains(one.shop())) continue;
                  AlikeDatabase its =
                      new AlikeDatabase(database, here.shop.tag(), one.shop(), rows);
                  new AlikeTrial(served, one, authzen, checks, gateway, its, count)
                      .run(refused.isEmpty(), AlikeServed.forbids(all), random);
                }
                all = served.instead(all, refused, random);
              } while (!refused.isEmpty());
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
}
