package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.core.access.Access;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The database's own answers. */
class ProbeTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static Map<String, Reach> ask(Shop shop, Probe probe) {
    try (Session<PostgresFact> session = shop.open()) {
      return session.probe(probe).collect(Collectors.toMap(Reach::account, Function.identity()));
    }
  }

  private static Resource table(Shop shop, String name) {
    return Resource.of(shop.target(), Segment.plain("public"), Segment.plain(name));
  }

  private static Access meant(Shop shop, String alice, String bob) {
    return new Means(shop.target())
        .role("analyst", "read", "public/*", "-public/customers.email")
        .role("analyst", "execute", "public/function:f(integer, text)")
        .member(alice, "analyst")
        .member(bob, "analyst")
        .access();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void itTellsWholeThingsAndColumns(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String bob = shop.account("bob");
      shop.apply(meant(shop, alice, bob));
      Map<String, Reach> answers =
          ask(shop, new Probe(Set.of(alice, bob, "nobody there"), Optional.empty(), false));
      Reach reach = answers.get(alice);
      assertThat(reach.exists() && reach.ours() && reach.opens()).isTrue();
      assertThat(reach.powers()).isEmpty();
      assertThat(reach.can().get(table(shop, "orders")))
          .isEqualTo(Map.of("select", new Extent.Whole()));
      assertThat(reach.can().get(table(shop, "customers")))
          .isEqualTo(Map.of("select", new Extent.Columns(Set.of("id", "name", "phone"))));
      assertThat(reach.can()).doesNotContainKey(table(shop, "log_2026"));
      assertThat(reach.can().get(new Resource(shop.target(), List.of(), Optional.empty())))
          .containsKeys("connect", "temporary");
      assertThat(answers.get(bob).can()).isSameAs(reach.can());
      assertThat(answers.get("nobody there").exists()).isFalse();
      assertThat(ask(shop, new Probe(Set.of(), Optional.empty(), true)).get(alice).can())
          .isEqualTo(reach.can());
      assertThat(
              ask(shop, new Probe(Set.of(alice), Optional.of(table(shop, "orders")), false))
                  .get(alice)
                  .can())
          .containsOnlyKeys(table(shop, "orders"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatCanBeBecomeCountsAndSoDoPredefinedRolesAndOwners(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String bob = shop.account("bob");
      shop.apply(meant(shop, alice, bob));
      String hat = shop.database().role("hat_" + shop.database().tag(), "nologin createdb");
      shop.database()
          .run(
              "grant delete on orders to " + hat,
              server.major() < 16
                  ? "alter role " + bob + " noinherit"
                  : "grant " + hat + " to " + bob + " with inherit false, set true",
              server.major() < 16 ? "grant " + hat + " to " + bob : "select 1",
              "grant pg_read_all_data to " + alice);
      String owner = shop.database().role("boss_" + shop.database().tag(), "login");
      shop.database().run("grant " + shop.owner + " to " + owner);
      Map<String, Reach> answers = ask(shop, new Probe(Set.of(), Optional.empty(), false));
      assertThat(answers.get(bob).can().get(table(shop, "orders")))
          .containsKeys("select", "delete");
      assertThat(answers.get(bob).powers()).containsExactly("createdb");
      assertThat(answers.get(alice).powers()).containsExactly("pg_read_all_data");
      assertThat(answers.get(alice).can().get(table(shop, "customers")))
          .containsEntry("select", new Extent.Whole());
      assertThat(answers.get(owner).can().get(table(shop, "orders")))
          .containsKeys("own", "trigger");
      assertThat(answers.get(server.superuser()).powers()).contains("superuser");
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(session.paths(alice, "select", table(shop, "customers").column("email")))
            .containsExactly("member of pg_read_all_data");
        assertThat(session.paths(alice, "select", table(shop, "orders")))
            .contains(
                "member of " + PostgresNames.group(shop.target(), "analyst"),
                "member of pg_read_all_data");
        assertThat(session.paths(bob, "delete", table(shop, "orders")))
            .containsExactly("SET ROLE " + hat);
        assertThat(session.paths(owner, "delete", table(shop, "orders")))
            .containsExactly("member of the owner " + shop.owner);
        assertThat(
                session.paths(
                    bob,
                    "execute",
                    Resource.of(
                        shop.target(),
                        Segment.plain("public"),
                        new Segment("function", "p(public.mood)"))))
            .containsExactly("PUBLIC");
        assertThat(session.paths(server.superuser(), "select", table(shop, "orders")))
            .containsExactly("superuser");
        assertThat(session.paths(bob, "truncate", table(shop, "orders"))).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void oneWithRightsOfItsOwnAnswersForItself(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String bob = shop.account("bob");
      shop.apply(meant(shop, alice, bob));
      shop.database().run("grant truncate on orders to " + bob);
      Map<String, Reach> answers =
          ask(shop, new Probe(Set.of(alice, bob), Optional.empty(), false));
      assertThat(answers.get(alice).can().get(table(shop, "orders"))).containsOnlyKeys("select");
      assertThat(answers.get(bob).can().get(table(shop, "orders")))
          .containsOnlyKeys("select", "truncate");
    }
  }
}
