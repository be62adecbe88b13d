package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Way;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.testkit.Postgres;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who comes by managed data beside the policy, and how. */
class WaysTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  /** By path: who goes it; of rights and of things that hand on. */
  private static Map<String, Set<String>> ways(Shop shop, boolean handsOn) {
    try (Session<PostgresFact> session = shop.open()) {
      Map<String, Set<String>> ways = new TreeMap<>();
      session.ways().stream()
          .filter(way -> way.handsOn() == handsOn)
          .forEach(way -> ways.put(way.path(), way.accounts()));
      return ways;
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoeverHoldsSomethingByOthersIsNamedWithTheRoleThatLeadsThere(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String tag = shop.database().tag();
      String carol = shop.account("carol");
      shop.apply(
          new Means(shop.target()).role("r", "read", "public/orders").member(carol, "r").access());
      String reporting = shop.database().role("reporting_" + tag, "nologin");
      String inherits = shop.database().role("inherits_" + tag, "login");
      String becomes = shop.database().role("becomes_" + tag, "login noinherit");
      String neither = shop.database().role("neither_" + tag, "login");
      String dump = shop.database().role("dump_" + tag, "login");
      String deploy = shop.database().role("deploy_" + tag, "login");
      String nobody = shop.database().role("nobody_" + tag, "login");
      shop.database()
          .run(
              "grant select (id) on public.orders to " + reporting,
              "grant " + reporting + " to " + inherits + ", " + becomes,
              "grant pg_read_all_data to " + dump,
              "grant " + shop.owner + " to " + deploy);
      if (server.major() >= 16)
        shop.database()
            .run(
                "grant %s to %s with inherit false, set true".formatted(reporting, becomes),
                "grant %s to %s with inherit false, set false".formatted(reporting, neither));
      Map<String, Set<String>> ways = ways(shop, false);
      assertThat(ways.get(reporting + " has privileges on public.orders"))
          .containsExactlyInAnyOrder(inherits, becomes + Way.BY_SET_ROLE);
      assertThat(ways.get("pg_read_all_data reads everything")).containsExactly(dump);
      assertThat(ways.get("superusers can do everything")).contains(server.superuser());
      assertThat(ways)
          .anySatisfy(
              (path, who) -> {
                assertThat(path).startsWith(shop.owner + " owns ").contains(" things");
                assertThat(who).contains(deploy, shop.usher);
              });
      assertThat(ways.keySet()).noneMatch(path -> path.contains("PUBLIC"));
      assertThat(ways.toString()).doesNotContain(nobody, carol, "usher_prod");
      shop.database().run("grant select on public.orders to public");
      assertThat(ways(shop, false).get("everybody (PUBLIC) has privileges on public.orders"))
          .contains(nobody);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatHandsOnWhatSomebodyMayNotReadIsNamed(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      String dave = shop.account("dave");
      Access meant =
          new Means(shop.target())
              .role("views", "read", "public/view:*", "public/materialized-view:*")
              .role("views", "use", "public/function:f(integer, text)")
              .columns("some", "read", Set.of("id"), "public/orders")
              .includes("some", "views")
              .role("all", "read", "public/orders")
              .includes("all", "views")
              .member(carol, "some")
              .member(dave, "all")
              .access();
      shop.settings.put("public", java.util.List.of("revoke"));
      shop.apply(meant);
      String big = "view public.big of " + shop.owner + " reads public.orders";
      String sums = "materialized-view public.sums of " + shop.owner + " reads public.orders";
      Map<String, Set<String>> ways = ways(shop, true);
      assertThat(ways.get(big)).containsExactly(carol);
      assertThat(ways.get(sums)).containsExactly(carol);
      shop.database()
          .run(
              "set role " + shop.owner,
              "create view billing.over as select * from public.big",
              "alter function public.f(integer, text) security definer",
              "reset role",
              "grant usage on schema billing to " + carol,
              "grant select on billing.over to " + carol);
      ways = ways(shop, true);
      assertThat(ways.get("view billing.over of " + shop.owner + " reads public.orders"))
          .containsExactly(carol);
      assertThat(
              ways.get(
                  "function public.f(integer, text) runs as "
                      + shop.owner
                      + " and may hand on whatever that can read"))
          .contains(carol);
      if (server.major() < 15) return;
      shop.database().run("alter view public.big set (security_invoker = true)");
      assertThat(ways(shop, true)).doesNotContainKey(big);
    }
  }
}
