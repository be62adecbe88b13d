package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is gone holds nothing and hides nothing. A role that is gone may still be named, by a policy
 * or a list of privileges that was changed while it was dropped. It is nobody, and not everybody.
 */
class GoneTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static final String GONE = "999999";

  private static String named(String catalogue, String acl, String by, String what, String thing) {
    return "update %1$s set %2$s = %2$s || makeaclitem(%3$s, '%4$s'::regrole, '%5$s', false)"
            .formatted(catalogue, acl, GONE, by, what)
        + " where oid = "
        + thing;
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void rowsAreNotOpenToEverybodyByAPolicyForNobody(Postgres server) {
    try (Shop shop = new Shop(server)) {
      shop.database()
          .run(
              "set role " + shop.owner,
              "grant select on public.orders to " + shop.owner,
              "reset role",
              named("pg_class", "relacl", shop.owner, "SELECT", "'public.orders'::regclass"));
      Access meant =
          new Means(shop.target())
              .rows("support", "read", RowsTest.MINE, "public/orders")
              .member(shop.account("carol"), "support")
              .access();
      shop.apply(meant);
      shop.database()
          .run(
              "create policy old on public.orders using (true)",
              "update pg_policy set polroles = '{" + GONE + "}' where polname = 'old'",
              named("pg_class", "relacl", shop.usher, "INSERT", "'usher.attributes'::regclass"));
      assertThat(shop.plan(meant).codes()).isEmpty();
      assertThat(shop.plan(meant).statements()).isEmpty();
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(session.unsaid())
            .filteredOn(one -> one.row().startsWith("pg_policy old"))
            .extracting(Unsaid::text)
            .containsExactly("all of some rows for " + GONE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatALeaverPassedOnIsNotGivenToEverybody(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String alice = Leaving.named(scene.alice);
      String landlord = scene.other("landlord");
      Database other = scene.elsewhere(landlord);
      other.run(
          "set role " + landlord,
          "create schema app",
          "grant usage, create on schema app to " + alice,
          "create table app.t (id int)",
          "grant select on app.t to " + alice + " with grant option",
          "set role " + alice,
          "create function app.f() returns int language sql as 'select 1'",
          "reset role",
          named("pg_class", "relacl", alice, "SELECT", "'app.t'::regclass"),
          named("pg_namespace", "nspacl", landlord, "CREATE", "'app'::regnamespace"));
      scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      assertThat(scene.holds(other, "public", "table app.t", "select"))
          .containsExactly(List.of("f"));
      assertThat(other.rows("select proowner::regrole from pg_proc where proname = 'f'"))
          .containsExactly(List.of(scene.bob));
    }
  }

  /** In PostgreSQL 14 a column that was dropped keeps its list of privileges. */
  @ParameterizedTest
  @MethodSource(ALL)
  void aColumnThatIsGoneIsHeldByNobody(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String app = shop.database().role("app_" + shop.database().tag(), "login");
      shop.database()
          .run(
              "alter table public.orders add column note text",
              "grant select (note) on public.orders to " + app,
              "alter table public.orders drop column note");
      Access meant =
          new Means(shop.target())
              .rows("support", "read", RowsTest.MINE, "public/orders")
              .member(shop.account("carol"), "support")
              .access();
      shop.apply(meant);
      assertThat(shop.plan(meant).statements()).isEmpty();
    }
  }
}
