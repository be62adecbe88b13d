package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.core.access.Access;
import dev.usher.core.model.Target;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What others do to what usher made is found and mended, and then there is nothing to do. */
@Tag("long")
class TamperTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static Access meant(Shop shop, String alice) {
    return new Means(shop.target())
        .role("analyst", "read", "public/*", "-public/customers.email")
        .member(alice, "analyst")
        .access();
  }

  private static String group(Shop shop) {
    return Sql.name(PostgresNames.group(shop.target(), "analyst"));
  }

  private static void mends(Shop shop, Access meant) {
    assertThat(shop.plan(meant).statements()).isNotEmpty();
    shop.apply(meant);
    assertThat(shop.plan(meant).statements()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void grantsOfAnyKindAreTakenBack(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      Access meant = meant(shop, alice);
      shop.apply(meant);
      shop.database()
          .run(
              "set role " + shop.owner,
              "grant delete on orders to " + group(shop),
              "grant select on customers to " + group(shop),
              "grant select (email) on customers to \"" + alice + "\"",
              "grant select (ctid) on customers to \"" + alice + "\"",
              "grant select on log_2026 to \"" + alice + "\" with grant option",
              "grant execute on function f(integer, text) to \"" + alice + "\"",
              "grant execute on procedure p(mood) to " + group(shop) + " with grant option",
              "grant create on schema billing to " + group(shop),
              "create schema elsewhere",
              "create table elsewhere.t (id int)",
              "create type elsewhere.e as enum ('x')",
              "grant usage on schema elsewhere to " + group(shop),
              "grant usage on type elsewhere.e to " + group(shop),
              "grant select on elsewhere.t to " + group(shop),
              "grant create on database " + shop.database().name() + " to \"" + alice + "\"");
      mends(shop, meant);
      assertThat(
              shop.database()
                  .rows(
                      "select has_column_privilege('%1$s', 'customers', 'email', 'select'), has_column_privilege('%1$s', 'customers', 'name', 'select')"
                          .formatted(alice))
                  .getFirst())
          .as("the columns that REVOKE on the table took along are granted again")
          .containsExactly("f", "t");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsMissingIsGivenBack(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      Access meant = meant(shop, alice);
      shop.apply(meant);
      shop.database()
          .run(
              "set role " + shop.owner,
              "revoke select on orders from " + group(shop),
              "revoke select (name) on customers from " + group(shop),
              "revoke usage on schema public from " + group(shop));
      mends(shop, meant);
      shop.database().run("revoke " + group(shop) + " from \"" + alice + "\"" + by(shop));
      mends(shop, meant);
      shop.database().run("alter role \"" + alice + "\" nologin");
      mends(shop, meant);
      shop.database().run("drop role \"" + alice + "\"");
      mends(shop, meant);
      shop.database().run("drop owned by " + group(shop), "drop role " + group(shop));
      mends(shop, meant);
    }
  }

  private static String by(Shop shop) {
    return shop.server.major() >= 16 ? " granted by " + shop.usher : "";
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void membershipsThatUsherCanTakeAreTaken(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String mallory = shop.database().role("mallory_" + shop.database().tag(), "login");
      Access meant = meant(shop, alice);
      shop.apply(meant);
      shop.database().run("grant " + group(shop) + " to " + mallory + by(shop));
      mends(shop, meant);
      assertThat(
              shop.database()
                  .rows(
                      "select 1 where pg_has_role('"
                          + mallory
                          + "', '"
                          + PostgresNames.group(shop.target(), "analyst")
                          + "', 'member')"))
          .isEmpty();
      if (server.major() < 16) {
        shop.database().run("grant " + group(shop) + " to \"" + alice + "\" with admin option");
        mends(shop, meant);
      } else {
        shop.database()
            .run(
                "grant "
                    + group(shop)
                    + " to \""
                    + alice
                    + "\" with set true, inherit false"
                    + by(shop));
        mends(shop, meant);
        shop.database()
            .run("grant " + group(shop) + " to \"" + alice + "\" with admin true" + by(shop));
        mends(shop, meant);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatASuperuserGaveIsToldWithWhoGaveItAndDoesNotStopTheRest(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      Access meant = meant(shop, alice);
      shop.apply(meant);
      shop.database()
          .run(
              "grant pg_read_all_data to \"" + alice + "\"",
              "alter role \"" + alice + "\" bypassrls",
              "create schema superusers",
              "create table superusers.own ()",
              "grant delete on superusers.own to \"" + alice + "\"",
              "revoke select on orders from " + group(shop));
      Shop.Planned planned = shop.apply(meant);
      assertThat(planned.desired().diagnostics())
          .filteredOn(one -> one.code().equals("cannot-revoke"))
          .anySatisfy(one -> assertThat(one.message()).contains("BYPASSRLS"))
          .anySatisfy(one -> assertThat(one.message()).containsIgnoringCase("DELETE on superusers"))
          .hasSize(server.major() < 16 ? 2 : 3);
      assertThat(shop.plan(meant).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void attributesThatUsherCanTakeAreTaken(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      Access meant = meant(shop, alice);
      shop.apply(meant);
      shop.database()
          .run(
              "alter role " + group(shop) + " login createrole noinherit",
              "alter role \"" + alice + "\" createrole");
      mends(shop, meant);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aGrantPassedOnIsTakenAlsoWhereItsGrantorMayNoLongerLook(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String other = shop.database().role("other_" + shop.database().tag(), "nologin");
      Access meant = meant(shop, alice);
      shop.apply(meant);
      shop.database()
          .run(
              "create table billing.bills (id int)",
              "alter table billing.bills owner to " + shop.owner,
              "grant usage on schema billing to " + other,
              "grant select on billing.bills to " + other + " with grant option",
              "set role " + other,
              "grant select on billing.bills to " + group(shop),
              "reset role",
              "grant " + other + " to " + shop.usher);
      String usage = "select has_schema_privilege('" + other + "', 'billing', 'usage')";
      assertThat(shop.plan(meant).statements()).noneMatch(sql -> sql.contains("ON SCHEMA"));
      shop.database().run("revoke usage on schema billing from " + other);
      mends(shop, meant);
      assertThat(shop.database().rows(usage)).containsExactly(List.of("f"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatAnotherPolicyGivesTheSameAccountIsLeftToIt(Postgres server) {
    try (Shop shop = new Shop(server, "dev", "prod")) {
      String alice = shop.account("alice");
      Target dev = shop.target();
      Access inDev = meant(shop, alice);
      Database other = shop.databases.remove(dev);
      Access inProd = meant(shop, alice);
      shop.databases.put(dev, other);
      shop.apply(inDev, inProd);
      shop.databases.remove(dev);
      assertThat(shop.plan(inProd).statements()).isEmpty();
      shop.databases.put(dev, other);
    }
  }

  @Test
  void aRoleThatSomebodyElseMadeIsNotUshersForAForgedMark() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String alice = shop.account("alice");
      String mallory =
          shop.database().role("mallory_" + shop.database().tag(), "createrole nologin");
      String group = PostgresNames.group(shop.target(), "analyst");
      Map<String, PostgresMark> forged =
          Map.of(
              alice,
              new PostgresMark.Account(false, List.of(shop.target())),
              shop.database().expectRole(group),
              new PostgresMark.Group(shop.target(), "analyst"));
      forged.forEach(
          (role, mark) ->
              shop.database()
                  .run(
                      "set role " + mallory,
                      "create role " + Sql.name(role),
                      "comment on role " + Sql.name(role) + " is " + Sql.text(mark.text())));
      assertThat(shop.plan(meant(shop, alice)).errors())
          .containsExactlyInAnyOrder("role-exists", "role-exists");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aGrantPassedOnByAnotherIsTakenAsThatOneWhereUsherCanBecomeIt(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String other = shop.database().role("other_" + shop.database().tag(), "nologin");
      Access meant = meant(shop, alice);
      shop.apply(meant);
      shop.database()
          .run(
              "grant usage on schema public to " + other,
              "grant select, delete on orders to " + other + " with grant option",
              "set role " + other,
              "grant delete on orders to " + group(shop));
      assertThat(shop.plan(meant).codes()).contains("cannot-revoke");
      assertThat(shop.plan(meant).statements()).isEmpty();
      shop.database().run("grant " + other + " to " + shop.usher);
      mends(shop, meant);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whereUshersAccountMayPassOnTheOwnerActsAllTheSame(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String app = shop.database().role("app_" + shop.database().tag(), "nologin");
      shop.database().run(AdminScript.owner(shop.usher, app));
      Means means = new Means(shop.target());
      Access both = means.role("r", "read write", "public/*").member(alice, "r").access();
      Access reads =
          new Means(shop.target()).role("r", "read", "public/*").member(alice, "r").access();
      shop.apply(both);
      for (String who : List.of(Sql.name(shop.usher), Sql.name(app))) {
        shop.database()
            .run(
                "set role " + shop.owner,
                "grant all on public.customers, public.orders to " + who + " with grant option",
                "grant usage on schema public to " + who + " with grant option",
                "reset role");
        shop.apply(reads);
        assertThat(shop.plan(reads).statements()).isEmpty();
        assertThat(may(shop, alice, "delete")).isFalse();
        shop.apply(both);
        assertThat(shop.plan(both).statements()).isEmpty();
        assertThat(may(shop, alice, "delete")).isTrue();
        // Taken along with what usher's account could pass on, had it granted anything itself.
        shop.database()
            .run("revoke all on public.customers, public.orders from " + who + " cascade");
        assertThat(shop.plan(both).statements()).isEmpty();
      }
      shop.apply(new Means(shop.target()).access());
      assertThat(shop.plan(new Means(shop.target()).access()).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whereNobodyCouldTakeTheOwnersGrantsThePlanIsRefused(Postgres server) {
    if (server.major() < 16) return; // Who uses a role can become it, before.
    try (Shop shop = new Shop(server)) {
      String usher = Sql.name(shop.usher);
      shop.database()
          .run(
              "grant all on public.customers to " + usher + " with grant option",
              "grant " + shop.owner + " to " + usher + " with set false");
      Access reads =
          new Means(shop.target())
              .role("r", "read", "public/*")
              .member(shop.account("alice"), "r")
              .access();
      assertThat(shop.plan(reads).errors()).containsExactly("grantor-in-the-way");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whereAnotherAccountBecomesUshersNobodyLosesWhatTheFirstGave(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      Access meant =
          new Means(shop.target()).role("r", "read", "public/*").member(alice, "r").access();
      shop.apply(meant);
      try (Session<PostgresFact> session = shop.openAsSuperuser()) {
        shop.run(session, shop.plan(session, meant).plan(), Shop::mustBeDone);
        assertThat(shop.plan(session, meant).statements()).isEmpty();
      }
      assertThat(may(shop, alice, "select")).isTrue();
    }
  }

  private static boolean may(Shop shop, String account, String privilege) {
    return shop.database()
        .rows("select has_table_privilege('%s', 'customers', '%s')".formatted(account, privilege))
        .getFirst()
        .getFirst()
        .equals("t");
  }
}
