package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a policy says that it is alone, nobody holds anything by another's grant. */
class ExclusiveTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static Access meant(Shop shop, String alice) {
    return new Means(shop.target())
        .role("analyst", "read", "public/*")
        .member(alice, "analyst")
        .access();
  }

  private static boolean can(Shop shop, String who, String what) {
    return shop.database()
        .rows(
            "select 1 where has_%s_privilege('%s', %s)"
                .formatted(what.split(" ")[0], who, what.substring(what.indexOf(' ') + 1)))
        .equals(List.of(List.of("1")));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatOthersHoldIsTakenAndSaidToBeAnOutage(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String app = shop.database().role("app_" + shop.database().tag(), "login");
      shop.database()
          .run(
              "create table public.parted (id int) partition by range (id)",
              "create table public.part partition of public.parted for values from (0) to (9)",
              "alter table public.parted owner to " + shop.owner,
              "alter table public.part owner to " + shop.owner,
              "create schema elsewhere",
              "create table elsewhere.t (id int)",
              "grant usage on schema elsewhere to " + app,
              "grant select on elsewhere.t to " + app,
              "set role " + shop.owner,
              "grant select on public.orders, public.part to " + app,
              "grant update (email) on public.customers to " + app);
      assertThat(shop.plan(meant(shop, alice)).statements())
          .as("others are left alone unless the policy says that it is alone")
          .noneMatch(sql -> sql.contains(app));
      shop.settings.put("exclusive", List.of("true"));
      Shop.Planned planned = shop.apply(meant(shop, alice));
      assertThat(
              planned.plan().stages().stream()
                  .flatMap(stage -> stage.steps().stream())
                  .filter(step -> step.statement().contains(app)))
          .isNotEmpty()
          .allSatisfy(step -> assertThat(step.risk()).isEqualTo(Plan.Risk.OUTAGE));
      assertThat(can(shop, app, "table 'public.orders', 'select'")).isFalse();
      assertThat(can(shop, app, "table 'public.part', 'select'")).isFalse();
      assertThat(can(shop, app, "column 'public.customers', 'email', 'update'")).isFalse();
      assertThat(can(shop, app, "table 'elsewhere.t', 'select'"))
          .as("what is not managed is left alone")
          .isTrue();
      assertThat(can(shop, shop.owner, "table 'public.orders', 'select'")).isTrue();
      assertThat(shop.plan(meant(shop, alice)).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatWasPassedOnIsToldAndNotTakenFromUnderThoseWhoHaveIt(Postgres server) {
    try (Shop shop = new Shop(server)) {
      shop.settings.put("exclusive", List.of("true"));
      String app = shop.database().role("app_" + shop.database().tag(), "login");
      String other = shop.database().role("other_" + shop.database().tag(), "login");
      shop.database()
          .run(
              "set role " + shop.owner,
              "grant select on public.orders to " + app + " with grant option",
              "set role " + app,
              "grant select on public.orders to " + other);
      Shop.Planned planned = shop.apply(meant(shop, shop.account("alice")));
      assertThat(planned.observed().facts().entrySet())
          .filteredOn(one -> one.getKey().prose().contains(app))
          .extracting(java.util.Map.Entry::getValue)
          .contains(Origin.FOREIGN);
      assertThat(can(shop, other, "table 'public.orders', 'select'")).isTrue();
    }
  }
}
