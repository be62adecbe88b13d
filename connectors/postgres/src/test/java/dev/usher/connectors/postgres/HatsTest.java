package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles that are put on: what is there with one on and without, what wearing it cannot do. */
class HatsTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static final Condition LARGE =
      new Condition.Compare(
          new Operand.Row("total"), Op.GE, new Operand.Literal(new Value.Int(30)));

  /** Whoever is a reader sees customers of every order, and with the hat on all of large ones. */
  private static Means meant(Shop shop, String account) {
    return new Means(shop.target())
        .columns("reader", "read", Set.of("customer"), "public/orders")
        .rows("auditor", "read", LARGE, "public/orders")
        .carry("auditor", Carry.SWITCH)
        .member(account, "reader", "auditor");
  }

  private static Shop shop(Postgres server) {
    Shop shop = new Shop(server);
    shop.database()
        .run(
            "insert into public.orders (customer, total) values (1, 10), (2, 20), (3, 30), (4,"
                + " 40)");
    if (server.major() < 15) shop.database().run("revoke create on schema public from public");
    return shop;
  }

  private static String putOn(Shop shop, String role) {
    return "set role " + Sql.name(PostgresNames.group(shop.target(), role));
  }

  /** Before, memberships have no options. */
  static List<Postgres> sixteen() {
    return Postgres.all().stream().filter(server -> server.major() >= 16).toList();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void beforeSixteenItIsRefusedAndWithoutItColumnsAndRowsAre(Postgres server) {
    try (Shop shop = shop(server)) {
      Means means = meant(shop, shop.account("carol"));
      assertThat(shop.plan(means.access()).errors())
          .isEqualTo(server.major() < 16 ? List.of("unsupported-here") : List.of());
      assertThat(shop.plan(means.carry("auditor", Carry.TOGETHER).access()).errors())
          .contains("columns-and-rows");
    }
  }

  @ParameterizedTest
  @MethodSource("sixteen")
  void itIsOneHatOrTheOther(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      Means means = meant(shop, carol);
      assertThat(shop.apply(means.access()).statements())
          .anyMatch(sql -> sql.contains("INHERIT FALSE, SET TRUE"));
      try (Connection connection = shop.database().connectAs(carol)) {
        assertThat(Sql.column(connection, "select customer from public.orders")).hasSize(4);
        assertThatThrownBy(() -> Sql.column(connection, "select total from public.orders"))
            .hasMessageContaining("permission denied");
        Sql.run(connection, putOn(shop, "auditor"));
        assertThat(Sql.column(connection, "select total from public.orders order by 1"))
            .containsExactly("30", "40");
        assertThat(Sql.column(connection, "select customer from public.orders order by 1"))
            .containsExactly("3", "4");
        Sql.run(connection, "reset role");
        assertThat(Sql.column(connection, "select customer from public.orders")).hasSize(4);
        assertThatThrownBy(() -> Sql.run(connection, putOn(shop, "reader")))
            .hasMessageContaining("permission denied");
      }
      assertThat(shop.plan(means.access()).statements()).isEmpty();
      shop.database()
          .run(
              "set role " + shop.usher,
              "grant %s to %s with inherit true"
                  .formatted(Sql.name(PostgresNames.group(shop.target(), "auditor")), carol));
      assertThat(shop.apply(means.access()).statements()).isNotEmpty();
      assertThat(shop.plan(means.access()).statements()).isEmpty();
      try (Session<PostgresFact> session = shop.open()) {
        String large = Digest.of(Optional.of(LARGE));
        Extent extent = reach(session, carol).can().get(orders(shop)).get("select");
        assertThat(extent)
            .isEqualTo(
                new Extent.Uneven(
                    Map.of(
                        "id", Set.of(large),
                        "customer", Set.of(Digest.EVERY),
                        "total", Set.of(large))));
      }
    }
  }

  private static Resource orders(Shop shop) {
    return Resource.of(shop.target(), Segment.plain("public"), Segment.plain("orders"));
  }

  private static Reach reach(Session<PostgresFact> session, String account) {
    try (var all = session.probe(new Probe(Set.of(account), Optional.empty(), true))) {
      return all.findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @MethodSource("sixteen")
  void aHatThatARoleIncludesIsPutOnByItsPeople(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.database().run("revoke connect on database " + shop.database().name() + " from public");
      Means means =
          new Means(shop.target())
              .role("lead", "read", "public/customers")
              .rows("auditor", "read", LARGE, "public/orders")
              .carry("auditor", Carry.SWITCH)
              .includes("lead", "auditor")
              .includes("auditor", "clerk")
              .columns("clerk", "read", Set.of("name"), "public/customers")
              .member(carol, "lead");
      shop.apply(means.access());
      try (Connection connection = shop.database().connectAs(carol)) {
        assertThat(Sql.column(connection, "select email from public.customers")).isEmpty();
        Sql.run(connection, putOn(shop, "auditor"));
        assertThat(Sql.column(connection, "select total from public.orders")).hasSize(2);
        assertThat(Sql.column(connection, "select name from public.customers")).isEmpty();
        assertThatThrownBy(() -> Sql.column(connection, "select email from public.customers"))
            .hasMessageContaining("permission denied");
      }
      assertThat(shop.plan(means.access()).statements()).isEmpty();
      // With hats alone she comes in as well, and has nothing until one is on.
      means = meant(shop, carol).member(carol, "auditor");
      shop.apply(means.access());
      try (Connection connection = shop.database().connectAs(carol)) {
        assertThatThrownBy(() -> Sql.column(connection, "select total from public.orders"))
            .hasMessageContaining("permission denied");
        Sql.run(connection, putOn(shop, "auditor"));
        assertThat(Sql.column(connection, "select total from public.orders")).hasSize(2);
      }
      shop.apply(new Means(shop.target()).access());
      assertThat(shop.plan(new Means(shop.target()).access()).statements()).isEmpty();
      assertThat(shop.database().rows("select 1 from pg_roles where rolname like 'usher_prod_%'"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("sixteen")
  void whoHasItOnWhenItIsTakenIsSentOut(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.apply(meant(shop, carol).access());
      try (Connection connection = shop.database().connectAs(carol)) {
        Sql.run(connection, putOn(shop, "auditor"));
        assertThat(Sql.column(connection, "select total from public.orders")).hasSize(2);
        try (Session<PostgresFact> session = shop.open()) {
          Plan plan =
              shop.plan(session, meant(shop, carol).member(carol, "reader").access()).plan();
          assertThat(session.lock(plan.fingerprint())).isInstanceOf(Session.Lock.Held.class);
          // At once, whatever becomes of the stages behind.
          for (Plan.Stage stage : plan.stages()) {
            session.run(stage, Shop::mustBeDone);
            if (stage.phase() == Plan.Phase.REVOKE) break;
          }
        }
        assertThatThrownBy(() -> Sql.column(connection, "select total from public.orders"))
            .hasMessageContaining("terminating connection");
      }
      try (Connection connection = shop.database().connectAs(carol)) {
        assertThatThrownBy(() -> Sql.run(connection, putOn(shop, "auditor")))
            .hasMessageContaining("permission denied");
      }
      assertThat(shop.database().rows("select 1 from pg_roles where rolname = " + Sql.text(carol)))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("sixteen")
  void wearingItGivesNothingToOthersAndMakesNothingThatStays(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      String dave = shop.account("dave");
      Means means = meant(shop, carol).member(dave, "reader");
      shop.apply(means.access());
      String hat = Sql.name(PostgresNames.group(shop.target(), "auditor"));
      try (Connection connection = shop.database().connectAs(carol)) {
        Sql.run(connection, putOn(shop, "auditor"));
        for (String sql :
            List.of(
                "grant %s to %s".formatted(hat, dave),
                "grant select on public.orders to " + dave,
                "comment on role %s is 'mine'".formatted(hat),
                "alter role %s login".formatted(hat),
                "create table public.mine as select * from public.orders",
                "create schema mine",
                "create view public.mine as select * from public.orders",
                "set role " + shop.owner,
                "select * from usher.attributes; update usher.attributes set account = 'x'")) {
          // A REVOKE or GRANT that does nothing is a warning to PostgreSQL.
          List<String> before = acl(shop);
          try {
            Sql.run(connection, sql);
          } catch (RuntimeException denied) {
            assertThat(denied).as(sql).hasMessageMatching("(?s).*(denied|must be|exist|ADMIN).*");
          }
          assertThat(acl(shop)).as(sql).isEqualTo(before);
        }
        // What a hat still makes is told: large objects anybody may make.
        Sql.run(connection, "select lo_create(0)");
      }
      try (Session<PostgresFact> session = shop.open();
          var all = session.probe(new Probe(Set.of(), Optional.empty(), false))) {
        List<String> powers = new ArrayList<>();
        all.forEach(one -> powers.addAll(one.powers()));
        assertThat(powers).anyMatch(one -> one.startsWith("ownership of large object"));
      }
    }
  }

  private static List<String> acl(Shop shop) {
    return shop
        .database()
        .rows(
            "select string_agg(x, ' ') from (select relname || relacl::text as x from pg_class"
                + " where relnamespace = 'public'::regnamespace order by 1) a union all select"
                + " string_agg(x, ' ') from (select roleid::regrole || ' ' || member::regrole || '"
                + " ' || set_option as x from pg_auth_members order by 1) b union all select"
                + " string_agg(rolname || rolcanlogin, ' ' order by rolname) from pg_roles union"
                + " all select string_agg(description, ' ' order by description) from"
                + " pg_shdescription union all select string_agg(nspname, ' ' order by nspname)"
                + " from pg_namespace")
        .stream()
        .map(List::toString)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("sixteen")
  void whatWouldNotBeExactIsRefused(Postgres server) {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      Means writes =
          meant(shop, carol).columns("auditor", "update", Set.of("customer"), "public/orders");
      assertThat(shop.plan(writes.access()).errors()).containsOnly("rows-unread");
      assertThat(
              shop.plan(meant(shop, carol).role("auditor", "create", "public").access()).errors())
          .containsOnly("hat-creates");
      shop.database().run("grant create on schema billing to public");
      assertThat(shop.plan(meant(shop, carol).access()).errors()).containsOnly("hat-creates");
      shop.database().run("revoke create on schema billing from public");
      // In a schema that usher does not manage what is made would be the hat's as well.
      shop.database()
          .run("create schema \"Work shop\"", "grant create on schema \"Work shop\" to public");
      Shop.Planned open = shop.plan(meant(shop, carol).access());
      assertThat(open.desired().diagnostics())
          .filteredOn(Diagnostic::isError)
          .hasSize(1)
          .allSatisfy(one -> assertThat(one.message()).contains("everybody", "Work shop"))
          .allSatisfy(one -> assertThat(one.code()).isEqualTo("hat-creates"));
      String hint = open.desired().diagnostics().getFirst().hint().orElseThrow();
      shop.database().run(hint.substring(hint.indexOf("REVOKE"), hint.indexOf(';')));
      assertThat(shop.plan(meant(shop, carol).access()).errors()).isEmpty();
      // A view on all that the hat has some rows of is another way to them.
      shop.database()
          .run(
              "create view public.every as select * from public.orders",
              "grant select on public.every to public");
      assertThat(shop.plan(meant(shop, carol).access()).errors()).containsOnly("rows-handed-on");
    }
  }
}
