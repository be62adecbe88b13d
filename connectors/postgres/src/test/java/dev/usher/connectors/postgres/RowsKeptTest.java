package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Way;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What others do around row security: nothing opens by it unsaid, and nobody goes dark. */
@Tag("long")
class RowsKeptTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";
  private static final String TOTALS = "select total from public.orders order by total";

  private static Access support(Shop shop, String carol) {
    return new Means(shop.target())
        .rows("support", "read", RowsTest.MINE, "public/orders")
        .member(carol, RowsTest.customers(1, 3), "support")
        .access();
  }

  private static void orders(Shop shop) {
    shop.database()
        .run("insert into public.orders (customer, total) values (1, 10), (2, 20), (3, 30)");
  }

  private static List<String> seen(Shop shop, String account, String sql) {
    try (Connection connection = shop.database().connectAs(account)) {
      return Sql.column(connection, sql);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  private static Reach reach(Shop shop, String account) {
    try (Session<PostgresFact> session = shop.open();
        var all = session.probe(new Probe(Set.of(account), Optional.empty(), true))) {
      return all.findFirst().orElseThrow();
    }
  }

  private static void as(Shop shop, String role, String... statements) {
    List<String> all = new ArrayList<>(List.of("set role " + Sql.name(role)));
    all.addAll(List.of(statements));
    all.add("reset role");
    shop.database().run(all.toArray(String[]::new));
  }

  @Test
  void whoeverSeesSomeRowsOfATableAndAllByAViewIsNamed() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String carol = shop.account("carol");
      String app = shop.database().role("app_" + shop.database().tag(), "login");
      shop.database()
          .run(
              "grant usage on schema public to " + app,
              "grant select on public.orders, public.big to " + app);
      shop.apply(support(shop, carol));
      as(
          shop,
          shop.owner,
          "create function public.every() returns setof public.orders language sql security definer"
              + " as 'select * from public.orders'",
          "revoke execute on function public.every() from public",
          "grant execute on function public.every() to " + carol + ", " + app,
          "grant select on public.big to " + carol);
      shop.database()
          .run(
              "create schema archive authorization " + shop.owner,
              "grant usage on schema archive to " + app);
      as(
          shop,
          shop.owner,
          "create table archive.log_2025 partition of public.log"
              + " for values from ('2025-01-01') to ('2026-01-01')",
          "grant select on archive.log_2025 to " + app);
      List<Way> ways;
      try (Session<PostgresFact> session = shop.open()) {
        ways = session.ways().stream().filter(Way::handsOn).toList();
      }
      assertThat(ways)
          .filteredOn(way -> way.path().startsWith("view public.big of"))
          .singleElement()
          .satisfies(way -> assertThat(way.accounts()).containsExactly(carol));
      assertThat(ways)
          .filteredOn(way -> way.path().startsWith("partition archive.log_2025 of"))
          .singleElement()
          .satisfies(way -> assertThat(way.accounts()).containsExactly(app));
      assertThat(ways)
          .filteredOn(way -> way.path().startsWith("function public.every() runs as"))
          .singleElement()
          .satisfies(way -> assertThat(way.accounts()).contains(carol));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoComesByTheServersFilesOrItsStreamIsNamed(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String files = shop.database().role("files_" + shop.database().tag(), "login");
      String stream = shop.database().role("stream_" + shop.database().tag(), "login replication");
      String maker = shop.database().role("maker_" + shop.database().tag(), "login createrole");
      shop.database().run("grant pg_execute_server_program, pg_read_server_files to " + files);
      try (Session<PostgresFact> session = shop.open()) {
        List<Way> ways = session.ways();
        assertThat(ways)
            .filteredOn(way -> way.accounts().contains(files))
            .extracting(Way::path)
            .contains(
                "pg_execute_server_program can do everything",
                "pg_read_server_files reads everything");
        assertThat(ways)
            .filteredOn(way -> way.accounts().contains(stream))
            .extracting(Way::path)
            .contains("REPLICATION copies everything");
        assertThat(ways)
            .filteredOn(way -> way.accounts().contains(maker))
            .hasSize(server.major() < 16 ? 1 : 0);
      }
    }
  }

  @Test
  void anAdoptedAccountWithPartOfTheTableOrAWayAroundItIsRefused() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String dan = shop.database().role("dan_" + shop.database().tag(), "login");
      String kept = shop.database().role("kept_" + shop.database().tag(), "nologin");
      shop.database().run("grant %s to %s with admin option".formatted(dan, shop.usher));
      shop.database()
          .run("create schema archive authorization " + shop.owner, "grant " + kept + " to " + dan);
      as(
          shop,
          shop.owner,
          "create table archive.log_2025 partition of public.log"
              + " for values from ('2025-01-01') to ('2026-01-01')",
          "create view archive.every as select * from public.log",
          "create function archive.every() returns setof public.log language sql security definer"
              + " as 'select * from public.log'",
          "revoke execute on function archive.every() from public");
      Access meant =
          new Means(shop.target())
              .rows("support", "read", new Condition.Has(new Operand.Row("line")), "public/log")
              .member(dan, true, "support")
              .access();
      assertThat(shop.plan(meant).errors()).isEmpty();
      List<List<String>> ways =
          List.of(
              List.of(
                  "alter table public.log_2026 owner to " + kept,
                  "alter table public.log_2026 owner to " + shop.owner),
              List.of(
                  "alter table archive.log_2025 owner to " + dan,
                  "alter table archive.log_2025 owner to " + shop.owner),
              List.of(
                  "grant select (line) on archive.log_2025 to " + dan,
                  "revoke select (line) on archive.log_2025 from " + dan),
              List.of(
                  "grant select on archive.every to " + kept,
                  "revoke select on archive.every from " + kept),
              List.of(
                  "grant execute on function archive.every() to " + dan,
                  "revoke execute on function archive.every() from " + dan),
              List.of("alter role " + dan + " replication", "alter role " + dan + " noreplication"),
              List.of(
                  "grant pg_read_server_files to " + dan,
                  "revoke pg_read_server_files from " + dan));
      for (List<String> way : ways) {
        shop.database().run(way.getFirst());
        assertThat(shop.plan(meant).errors()).as(way.getFirst()).contains("rows-by-another-way");
        shop.database().run(way.getLast());
      }
      assertThat(shop.plan(meant).errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoIsGrantedSomethingAfterThePlanIsNotSilenced(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      String app = shop.database().role("app \"x\"' " + shop.database().tag(), "login");
      Access meant = support(shop, carol);
      for (String late :
          List.of(
              "grant select (total) on public.orders to %s", "grant all on public.orders to %s")) {
        try (Session<PostgresFact> session = shop.open()) {
          Plan plan = shop.plan(session, meant).plan();
          shop.database()
              .run(
                  "grant usage on schema public to " + Sql.name(app),
                  late.formatted(Sql.name(app)));
          List<Outcome> told = untilSomethingIsNotDone(session, plan);
          assertThat(told)
              .filteredOn(Outcome.NotDone.class::isInstance)
              .anySatisfy(
                  one ->
                      assertThat(one.toString())
                          .contains("would silence " + app, "public.orders", "plan again"));
        }
        assertThat(seen(shop, app, TOTALS)).containsExactly("10", "20", "30");
        assertThat(shop.database().rows("select 1 from pg_policy where polname like 'usher%'"))
            .isEmpty();
        assertThat(
                shop.database()
                    .rows(
                        "select has_any_column_privilege('%s', 'orders', 'select')"
                            .formatted(carol)))
            .containsExactly(List.of("f"));
        shop.database().run("revoke all on public.orders from " + Sql.name(app));
      }
      shop.database().run("grant select on public.orders to " + Sql.name(app));
      shop.apply(meant);
      assertThat(seen(shop, app, TOTALS)).hasSize(3);
      assertThat(seen(shop, carol, TOTALS)).hasSize(2);
    }
  }

  /** As an apply does: what comes behind a stage that failed is not begun. */
  private static List<Outcome> untilSomethingIsNotDone(Session<PostgresFact> session, Plan plan) {
    List<Outcome> told = new ArrayList<>();
    assertThat(session.lock(plan.fingerprint())).isInstanceOf(Session.Lock.Held.class);
    for (Plan.Stage stage : plan.stages()) {
      session.run(stage, told::add);
      if (told.stream().anyMatch(one -> !(one instanceof Outcome.Done))) break;
    }
    return told;
  }

  /** The owner writes what usher would have written, as far as they can read it. */
  @Test
  void aMarkThatTheTablesOwnerWroteIsNone() {
    String copied =
        "do $$ declare mark text; begin select obj_description(oid) into mark from pg_policy where"
            + " polname = '%1$s'; %3$s; execute format('comment on policy %%I on public.orders is"
            + " %%L', '%2$s', regexp_replace(mark, '(\"made\":\")[0-9a-f]+', '\\1' || (select"
            + " encode(sha256(convert_to( coalesce(pg_get_expr(polqual, polrelid), '-') || E'\\n"
            + "' || coalesce(pg_get_expr(polwithcheck, polrelid), '-'), 'UTF8')), 'hex') from"
            + " pg_policy where polname = '%2$s'))); end $$";
    try (Shop shop = new Shop(Postgres.newest())) {
      orders(shop);
      String carol = shop.account("carol");
      Access meant = support(shop, carol);
      shop.apply(meant);
      Reach right = reach(shop, carol);
      String policy = PostgresNames.policy(PostgresNames.group(shop.target(), "support"), "select");
      List<String> forgeries =
          List.of(
              copied.formatted(
                  policy,
                  "theirs",
                  "create policy theirs on public.orders to " + carol + " using (true)"),
              copied.formatted(
                  policy, policy, "alter policy " + policy + " on public.orders using (true)"));
      for (String forgery : forgeries) {
        as(shop, shop.owner, "set search_path = pg_catalog", forgery);
        assertThat(seen(shop, carol, TOTALS)).hasSize(3);
        assertThat(reach(shop, carol)).as(forgery).isNotEqualTo(right);
        assertThat(shop.plan(meant).statements()).as(forgery).isNotEmpty();
        shop.apply(meant);
        assertThat(seen(shop, carol, TOTALS)).containsExactly("10", "30");
        assertThat(reach(shop, carol)).isEqualTo(right);
        assertThat(shop.plan(meant).statements()).isEmpty();
      }
      // On a table of their own it does not have usher switch off what they switched on.
      as(
          shop,
          shop.owner,
          "alter table public.customers enable row level security",
          "create policy theirs on public.customers using (false)",
          "comment on policy theirs on public.customers is 'usher:{\"rows\":\"every\",\"meant\":\""
              + "0".repeat(64)
              + "\",\"made\":\""
              + "0".repeat(64)
              + "\",\"seal\":\""
              + "0".repeat(64)
              + "\"}'");
      assertThat(shop.plan(meant).statements()).noneMatch(sql -> sql.contains("DISABLE"));
    }
  }

  @Test
  void whatUsherLeftInASchemaThatItNoLongerManagesIsTakenAway() {
    try (Shop shop = new Shop(Postgres.newest())) {
      orders(shop);
      shop.database().run("insert into billing.\"Odd \"\"Name\"\"\" values (1, 1), (2, 2)");
      String carol = shop.account("carol");
      String app = shop.database().role("app_" + shop.database().tag(), "login");
      String odd = "select c from billing.\"Odd \"\"Name\"\"\"";
      shop.database()
          .run(
              "grant usage on schema billing to " + app,
              "grant select on billing.\"Odd \"\"Name\"\"\" to " + app);
      Access before =
          new Means(shop.target())
              .rows("support", "read", RowsTest.MINE, "public/orders")
              .rows(
                  "billing",
                  "read",
                  new Condition.Compare(
                      new Operand.Row("c"), Op.EQ, new Operand.Literal(new Value.Int(1))),
                  "billing/*")
              .member(carol, RowsTest.customers(1), "support", "billing")
              .access();
      shop.apply(before);
      assertThat(seen(shop, carol, odd)).containsExactly("1");
      shop.database()
          .run(
              "create policy theirs on billing.\"Odd \"\"Name\"\"\" as restrictive to "
                  + app
                  + " using (c = 2)");
      shop.settings.put("schemas", List.of("public"));
      Access after = support(shop, carol);
      Shop.Planned planned = shop.plan(after);
      assertThat(planned.errors()).isEmpty();
      assertThat(planned.codes()).contains("row-security-off");
      List<String> statements = planned.statements();
      assertThat(statements.indexOf(first(statements, "DISABLE ROW LEVEL SECURITY")))
          .as("grants go first")
          .isGreaterThan(statements.indexOf(first(statements, "REVOKE SELECT")));
      shop.apply(after);
      assertThat(shop.plan(after).statements()).isEmpty();
      assertThat(
              shop.database()
                  .rows(
                      "select relname from pg_class c where relrowsecurity"
                          + " and relnamespace <> 'usher'::regnamespace"))
          .containsExactly(List.of("orders"));
      assertThat(
              shop.database()
                  .rows(
                      "select polname from pg_policy p join pg_class c on c.oid = p.polrelid"
                          + " where c.relnamespace = 'billing'::regnamespace"))
          .containsExactly(List.of("theirs"));
      assertThat(seen(shop, app, odd)).containsExactly("1", "2");
      assertThat(
              shop.database()
                  .rows("select has_schema_privilege('%s', 'billing', 'usage')".formatted(carol)))
          .containsExactly(List.of("f"));
      // A table that is a part of another by now is no thing by itself any more.
      as(
          shop,
          shop.owner,
          "create table public.all_orders (like public.orders) partition by range (total)",
          "alter table public.all_orders alter id set not null",
          "alter table public.child no inherit public.orders",
          "alter table public.orders alter id drop identity",
          "alter table public.all_orders attach partition public.orders for values from (0) to"
              + " (99)");
      Access nothing = new Means(shop.target()).access();
      shop.apply(nothing);
      assertThat(shop.plan(nothing).statements()).isEmpty();
      assertThat(shop.database().rows("select polname from pg_policy"))
          .containsExactly(List.of("theirs"));
    }
  }

  private static String first(List<String> statements, String part) {
    return statements.stream().filter(sql -> sql.contains(part)).findFirst().orElseThrow();
  }

  /** A view asks its owner's policies, and CURRENT_USER is who reads the view all the same. */
  @ParameterizedTest
  @MethodSource(ALL)
  void aViewThatSomebodyNarrowedMadeShowsOthersNothing(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      shop.database()
          .run(
              "create table public.visits (customer int)",
              "alter table public.visits owner to " + Sql.name(shop.owner));
      String carol = shop.account("carol");
      String dave = shop.account("dave");
      Means means =
          new Means(shop.target())
              .rows("support", "read", RowsTest.MINE, "public/orders")
              .columns("writer", "update", Set.of("total"), "public/orders")
              // By this she has attributes to look up.
              .rows("other", "read", RowsTest.MINE, "public/visits")
              .member(dave, RowsTest.customers(1), "support", "writer")
              .member(carol, RowsTest.customers(2, 3), "other");
      shop.apply(means.access());
      shop.database().run("create schema dave authorization " + Sql.name(dave));
      as(
          shop,
          dave,
          "create view dave.v as select * from public.orders",
          "grant usage on schema dave to public",
          "grant select, update on dave.v to public");
      assertThat(seen(shop, dave, "select total from dave.v")).containsExactly("10");
      assertThat(seen(shop, carol, "select total from dave.v")).isEmpty();
      assertThat(
              seen(
                  shop,
                  carol,
                  "with w as (update dave.v set total = 7 returning 1) select count(*) from w"))
          .containsExactly("0");
      shop.database()
          .run(
              "begin",
              "set local role " + Sql.name(carol),
              "update dave.v set total = 7",
              "commit");
      assertThat(shop.database().rows("select total from public.orders order by 1"))
          .containsExactly(List.of("10"), List.of("20"), List.of("30"));
    }
  }

  /** Whoever may call it makes a trigger of it on a table of their own. */
  @Test
  void aTriggersFunctionThatRunsAsItsOwnerHandsOnToo() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String carol = shop.account("carol");
      as(
          shop,
          shop.owner,
          "create function public.latest() returns trigger language plpgsql security definer as"
              + " 'begin select max(total) into new.total from public.orders; return new; end'");
      assertThat(shop.plan(support(shop, carol)).errors()).contains("rows-handed-on");
      shop.database().run("revoke execute on function public.latest() from public");
      assertThat(shop.plan(support(shop, carol)).errors()).isEmpty();
    }
  }

  @Test
  void whoReadsByARoleThatWasThereBeforeWritesWhatTheyRead() {
    try (Shop shop = new Shop(Postgres.newest())) {
      orders(shop);
      String carol = shop.account("carol");
      String dave = shop.account("dave");
      String reporting = shop.database().role("reporting_" + shop.database().tag(), "nologin");
      shop.things.put(Carriers.SETTING, Map.of("analyst", List.of(reporting)));
      shop.database().run("grant %s to %s with admin option".formatted(reporting, shop.usher));
      Access meant =
          new Means(shop.target())
              .rows("support", "read", RowsTest.MINE, "public/orders")
              .role("analyst", "read", "public/orders")
              .columns("writer", "update", Set.of("total"), "public/orders")
              .member(dave, "analyst", "writer")
              .member(carol, RowsTest.customers(1), "support", "writer")
              .access();
      shop.apply(meant);
      String update =
          "with w as (update public.orders set total = total returning 1) select count(*) from w";
      assertThat(seen(shop, dave, update)).containsExactly("3");
      assertThat(seen(shop, carol, update)).containsExactly("1");
      assertThat(
              reach(shop, dave)
                  .can()
                  .get(
                      Resource.of(shop.target(), Segment.plain("public"), Segment.plain("orders"))))
          .containsEntry("update", new Reach.Extent.Columns(Set.of("total")));
    }
  }
}
