package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What PUBLIC has by default: kept and told, or taken with a word on who lives from it. */
class PublicTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static Access meant(Shop shop, String alice) {
    return new Means(shop.target())
        .role("analyst", "read", "public/*")
        .member(alice, "analyst")
        .access();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void keptUnlessThePolicySaysRevoke(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Shop.Planned planned = shop.plan(meant(shop, shop.account("alice")));
      assertThat(planned.statements()).noneMatch(sql -> sql.contains("PUBLIC"));
      assertThat(planned.observed().facts())
          .containsEntry(
              new PostgresFact.Privilege(
                  shop.target(),
                  Thing.database(shop.database().name()),
                  "",
                  "CONNECT",
                  PostgresFact.PUBLIC,
                  shop.owner,
                  false),
              Origin.FOREIGN);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void revokedItNamesWhoLivesFromItAndLeavesUsherAWayIn(Postgres server) {
    try (Shop shop = new Shop(server)) {
      shop.settings.put("public", List.of("revoke"));
      String alice = shop.account("alice");
      String app = shop.database().role("app_" + shop.database().tag(), "login");
      String fine = shop.database().role("fine_" + shop.database().tag(), "login");
      shop.database()
          .run("grant connect, temporary on database " + shop.database().name() + " to " + fine);
      Shop.Planned planned = shop.apply(meant(shop, alice));
      List<Plan.Step> outages =
          planned.plan().stages().stream()
              .flatMap(stage -> stage.steps().stream())
              .filter(step -> step.risk() == Plan.Risk.OUTAGE)
              .toList();
      assertThat(outages).isNotEmpty();
      assertThat(outages)
          .flatExtracting(Plan.Step::effects)
          .extracting(Plan.Effect::prose)
          .anySatisfy(
              prose ->
                  assertThat(prose)
                      .contains("on database", "no other way for", app)
                      .doesNotContain(fine))
          .anySatisfy(prose -> assertThat(prose).contains("EXECUTE", "f(integer, text)"))
          .anySatisfy(prose -> assertThat(prose).contains("USAGE", "mood"));
      assertThat(shop.plan(meant(shop, alice)).statements()).isEmpty();
      assertThat(
              shop.database()
                  .rows(
                      "select has_database_privilege('%1$s', current_database(), 'connect'), has_function_privilege('%1$s', 'f(integer, text)', 'execute'), has_database_privilege('%2$s', current_database(), 'connect'), has_type_privilege('%1$s', 'mood', 'usage')"
                          .formatted(app, alice))
                  .getFirst())
          .containsExactly("f", "f", "t", "f");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void revokingUshersOwnOnlyWayInIsRefused(Postgres server) {
    try (Shop shop = new Shop(server)) {
      shop.settings.put("public", List.of("revoke"));
      String name = shop.database().name();
      shop.database()
          .run(
              "revoke connect on database " + name + " from " + shop.usher,
              "revoke connect on database " + name + " from " + shop.owner);
      assertThat(shop.plan(meant(shop, shop.account("alice"))).errors())
          .containsExactly("lock-out");
      shop.database().run("grant connect on database " + name + " to " + shop.usher);
      assertThat(shop.plan(meant(shop, shop.account("alice"))).errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatItHasOnAPartitionByItselfGoesPastTheParentAndIsTakenToo(Postgres server) {
    try (Shop shop = new Shop(server)) {
      shop.settings.put("public", List.of("revoke"));
      String alice = shop.account("alice");
      shop.apply(meant(shop, alice));
      shop.database()
          .run("grant delete on log_2026 to public", "grant select (line) on log_2026 to public");
      assertThat(shop.apply(meant(shop, alice)).statements()).isNotEmpty();
      assertThat(shop.plan(meant(shop, alice)).statements()).isEmpty();
      assertThat(
              shop.database()
                  .rows(
                      "select has_table_privilege('%1$s', 'log_2026', 'delete'), has_any_column_privilege('%1$s', 'log_2026', 'select')"
                          .formatted(alice))
                  .getFirst())
          .containsExactly("f", "f");
    }
  }
}
