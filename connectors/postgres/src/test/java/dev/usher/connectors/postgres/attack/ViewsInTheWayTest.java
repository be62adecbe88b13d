package dev.usher.connectors.postgres.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.Means;
import dev.usher.connectors.postgres.Shop;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Resource;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody tries to keep a view of usher's as it is, to stand in its way, or to get more by it. */
class ViewsInTheWayTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";
  private static final String VIEW = "public.orders__usher_auditor";

  private static Condition from(int total) {
    return new Condition.Compare(
        new Operand.Row("total"), Op.GE, new Operand.Literal(new Value.Int(total)));
  }

  private static Means maker(Shop shop, String carol) {
    return new Means(shop.target())
        .carry("auditor", Carry.VIEW)
        .role("maker", "create usage", "billing")
        .member(carol, "auditor", "maker");
  }

  private static Means meant(Shop shop, String carol, int total) {
    return maker(shop, carol).rows("auditor", "read", from(total), "public/orders");
  }

  private static Shop shop(Postgres server) {
    Shop shop = new Shop(server);
    shop.database().run("insert into public.orders (customer, total) values (1, 10), (2, 20)");
    return shop;
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoBuildsOnAViewIsNarrowedAllTheSame(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.apply(meant(shop, carol, 10).access());
      try (Connection connection = shop.database().connectAs(carol)) {
        Sql.run(connection, "create view billing.hers as select * from " + VIEW);
        String hers = "select total from billing.hers";
        assertThat(Sql.column(connection, hers)).containsExactlyInAnyOrder("10", "20");
        // What she built stays where it can.
        shop.apply(meant(shop, carol, 20).access());
        assertThat(Sql.column(connection, hers)).containsExactly("20");
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void textsAndNamesThatCarrySqlAreReplacedAsTheyAre(Postgres server) throws SQLException {
    String odd = "it's \\' $$ %I";
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.database()
          .run(
              "set role " + shop.owner,
              "create table billing.\"it's \\ %I\" (\"a '\"\" %s\" text)",
              "insert into billing.\"it's \\ %I\" values (" + Sql.text(odd) + "), ('other')");
      String view = "billing.\"it's \\ %I__usher_auditor\"";
      for (String text : List.of("other", odd)) {
        Condition is =
            new Condition.Compare(
                new Operand.Row("a '\" %s"), Op.EQ, new Operand.Literal(new Value.Text(text)));
        Means means = maker(shop, carol).rows("auditor", "read", is, "billing/it's \\ %I");
        shop.apply(means.access());
        assertThat(shop.plan(means.access()).statements()).isEmpty();
        try (Connection connection = shop.database().connectAs(carol)) {
          assertThat(Sql.column(connection, "select * from " + view)).containsExactly(text);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aMarkOnAViewThatIsNotUshersToDropStopsNothing(Postgres server) {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      String eve = shop.database().role("eve_" + shop.database().tag(), "login");
      shop.database()
          .run(
              "create schema hers authorization " + eve,
              "grant create, usage on schema public to " + eve);
      shop.settings.put("schemas", List.of("public", "billing", "hers"));
      shop.apply(meant(shop, carol, 10).access());
      String mark =
          shop.database()
              .rows("select obj_description('" + VIEW + "'::regclass, 'pg_class')")
              .getFirst()
              .getFirst();
      shop.database()
          .run(
              "set role " + eve,
              "create view hers.one as select 1 as one",
              "comment on view hers.one is " + Sql.text(mark));
      assertThat(shop.plan(meant(shop, carol, 10).access()).statements()).isEmpty();
      // Where it is usher's to drop, nothing that she built on it is in the way.
      shop.database()
          .run(
              "set role " + eve,
              "create view public.one as select 1 as one",
              "create view hers.two as select * from public.one",
              "comment on view public.one is " + Sql.text(mark));
      shop.apply(meant(shop, carol, 10).access());
      assertThat(shop.plan(meant(shop, carol, 10).access()).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aViewIsNoWayAroundRowSecurityOfOthers(Postgres server) {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.database()
          .run(
              "set role " + shop.owner,
              "alter table public.orders enable row level security",
              "create policy few on public.orders using (total < 15)");
      Means means = maker(shop, carol).columns("auditor", "read", Set.of("id"), "public/orders");
      assertThat(shop.plan(means.access()).errors()).containsExactly("row-security-there");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatUshersAccountGivesByDefaultIsGivenToNobody(Postgres server) {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.apply(meant(shop, carol, 20).access());
      shop.database()
          .run(
              "alter default privileges for role "
                  + shop.usher
                  + " grant all on tables to public, "
                  + carol);
      shop.database().run("set role " + shop.owner, "drop view " + VIEW);
      shop.apply(meant(shop, carol, 20).access());
      assertThat(
              shop.database()
                  .rows(
                      "select has_table_privilege('"
                          + carol
                          + "', '"
                          + VIEW
                          + "', 'INSERT, UPDATE, DELETE')"))
          .isEqualTo(List.of(List.of("f")));
      assertThat(shop.plan(meant(shop, carol, 20).access()).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoIsGoneReadsByNone(Postgres server) {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.apply(meant(shop, carol, 10).access());
      String gone =
          "update pg_class set relacl = relacl || makeaclitem(4242424, relowner, 'SELECT', false)"
              + " where oid = '%s'::regclass";
      shop.database().run(gone.formatted(VIEW));
      assertThat(shop.plan(meant(shop, carol, 10).access()).statements()).isEmpty();
      shop.apply(meant(shop, carol, 20).access());
      assertThat(shop.plan(meant(shop, carol, 20).access()).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatItIsAViewOfIsNotForItsOwnerToSay(Postgres server) {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.apply(meant(shop, carol, 10).access());
      Map<Resource, Map<String, Extent>> before = can(shop, carol);
      for (String other : List.of("customers", "log", "log_2026")) {
        String rule = "create rule %s as on update to %s do instead select * from public.%s";
        shop.database().run("set role " + shop.owner, rule.formatted("r_" + other, VIEW, other));
        assertThat(can(shop, carol)).isEqualTo(before);
      }
    }
  }

  private static Map<Resource, Map<String, Extent>> can(Shop shop, String account) {
    try (Session<PostgresFact> session = shop.open();
        var all = session.probe(new Probe(Set.of(account), Optional.empty(), true))) {
      return all.findFirst().orElseThrow().can();
    }
  }
}
