package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Value;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

/** Reading some rows: what is made of it, who goes on as before, and what is refused. */
@Tag("long")
class RowsTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  static final Condition MINE =
      new Condition.In(new Operand.Row("customer"), new Operand.Subject("customers"));

  private static final Condition LARGE =
      new Condition.Compare(
          new Operand.Row("total"), Op.GE, new Operand.Literal(new Value.Int(30)));

  static Map<String, Value> customers(long... ids) {
    List<Value> all = new ArrayList<>();
    for (long id : ids) all.add(new Value.Int(id));
    return Map.of("customers", new Value.Many(all));
  }

  private static void orders(Shop shop) {
    shop.database()
        .run(
            "insert into public.orders (customer, total) values (1, 10), (2, 20), (3, 30), (null, 40)");
  }

  private static List<String> seen(Shop shop, String account, String sql) {
    try (Connection connection = shop.database().connectAs(account)) {
      return Sql.column(connection, sql);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  private static final String TOTALS = "select total from public.orders order by total";

  private static Access support(Shop shop, String carol) {
    return new Means(shop.target())
        .rows("support", "read", MINE, "public/orders")
        .member(carol, customers(1, 3), "support")
        .access();
  }

  /** What was there before goes to the ledger: an attribute as it was, a policy by its mark. */
  @Test
  void whatChangesSaysWhatItWas() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String carol = shop.account("carol");
      shop.apply(support(shop, carol));
      Access other =
          new Means(shop.target())
              .rows("support", "read", LARGE, "public/orders")
              .member(carol, customers(2), "support")
              .access();
      assertThat(before(shop.plan(other)))
          .anyMatch(
              was ->
                  was.matches(
                      "SELECT of some rows of public.orders for support, marked [0-9a-f]{12}"));
      Access moved =
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .member(carol, customers(2), "support")
              .access();
      assertThat(before(shop.plan(moved)))
          .containsExactly(
              "attribute customers of " + carol + ", ARRAY['1'::int8, '3'::int8]::int8[]");
    }
  }

  private static List<String> before(Shop.Planned planned) {
    return planned.plan().stages().stream()
        .flatMap(stage -> stage.steps().stream())
        .flatMap(step -> step.effects().stream())
        .flatMap(effect -> effect.before().stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void everybodySeesTheirOwnRowsAndAChangedAttributeIsSeenAtOnce(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      String dave = shop.account("dave");
      String erin = shop.account("erin");
      String all = shop.account("all");
      Means meant =
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .role("analyst", "read", "public/orders")
              .member(carol, customers(1, 3), "support")
              .member(dave, customers(), "support")
              .member(erin, "support")
              .member(all, "analyst");
      shop.apply(meant.access());
      assertThat(seen(shop, carol, TOTALS)).containsExactly("10", "30");
      assertThat(seen(shop, dave, TOTALS)).isEmpty();
      assertThat(seen(shop, erin, TOTALS)).isEmpty();
      assertThat(seen(shop, all, TOTALS)).containsExactly("10", "20", "30", "40");
      assertThat(shop.plan(meant.access()).statements()).isEmpty();
      meant.member(carol, customers(2), "support");
      assertThat(shop.apply(meant.access()).statements())
          .allMatch(sql -> sql.contains("usher.attributes"));
      assertThat(seen(shop, carol, TOTALS)).containsExactly("20");
      assertThat(seen(shop, carol, "select account || ' ' || attribute from usher.attributes"))
          .containsExactly(carol + " customers");
      assertThatThrownBy(
              () -> seen(shop, carol, "update usher.attributes set wholes = '{1,2,3}' returning 1"))
          .hasMessageContaining("permission denied");
      Access nothing = new Means(shop.target()).access();
      shop.apply(nothing);
      assertThat(shop.plan(nothing).statements()).isEmpty();
      assertThat(
              shop.database()
                  .rows(
                      "select relrowsecurity, (select count(*) from pg_policy), to_regclass('usher.attributes') is null from pg_class where oid = 'public.orders'::regclass")
                  .getFirst())
          .containsExactly("f", "0", "t");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoeverElseHoldsSomethingGoesOnAsBefore(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String app = shop.database().role("app_" + shop.database().tag(), "login");
      String inGroup = shop.database().role("in_" + shop.database().tag(), "login");
      String group = shop.database().role("group_" + shop.database().tag(), "nologin");
      String dump = shop.database().role("dump_" + shop.database().tag(), "login");
      shop.database()
          .run(
              "grant usage on schema public to " + app + ", " + group,
              "grant select, insert, update, delete on public.orders to " + app,
              "grant usage on all sequences in schema public to " + app,
              "grant select (id, total) on public.orders to " + group,
              "grant " + group + " to " + inGroup,
              "grant pg_read_all_data to " + dump);
      String carol = shop.account("carol");
      Shop.Planned planned = shop.apply(support(shop, carol));
      assertThat(planned.desired().diagnostics())
          .filteredOn(one -> one.code().equals("row-security"))
          .singleElement()
          .satisfies(one -> assertThat(one.message()).contains(app, group, "COPY FROM", "pg_dump"));
      assertThat(seen(shop, carol, TOTALS)).containsExactly("10", "30");
      for (String other : List.of(app, inGroup, dump))
        assertThat(seen(shop, other, TOTALS)).as(other).hasSize(4);
      assertThat(
              seen(
                  shop,
                  app,
                  "with a as (insert into public.orders (customer, total) values (9, 90) returning 1),"
                      + " b as (update public.orders set total = total + 1 returning 1),"
                      + " c as (delete from public.orders where customer = 2 returning 1)"
                      + " select (select count(*) from a) || ' ' || (select count(*) from b)"
                      + " || ' ' || (select count(*) from c)"))
          .isNotEmpty();
      String late = shop.database().role("late_" + shop.database().tag(), "login");
      shop.database()
          .run(
              "grant usage on schema public to " + late,
              "grant select on public.orders to " + late);
      assertThat(seen(shop, late, TOTALS)).isEmpty();
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(reach(session, late).can().get(orders(shop.target())))
            .containsEntry("select", new Extent.Some(new Extent.Whole(), Set.of()));
      }
      shop.apply(support(shop, carol));
      assertThat(seen(shop, late, TOTALS)).isNotEmpty();
    }
  }

  private static Resource orders(dev.usher.core.model.Target target) {
    return Resource.of(target, Segment.plain("public"), Segment.plain("orders"));
  }

  private static Reach reach(Session<PostgresFact> session, String account) {
    try (var all = session.probe(new Probe(Set.of(account), Optional.empty(), true))) {
      return all.findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theProbeTellsWhatSomebodyChangedByHandAndTheNextPlanMendsIt(Postgres server) {
    List<String> tampering =
        List.of(
            "alter table public.orders disable row level security",
            "alter policy %s on public.orders using (true)",
            "alter policy %s on public.orders using (customer in (1, 2))",
            "drop policy %s on public.orders",
            "alter policy %s on public.orders to public",
            "update usher.attributes set wholes = '{1,2,3}'",
            "delete from usher.attributes",
            "drop policy own_lines on usher.attributes",
            "alter policy own_lines on usher.attributes using (false)",
            "revoke select on usher.attributes from public",
            "comment on policy %s on public.orders is null");
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      Access meant = support(shop, carol);
      shop.apply(meant);
      String policy =
          shop.database()
              .rows("select polname from pg_policy where polname like 'usher_select_%'")
              .getFirst()
              .getFirst();
      Reach right;
      try (Session<PostgresFact> session = shop.open()) {
        right = reach(session, carol);
        assertThat(right.can().get(orders(shop.target())))
            .containsEntry(
                "select",
                new Extent.Some(new Extent.Whole(), Set.of(Digest.of(Optional.of(MINE)))));
        assertThat(right.attributes().get(shop.target())).isEqualTo(customers(1, 3));
      }
      for (String sql : tampering) {
        shop.database().run(sql.formatted(policy));
        if (!sql.contains(" to public"))
          try (Session<PostgresFact> session = shop.open()) {
            assertThat(reach(session, carol)).as(sql).isNotEqualTo(right);
          }
        if (sql.startsWith("comment")) {
          assertThat(shop.plan(meant).errors()).as(sql).contains("policy-of-another");
          shop.database().run("drop policy " + policy + " on public.orders");
        }
        shop.apply(meant);
        assertThat(seen(shop, carol, TOTALS)).as(sql).containsExactly("10", "30");
        try (Session<PostgresFact> session = shop.open()) {
          assertThat(reach(session, carol)).as("mended: " + sql).isEqualTo(right);
        }
        assertThat(shop.plan(meant).statements()).as(sql).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatWouldGiveOtherRowsThanAreMeantIsRefused(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      Access meant = support(shop, carol);
      assertThat(shop.plan(meant).errors()).isEmpty();
      refused(
          shop,
          meant,
          "public-rows",
          "grant select on orders to public",
          "revoke all on orders from public");
      refused(
          shop,
          meant,
          "row-security-there",
          "alter table orders enable row level security",
          "alter table orders disable row level security");
      refused(
          shop,
          meant,
          "row-security-there",
          "alter table orders force row level security",
          "alter table orders no force row level security");
      refused(
          shop,
          meant,
          "policy-of-another",
          "create policy dormant on orders using (true)",
          "drop policy dormant on orders");
      refused(
          shop,
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .role("support", "read", "public/view:big")
              .member(carol, customers(1), "support")
              .access(),
          "rows-handed-on",
          "select 1",
          "select 1");
      refused(
          shop,
          meant,
          "rows-handed-on",
          "grant select on big to public",
          "revoke select on big from public");
      refused(
          shop,
          meant,
          "rows-handed-on",
          "grant select on sums to public",
          "revoke select on sums from public");
      refused(
          shop,
          rows(shop, carol, "select", new Condition.Truth(new Operand.Row("nothing"))),
          "rows-not-carried");
      refused(shop, rows(shop, carol, "truncate", MINE), "rows-not-carried");
      refused(
          shop,
          new Means(shop.target())
              .rows("support", "read", MINE, "public/view:big")
              .member(carol, customers(1), "support")
              .access(),
          "rows-not-carried");
      refused(
          shop,
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .member(carol, customers(1), "support")
              .member(shop.account("dora"), Map.of("customers", new Value.Text("1")), "support")
              .access(),
          "attribute-types");
      Means two =
          new Means(shop.target())
              .columns("total", "select", Set.of("id", "total"), "public/orders")
              .rows("customer", "select", Set.of("customer"), MINE, "public/orders")
              .member(carol, customers(1), "customer");
      assertThat(shop.plan(two.access()).errors()).isEmpty();
      refused(
          shop, two.member(carol, customers(1), "customer", "total").access(), "columns-and-rows");
      Shop.Planned both =
          shop.plan(
              new Means(shop.target())
                  .rows("large", "select", LARGE, "public/orders")
                  .rows("mine", "select", MINE, "public/orders")
                  .member(carol, customers(1), "large", "mine")
                  .access());
      assertThat(both.errors()).isEmpty();
    }
  }

  private static Access rows(Shop shop, String carol, String words, Condition rows) {
    return new Means(shop.target())
        .rows("support", words, rows, "public/orders")
        .member(carol, customers(1), "support")
        .access();
  }

  private static void refused(Shop shop, Access meant, String code) {
    assertThat(shop.plan(meant).errors()).as(code).contains(code);
    assertThat(shop.plan(meant).desired().diagnostics())
        .filteredOn(one -> one.code().equals(code))
        .allSatisfy(one -> assertThat(one.hint()).isPresent());
  }

  private static void refused(Shop shop, Access meant, String code, String sql, String back) {
    shop.database().run("set role " + shop.owner, sql);
    refused(shop, meant, code);
    shop.database().run("set role " + shop.owner, back);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void anAdoptedAccountThatHasMoreByItselfIsRefused(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String dan = shop.database().role("dan_" + shop.database().tag(), "login");
      if (server.major() >= 16)
        shop.database()
            .run(
                "grant "
                    + dan
                    + " to "
                    + shop.usher
                    + " with admin option, inherit false, set false");
      Access meant =
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .member(dan, true, customers(1), "support")
              .access();
      assertThat(shop.plan(meant).errors()).isEmpty();
      for (String sql :
          List.of(
              "grant select (id) on public.orders to " + dan,
              "grant pg_read_all_data to " + dan,
              "grant select on public.big to " + dan,
              "grant " + shop.owner + " to " + dan)) {
        shop.database().run(sql);
        assertThat(shop.plan(meant).errors()).as(sql).contains("rows-by-another-way");
        shop.database().run(sql.replace("grant ", "revoke ").replace(" to ", " from "));
      }
      assertThat(shop.plan(meant).errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aPreparedStatementForgetsTheRowsOfAMembershipThatIsGone(Postgres server)
      throws SQLException {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      String other = shop.account("other");
      Means meant =
          new Means(shop.target())
              .rows("mine", "read", MINE, "public/orders")
              .rows("large", "read", LARGE, "public/orders")
              .member(other, customers(1), "mine", "large");
      shop.apply(meant.member(carol, customers(1), "mine", "large").access());
      try (Connection connection = shop.database().connectAs(carol);
          PreparedStatement statement = connection.prepareStatement(TOTALS)) {
        statement.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
        for (int i = 0; i < 8; i++) assertThat(totals(statement)).containsExactly(10, 30, 40);
        shop.apply(meant.member(carol, customers(1), "mine").access());
        assertThat(totals(statement)).containsExactly(10);
        for (int i = 0; i < 8; i++) assertThat(totals(statement)).containsExactly(10);
        shop.apply(meant.member(carol, customers(1), "mine", "large").access());
        assertThat(totals(statement)).containsExactly(10, 30, 40);
      }
    }
  }

  private static List<Integer> totals(PreparedStatement statement) throws SQLException {
    List<Integer> all = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) all.add(row.getInt(1));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aForeignPolicyForSomebodyElseIsLeftAlone(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      String app = shop.database().role("app_" + shop.database().tag(), "login");
      Access meant = support(shop, carol);
      shop.apply(meant);
      shop.database().run("create policy theirs on public.orders to " + app + " using (true)");
      Shop.Planned planned = shop.plan(meant);
      assertThat(planned.errors()).isEmpty();
      assertThat(planned.statements()).isEmpty();
      assertThat(planned.observed().facts())
          .containsEntry(
              new RowFact.Strange(
                  shop.target(),
                  new Thing(Thing.Kind.TABLE, "public", "orders", ""),
                  "theirs",
                  Set.of(app)),
              Origin.CONTEXT);
      shop.database().run("create policy ours on public.orders to " + carol + " using (true)");
      assertThat(shop.plan(meant).errors()).contains("policy-of-another");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsWrittenMustBeReadTooWithAndWithoutAWhere(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      String all = shop.account("all");
      String blind = shop.account("blind");
      Access meant =
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .columns("writer", "update", Set.of("total"), "public/orders")
              .role("writer", "delete", "public/orders")
              .role("reader", "read", "public/orders")
              .member(carol, customers(1, 3), "support", "writer")
              .member(all, customers(1), "support", "reader", "writer")
              .member(blind, customers(1), "writer")
              .access();
      shop.apply(meant);
      for (String where : List.of("", " where total > 0")) {
        assertThat(written(shop, carol, "update public.orders set total = 7" + where)).isEqualTo(2);
        assertThat(written(shop, carol, "delete from public.orders" + where)).isEqualTo(2);
        assertThat(written(shop, all, "update public.orders set total = 7" + where)).isEqualTo(4);
      }
      assertThat(written(shop, blind, "update public.orders set total = 7")).isEqualTo(4);
      assertThat(written(shop, blind, "delete from public.orders")).isEqualTo(4);
      assertThat(shop.plan(meant).statements()).isEmpty();
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(reach(session, carol).can().get(orders(shop.target())))
            .containsEntry(
                "delete",
                new Extent.Some(
                    new Extent.Whole(), Set.of("read " + Digest.of(Optional.of(MINE)))));
        for (String one : List.of(all, blind))
          assertThat(reach(session, one).can().get(orders(shop.target())))
              .containsEntry("delete", new Extent.Whole());
      }
      shop.database().run("drop policy usher_reads_delete on public.orders");
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(reach(session, carol).can().get(orders(shop.target())))
            .containsEntry("delete", new Extent.Whole());
      }
      shop.apply(meant);
      assertThat(written(shop, carol, "delete from public.orders")).isEqualTo(2);
    }
  }

  /** A policy is to all who write, and no role is dropped while one is to it. */
  @ParameterizedTest
  @MethodSource(ALL)
  void whoWroteAmongOthersIsDroppedWithTheirRoleAndTheOthersWriteAsBefore(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      String all = shop.account("all");
      Means means =
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .rows("support", "delete", MINE, "public/orders")
              .member(carol, customers(1), "support");
      Access alone = means.access();
      shop.apply(
          means
              .role("cleaner", "read", "public/orders")
              .role("cleaner", "delete", "public/orders")
              .member(all, customers(1), "cleaner")
              .access());
      assertThat(written(shop, all, "delete from public.orders")).isEqualTo(4);
      shop.apply(alone);
      assertThat(written(shop, carol, "delete from public.orders")).isOne();
      shop.apply(
          new Means(shop.target())
              .role("cleaner", "read", "public/orders")
              .rows("cleaner", "delete", MINE, "public/orders")
              .member(all, customers(1), "cleaner")
              .access());
      assertThat(written(shop, all, "delete from public.orders")).isOne();
    }
  }

  /** How many rows, which are as before afterwards. */
  private static int written(Shop shop, String account, String sql) {
    try (Connection connection = shop.database().connectAs(account)) {
      connection.setAutoCommit(false);
      try (java.sql.Statement statement = connection.createStatement()) {
        return statement.executeUpdate(sql);
      } finally {
        connection.rollback();
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aNewRowMustBeOneOfOnesOwnAndNoneIsMovedAway(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      Access meant =
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .rows("support", "insert", MINE, "public/orders")
              .rows("support", "update", Set.of("total"), MINE, "public/orders")
              .member(carol, customers(1, 3), "support")
              .access();
      shop.apply(meant);
      String insert = "insert into public.orders (customer, total) values (%s, 5)";
      assertThat(written(shop, carol, insert.formatted("3"))).isEqualTo(1);
      for (String other : List.of("2", "null"))
        assertThatThrownBy(() -> written(shop, carol, insert.formatted(other)))
            .hasMessageContaining("row-level security");
      assertThat(written(shop, carol, "update public.orders set total = 5")).isEqualTo(2);
      assertThatThrownBy(() -> written(shop, carol, "update public.orders set customer = 3"))
          .hasMessageContaining("permission denied");
      refused(shop, rows(shop, carol, "select update", MINE), "moves-rows");
      refused(shop, rows(shop, carol, "delete", MINE), "rows-unread");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whomAChangeOfRowsWouldWaitForIsSaidBeforehand(Postgres server) throws Exception {
    try (Shop shop = new Shop(server);
        Connection reader = shop.database().connect()) {
      Access meant = support(shop, shop.account("carol"));
      Sql.run(
          reader,
          "set application_name = 'the long report'",
          "begin",
          "select 1 from public.orders",
          "select pg_sleep(1.1)");
      assertThat(shop.plan(meant).desired().diagnostics())
          .filteredOn(one -> one.code().equals("would-wait"))
          .singleElement()
          .satisfies(
              one -> assertThat(one.message()).contains("the long report", "orders", "process "));
      Sql.run(reader, "rollback");
      shop.apply(meant);
      Sql.run(reader, "begin", "select 1 from public.orders", "select pg_sleep(1.1)");
      assertThat(shop.plan(meant).desired().diagnostics())
          .as("nothing about the table changes")
          .noneMatch(one -> one.code().equals("would-wait"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoMayMoveRowsMovesThemAmongTheirOwnAlone(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      Means means =
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .moving("support", "update", Set.of("customer", "total"), MINE, "public/orders")
              .member(carol, customers(1, 3), "support");
      shop.apply(means.access());
      String move = "update public.orders set customer = %s where customer = %s";
      int own = written(shop, carol, "update public.orders set total = 5 where customer = 1");
      assertThat(own).isPositive();
      assertThat(written(shop, carol, move.formatted("3", "1"))).isEqualTo(own);
      for (String other : List.of("2", "null")) {
        assertThatThrownBy(() -> written(shop, carol, move.formatted(other, "3")))
            .hasMessageContaining("row-level security");
        assertThatThrownBy(
                () -> written(shop, carol, "update public.orders set customer = " + other))
            .as("without a word of what is read")
            .hasMessageContaining("row-level security");
      }
      assertThat(written(shop, carol, move.formatted("1", "2")))
          .as("nothing of others' is moved into sight")
          .isZero();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aRowIsMovedOnlyToWhereItMayBeRead(Postgres server) {
    Condition any =
        new Condition.Compare(
            new Operand.Row("total"), Op.GE, new Operand.Literal(new Value.Int(0)));
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      shop.apply(
          new Means(shop.target())
              .rows("reader", "read", MINE, "public/orders")
              .rows("mover", "update", Set.of("customer"), any, "public/orders")
              .member(carol, customers(1), "reader", "mover")
              .access());
      assertThatThrownBy(() -> written(shop, carol, "update public.orders set customer = 2"))
          .hasMessageContaining("row-level security");
      assertThat(written(shop, carol, "update public.orders set customer = 1")).isPositive();
      assertThat(seen(shop, carol, "select count(*) from public.orders where customer <> 1"))
          .containsExactly("0");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aDefinerFunctionThatTheNarrowedCanCallIsRefused(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      Access meant = support(shop, carol);
      shop.database()
          .run(
              "set role " + shop.owner,
              "create function public.all_of_it() returns setof public.orders language sql security definer as 'select * from public.orders'");
      refused(shop, meant, "rows-handed-on");
      shop.database().run("revoke execute on function public.all_of_it() from public");
      assertThat(shop.plan(meant).errors()).isEmpty();
      refused(
          shop,
          new Means(shop.target())
              .rows("support", "read", MINE, "public/orders")
              .role("support", "use", "public/function:all_of_it()")
              .member(carol, customers(1), "support")
              .access(),
          "rows-handed-on");
      shop.database().run("drop function public.all_of_it()");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aLookupByAnIndexStaysOneAndAttributesAreLookedUpOnceForAStatement(Postgres server) {
    try (Shop shop = new Shop(server)) {
      shop.database()
          .run(
              "insert into public.orders (customer, total) select i % 2000, i from generate_series(1, 20000) i",
              "create index on public.orders (customer)", "analyze public.orders");
      String carol = shop.account("carol");
      shop.apply(support(shop, carol));
      String plan =
          String.join("\n", seen(shop, carol, "explain analyze select * from public.orders"));
      assertThat(plan)
          .contains("orders_customer_idx")
          .contains("InitPlan")
          .doesNotContain("Seq Scan on orders");
      assertThat(plan.lines().filter(line -> line.contains("on attributes a")))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).contains("loops=1"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatThePermissionExposesMayHandOnAndIsTold(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      shop.settings.put("public", List.of("revoke"));
      shop.database()
          .run(
              "set role " + shop.owner,
              "create view public.every as select total from public.orders",
              "create materialized view public.once as select total from public.orders",
              "create function public.many() returns bigint language sql security definer"
                  + " set search_path = pg_catalog as 'select count(*) from public.orders'",
              "reset role");
      String carol = shop.account("carol");
      assertThat(exposing(shop, carol, "public/orders").errors())
          .containsExactly("rows-handed-on", "rows-handed-on", "rows-handed-on");
      // A view that another table's permission exposes is not exposed for this one.
      assertThat(exposing(shop, carol, "public/customers").errors())
          .containsExactly("rows-handed-on", "rows-handed-on", "rows-handed-on");
      String[] two = {"public/orders", "+public/view:every", "+public/materialized-view:once"};
      assertThat(exposing(shop, carol, two).errors()).containsExactly("rows-handed-on");
      String[] all = {
        "public/orders",
        "+public/view:every",
        "+public/materialized-view:once",
        "+public/function:many()"
      };
      Shop.Planned planned = exposing(shop, carol, all);
      assertThat(planned.errors()).isEmpty();
      assertThat(planned.codes()).filteredOn("rows-exposed"::equals).hasSize(3);
      shop.apply(exposed(shop, carol, all));
      assertThat(seen(shop, carol, TOTALS)).containsExactly("10", "30");
      assertThat(seen(shop, carol, "select total from public.every")).hasSize(4);
      assertThat(seen(shop, carol, "select total from public.once")).hasSize(4);
      assertThat(seen(shop, carol, "select public.many()")).containsExactly("4");
      assertThat(exposing(shop, carol, all).statements()).isEmpty();
    }
  }

  private static Shop.Planned exposing(Shop shop, String carol, String... rows) {
    return shop.plan(exposed(shop, carol, rows));
  }

  private static Access exposed(Shop shop, String carol, String... rows) {
    Condition other = new Condition.Has(new Operand.Row("name"));
    Means means = new Means(shop.target());
    if (rows[0].equals("public/orders")) means.rows("support", "read", MINE, rows);
    else
      means
          .rows("support", "read", MINE, "public/orders")
          .rows("support", "read", other, rows[0], "+public/view:every");
    return means
        .role("support", "read", "public/view:every", "public/materialized-view:once")
        .role("support", "use", "public/function:many()")
        .member(carol, customers(1, 3), "support")
        .access();
  }
}
