package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles that read by views of their own, and what others can do about these. */
class ViewsTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";
  private static final String VIEW = "public.orders__usher_auditor";

  private static final Condition LARGE =
      new Condition.Compare(
          new Operand.Row("total"), Op.GE, new Operand.Literal(new Value.Int(30)));

  private static final Condition OWN =
      new Condition.In(new Operand.Row("customer"), new Operand.Subject("customers"));

  private static Map<String, Value> of(long... customers) {
    List<Value> all = new ArrayList<>();
    for (long one : customers) all.add(new Value.Int(one));
    return Map.of("customers", new Value.Many(all));
  }

  /** Whoever is a reader sees customers of every order, and by the view all of large ones. */
  private static Means meant(Shop shop, String account) {
    return new Means(shop.target())
        .columns("reader", "read", Set.of("customer"), "public/orders")
        .rows("auditor", "read", LARGE, "public/orders")
        .carry("auditor", Carry.VIEW)
        .member(account, "reader", "auditor");
  }

  private static Shop shop(Postgres server) {
    Shop shop = new Shop(server);
    shop.database()
        .run(
            "insert into public.orders (customer, total) values (1, 10), (2, 20), (3, 30), (4,"
                + " 40)");
    return shop;
  }

  private static Resource orders(Shop shop) {
    return Resource.of(shop.target(), Segment.plain("public"), Segment.plain("orders"));
  }

  private static Reach reach(Session<PostgresFact> session, String account) {
    try (var all = session.probe(new Probe(Set.of(account), Optional.empty(), true))) {
      return all.findFirst().orElseThrow();
    }
  }

  private static Extent read(Shop shop, String account) {
    try (Session<PostgresFact> session = shop.open()) {
      return reach(session, account).can().getOrDefault(orders(shop), Map.of()).get("select");
    }
  }

  private static List<String> seen(Shop shop, String account, String sql) throws SQLException {
    try (Connection connection = shop.database().connectAs(account)) {
      return Sql.column(connection, sql);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatDoesNotAddUpIsReadAtTwoAddresses(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      Means means = meant(shop, carol);
      assertThat(shop.plan(means.carry("auditor", Carry.TOGETHER).access()).errors())
          .contains("columns-and-rows");
      shop.apply(means.carry("auditor", Carry.VIEW).access());
      try (Connection connection = shop.database().connectAs(carol)) {
        assertThat(Sql.column(connection, "select customer from public.orders")).hasSize(4);
        assertThatThrownBy(() -> Sql.column(connection, "select total from public.orders"))
            .hasMessageContaining("permission denied");
        assertThat(
                Sql.column(connection, "select id || '-' || customer || '-' || total from " + VIEW))
            .containsExactlyInAnyOrder("3-3-30", "4-4-40");
        for (String sql :
            List.of(
                "insert into " + VIEW + " (customer) values (9)",
                "update " + VIEW + " set total = 99",
                "delete from " + VIEW))
          assertThatThrownBy(() -> Sql.run(connection, sql)).hasMessageContaining("denied");
      }
      assertThat(
              shop.database()
                  .rows(
                      "select 1 from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace"))
          .isEmpty();
      assertThat(shop.plan(means.access()).statements()).isEmpty();
      String large = Digest.of(Optional.of(LARGE));
      assertThat(read(shop, carol))
          .isEqualTo(
              new Extent.Uneven(
                  Map.of(
                      "id", Set.of(large),
                      "customer", Set.of(Digest.EVERY),
                      "total", Set.of(large))));
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(session.paths(carol, "select", orders(shop)))
            .anyMatch(path -> path.endsWith(", by the view " + VIEW));
        assertThat(session.ways()).noneMatch(way -> way.path().contains(VIEW));
        assertThat(reach(session, carol).can().keySet())
            .noneMatch(thing -> thing.toString().contains("__usher_"));
      }
    }
  }
}
