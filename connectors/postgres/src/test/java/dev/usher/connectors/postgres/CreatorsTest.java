package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What creators make later: who has it from birth, and what stays closed. */
@Tag("long")
class CreatorsTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  /** A role that migrates: it makes things in both schemas, and usher is a member of it. */
  private static String creator(Shop shop, String name) {
    String creator = shop.database().role(name + "_" + shop.database().tag(), "login");
    shop.database()
        .run(
            "grant usage, create on schema public, billing to " + creator,
            AdminScript.owner(shop.usher, creator));
    List<String> creators = new ArrayList<>(shop.settings.getOrDefault("creators", List.of()));
    creators.add(creator);
    shop.settings.put("creators", creators);
    return creator;
  }

  private static void as(Shop shop, String role, String... statements) {
    List<String> all = new ArrayList<>();
    all.add("set role " + role);
    all.addAll(List.of(statements));
    all.add("reset role");
    shop.database().run(all.toArray(String[]::new));
  }

  private static boolean can(Shop shop, String account, String action, String on) {
    return shop.database()
        .rows("select has_table_privilege('%s', '%s', '%s')".formatted(account, on, action))
        .getFirst()
        .getFirst()
        .equals("t");
  }

  private static List<List<String>> defaults(Shop shop) {
    return shop.database()
        .rows("select defaclobjtype, defaclacl::text from pg_default_acl order by 1");
  }

  /** By role: what usher's roles have that no policy gives. */
  private static Map<String, Set<String>> powers(Shop shop) {
    try (Session<PostgresFact> session = shop.open();
        var answers = session.probe(new Probe(Set.of(), Optional.empty(), false))) {
      Map<String, Set<String>> found = new TreeMap<>();
      answers
          .filter(reach -> reach.ours() && !reach.powers().isEmpty())
          .forEach(reach -> found.put(reach.account(), reach.powers()));
      return found;
    }
  }

  private static Reach reach(Shop shop, String account) {
    try (Session<PostgresFact> session = shop.open();
        var answers = session.probe(new Probe(Set.of(account), Optional.empty(), true))) {
      return answers.findFirst().orElseThrow();
    }
  }

  private static List<String> said(Shop.Planned planned, String code) {
    return planned.desired().diagnostics().stream()
        .filter(one -> one.code().equals(code))
        .map(Diagnostic::message)
        .toList();
  }

  private static Means reader(Shop shop, String carol, String... on) {
    return new Means(shop.target()).role("analyst", "read", on).member(carol, "analyst");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatACreatorMakesIsReadAtOnceAndWhatAnotherMakesIsNot(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      String creator = creator(shop, "migrator");
      String other = shop.database().role("other_" + shop.database().tag(), "nologin");
      shop.database()
          .run(
              "grant usage, create on schema public to " + other,
              AdminScript.owner(shop.usher, other));
      Access meant = reader(shop, carol, "public/**").access();
      Shop.Planned planned = shop.apply(meant);
      assertThat(said(planned, "other-creators"))
          .singleElement()
          .satisfies(text -> assertThat(text).contains(other).doesNotContain(creator));
      assertThat(powers(shop)).isEmpty();
      as(
          shop,
          creator,
          "create table public.later (id serial primary key, a int)",
          "insert into public.later (a) values (1)",
          "create view public.latest as select * from public.later",
          "create materialized view public.latest_sum as select sum(a) from public.later",
          "create table public.parts (a int) partition by range (a)",
          "create table public.parts_1 partition of public.parts for values from (1) to (9)"
              + " partition by range (a)",
          "create table public.parts_1_1 partition of public.parts_1 for values from (1) to (2)",
          "create function public.later_f() returns int language sql as 'select 1'");
      for (String on : List.of("later", "latest", "latest_sum", "parts", "parts_1_1"))
        assertThat(can(shop, carol, "select", on)).as(on).isTrue();
      assertThat(can(shop, carol, "insert", "later")).isFalse();
      try (var connection = shop.database().connectAs(carol)) {
        assertThat(Sql.column(connection, "select a from latest")).containsExactly("1");
      } catch (SQLException closing) {
        throw new IllegalStateException(closing);
      }
      assertThat(shop.plan(meant).statements()).isEmpty();
      assertThat(powers(shop)).isEmpty();
      assertThat(reach(shop, carol).can().keySet())
          .extracting(Object::toString)
          .contains("prod/shop/public/later", "prod/shop/public/parts")
          .doesNotContain("prod/shop/public/parts_1", "prod/shop/public/parts_1_1");
      as(shop, other, "create table public.others (a int)");
      assertThat(can(shop, carol, "select", "others")).isFalse();
      as(
          shop,
          creator,
          "create table billing.later (a int)",
          "create temporary table passing (a int)");
      assertThat(can(shop, carol, "select", "billing.later")).isFalse();
      // A partition whose table is elsewhere shows what the policy does not give.
      as(
          shop,
          creator,
          "create table billing.parts (a int) partition by range (a)",
          "create table public.stray partition of billing.parts for values from (1) to (9)");
      assertThat(said(planned, "parts-from-birth"))
          .as("which the plan said")
          .singleElement()
          .satisfies(text -> assertThat(text).contains(creator + " in public", "billing"));
      assertThat(reach(shop, carol).can().keySet())
          .extracting(Object::toString)
          .contains("prod/shop/public/stray");
      Shop.Planned next = shop.apply(meant);
      assertThat(said(next, "not-from-birth")).singleElement().asString().contains("partitioned");
      assertThat(can(shop, carol, "select", "stray")).isFalse();
      assertThat(can(shop, carol, "select", "others")).isTrue();
      assertThat(defaults(shop)).extracting(List::getFirst).containsExactly("S");
      // Without default privileges a partition has nothing of its own.
      assertThat(can(shop, carol, "select", "parts_1_1")).isFalse();
      assertThat(can(shop, carol, "select", "parts")).isTrue();
      assertThat(shop.plan(meant).statements()).isEmpty();
      Access nothing = new Means(shop.target()).access();
      shop.apply(nothing);
      assertThat(defaults(shop)).isEmpty();
      assertThat(shop.plan(nothing).statements()).isEmpty();
    }
  }

  @Test
  void aCreatorThatMakesNothingElsewhereGivesNothingAwayByParts() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String carol = shop.account("carol");
      String creator = creator(shop, "migrator");
      Access meant = reader(shop, carol, "public/**").access();
      assertThat(shop.plan(meant).codes()).contains("parts-from-birth");
      shop.database().run("revoke create on schema billing from " + creator);
      assertThat(shop.plan(meant).codes()).doesNotContain("parts-from-birth");
      shop.database().run("grant create on database " + shop.database().name() + " to " + creator);
      assertThat(said(shop.plan(meant), "parts-from-birth"))
          .singleElement()
          .asString()
          .contains("a schema that it makes");
      Access both = reader(shop, carol, "public/**", "billing/**").access();
      shop.database()
          .run(
              "revoke create on database " + shop.database().name() + " from " + creator,
              "grant create on schema billing to " + creator);
      assertThat(shop.plan(both).codes()).doesNotContain("parts-from-birth");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsNarrowedOrOnTablesAloneIsNeverGivenFromBirth(Postgres server) {
    Condition rows = new Condition.Has(new Operand.Row("customer"));
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      String dave = shop.account("dave");
      String creator = creator(shop, "migrator");
      Map<String, Means> closed =
          Map.of(
              "narrowed by except",
              reader(shop, carol, "public/**", "-public/customers.email"),
              "of a table",
              reader(shop, carol, "public/**", "-public/customers"),
              "narrowed by columns",
              new Means(shop.target())
                  .columns("analyst", "select", Set.of("id"), "public/*")
                  .member(carol, "analyst"),
              "views, materialized views",
              reader(shop, carol, "public/*"),
              "and no foreign tables",
              reader(shop, carol, "public/*", "public/view:*", "public/materialized-view:*"),
              "beside rows",
              reader(shop, carol, "billing/**")
                  .rows("support", "read", rows, "public/orders")
                  .member(dave, "support", "analyst"));
      closed.forEach(
          (what, means) -> {
            Shop.Planned planned = shop.apply(means.access());
            assertThat(said(planned, "not-from-birth")).as(what).isNotEmpty();
            assertThat(defaults(shop)).as(what).extracting(List::getFirst).doesNotContain("r", "f");
            as(
                shop,
                creator,
                "create table public.later (id int, email text)",
                "create view public.copy as select * from public.later",
                "create table billing.later (id int, email text)");
            for (String on : List.of("later", "copy", "billing.later"))
              assertThat(can(shop, carol, "select", on)).as(what + " " + on).isFalse();
            shop.apply(means.access());
            as(shop, creator, "drop view public.copy", "drop table public.later, billing.later");
          });
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatEachKindIsGivenComesWithTheWayToItAlsoIntoAnEmptySchema(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      String creator = creator(shop, "migrator");
      shop.database().run("create schema empty authorization " + creator);
      shop.settings.put("schemas", List.of("public", "billing", "empty"));
      Access meant =
          new Means(shop.target())
              .role("writer", "select insert update delete", "empty/**")
              .role("writer", "use", "empty/sequence:*", "empty/function:*")
              .role("lead", "read", "public/big")
              .includes("lead", "writer")
              .member(carol, "lead")
              .access();
      assertThat(shop.apply(meant).errors()).isEmpty();
      as(
          shop,
          creator,
          "create table empty.t (id serial primary key, a int)",
          "create function empty.f() returns int language sql as 'select 7'",
          "revoke execute on function empty.f() from public",
          "create sequence empty.s");
      try (var connection = shop.database().connectAs(carol)) {
        assertThat(
                Sql.column(
                    connection,
                    "with a as (insert into empty.t (a) values (empty.f()) returning a)"
                        + " select a || ' ' || nextval('empty.s') from a"))
            .containsExactly("7 1");
      } catch (SQLException closing) {
        throw new IllegalStateException(closing);
      }
      assertThat(shop.plan(meant).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatSomebodyChangesByHandIsToldAndMended(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      String creator = creator(shop, "migrator");
      Access meant = reader(shop, carol, "public/**").access();
      as(shop, creator, "create table public.first (a int)", "create sequence public.firsts");
      shop.apply(meant);
      List<List<String>> right = defaults(shop);
      String group = PostgresNames.group(shop.target(), "analyst");
      String all = "alter default privileges for role " + creator + " in schema public ";
      String other = "alter default privileges for role " + shop.owner;
      String to = " to \"" + group + "\"";
      for (String sql :
          List.of(
              all + "grant insert on tables" + to,
              all + "grant select on tables" + to + " with grant option",
              all + "grant usage on sequences" + to,
              other + " grant select on tables" + to,
              other + " in schema billing grant execute on functions" + to,
              other + " grant usage on schemas" + to,
              other + " in schema public grant usage on types to " + carol)) {
        shop.database().run(sql);
        assertThat(powers(shop)).as(sql).isNotEmpty();
        assertThat(shop.apply(meant).statements()).as(sql).hasSize(1);
        assertThat(defaults(shop)).as(sql).isEqualTo(right);
        assertThat(powers(shop)).as(sql).isEmpty();
      }
      shop.database().run(all + "revoke select on tables from \"" + group + "\"");
      shop.apply(meant);
      assertThat(defaults(shop)).isEqualTo(right);
      // What others get from birth is theirs.
      shop.database().run(all + "grant select on tables to " + shop.owner);
      assertThat(shop.plan(meant).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aCreatorThatIsNoneIsToldOfAndOneThatUsherCannotActForIsRefused(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      String migrator = shop.database().role("lone_" + shop.database().tag(), "login");
      shop.settings.put("creators", List.of("nobody_here", server.superuser()));
      Access meant = reader(shop, carol, "public/**").access();
      assertThat(shop.plan(meant).codes()).contains("unknown-creator", "superuser-creator");
      shop.settings.put("creators", List.of(migrator));
      Shop.Planned refused = shop.plan(meant);
      assertThat(refused.errors()).containsExactly("not-creator");
      assertThat(shop.plan(new Means(shop.target()).access()).errors()).isEmpty();
      shop.database().run(AdminScript.owner(shop.usher, migrator));
      shop.apply(meant);
      assertThat(defaults(shop)).isNotEmpty();
      // What usher can no longer take, it says.
      shop.database().run("revoke " + migrator + " from " + shop.usher);
      Shop.Planned left = shop.plan(new Means(shop.target()).access());
      assertThat(left.codes()).contains("cannot-revoke");
      assertThat(powers(shop)).isEmpty();
    }
  }
}
