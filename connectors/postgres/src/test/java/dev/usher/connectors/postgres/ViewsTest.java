package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.ViewBody;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.plan.Outcome;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles that read by views of their own, and what others can do about these. */
@Tag("long")
class ViewsTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";
  private static final String VIEW = "public.orders__usher_auditor";

  private static final Condition LARGE =
      new Condition.Compare(
          new Operand.Row("total"), Op.GE, new Operand.Literal(new Value.Int(30)));

  private static final Condition OWN =
      new Condition.In(new Operand.Row("customer"), new Operand.Subject("customers"));

  private static final Condition THEIRS =
      new Condition.In(new Operand.Row("A b"), new Operand.Subject("customers"));

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

  @ParameterizedTest
  @MethodSource(ALL)
  void ofUnlikeRowsWithinARoleOtherCellsAreNull(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      Means means =
          new Means(shop.target())
              .columns("auditor", "read", Set.of("id", "customer"), "public/orders")
              .rows("auditor", "read", Set.of("total"), LARGE, "public/orders")
              .carry("auditor", Carry.VIEW)
              .member(carol, "auditor");
      shop.apply(means.access());
      String cells =
          "select id || ' ' || customer || ' ' || coalesce(total::text, '-') from " + VIEW;
      assertThat(seen(shop, carol, cells))
          .containsExactlyInAnyOrder("1 1 -", "2 2 -", "3 3 30", "4 4 40");
      assertThat(seen(shop, carol, "select id from " + VIEW + " where total < 30")).isEmpty();
      assertThat(shop.plan(means.access()).statements()).isEmpty();
      String large = Digest.of(Optional.of(LARGE));
      assertThat(read(shop, carol))
          .isEqualTo(
              new Extent.Uneven(
                  Map.of(
                      "id", Set.of(Digest.EVERY),
                      "customer", Set.of(Digest.EVERY),
                      "total", Set.of(large))));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void everybodySeesTheirOwnRowsAndShowsThemToNobody(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String ann = shop.account("ann");
      String bob = shop.account("bob");
      String carol = shop.account("carol");
      Means means =
          new Means(shop.target())
              .rows("auditor", "read", OWN, "public/orders")
              .carry("auditor", Carry.VIEW)
              .role("helper", "create usage", "billing")
              .rows("helper", "read", Set.of("A b"), THEIRS, "billing/Odd \"Name\"")
              .member(ann, of(1, 2), "auditor", "helper")
              .member(bob, of(4), "auditor")
              .member(carol, of(3), "helper");
      shop.apply(means.access());
      String mine = "select customer from " + VIEW + " order by 1";
      assertThat(seen(shop, ann, mine)).containsExactly("1", "2");
      assertThat(seen(shop, bob, mine)).containsExactly("4");
      assertThatThrownBy(() -> seen(shop, carol, mine)).hasMessageContaining("permission denied");
      shop.apply(means.member(bob, of(3, 4), "auditor").access());
      assertThat(seen(shop, bob, mine)).containsExactly("3", "4");
      try (Connection connection = shop.database().connectAs(ann)) {
        Sql.run(
            connection,
            "create view billing.hers as select * from " + VIEW,
            "grant select on billing.hers to public");
        assertThat(Sql.column(connection, "select customer from billing.hers")).hasSize(2);
      }
      // Carol is no auditor, though she has an attribute that such a one would be asked for.
      assertThat(seen(shop, carol, "select * from billing.hers")).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsNotAsUsherMadeItIsToldAndMadeAnew(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      String dave = shop.database().role("dave_" + shop.database().tag(), "login");
      Means means = meant(shop, carol);
      shop.apply(means.access());
      Extent meant = read(shop, carol);
      List<String> tampering =
          new ArrayList<>(
              List.of(
                  "create or replace view %s as select * from public.orders",
                  "create or replace view %s with (security_barrier) as select * from public.orders",
                  "alter view %s set (security_barrier = false)",
                  "alter view %s reset (security_barrier)",
                  "alter view %s rename column total to sum",
                  "alter view %s owner to " + dave,
                  "drop view %s",
                  "grant insert on %s to public",
                  "grant select on %s to " + dave,
                  "grant select (total) on %s to " + dave,
                  "revoke select on %s from "
                      + Sql.name(PostgresNames.group(shop.target(), "auditor"))));
      if (server.major() >= 15) tampering.add("alter view %s set (security_invoker = true)");
      for (String one :
          List.of(
              "revoke select on public.orders from " + shop.owner,
              "alter table public.orders force row level security; alter table public.orders enable"
                  + " row level security")) {
        shop.database().run(one.split("; "));
        assertThat(read(shop, carol)).as(one).isNotEqualTo(meant);
      }
      Means columns =
          new Means(shop.target())
              .columns("auditor", "read", Set.of("id"), "public/orders")
              .carry("auditor", Carry.VIEW)
              .member(carol, "auditor");
      assertThat(shop.plan(columns.access()).errors()).containsOnly("row-security-there");
      shop.database()
          .run(
              "grant all on public.orders to " + shop.owner,
              "alter table public.orders no force row level security",
              "alter table public.orders disable row level security");
      assertThat(read(shop, carol)).isEqualTo(meant);
      // With the key every mark is gone.
      tampering.add("truncate usher.seal");
      for (String one : tampering) {
        boolean owners = !one.contains(" owner to ") && !one.startsWith("truncate");
        if (owners) shop.database().run("set role " + shop.owner, one.formatted(VIEW));
        else shop.database().run(one.formatted(VIEW));
        if (!one.contains(dave) || !owners) {
          try (Session<PostgresFact> session = shop.open()) {
            Reach reach = reach(session, carol);
            boolean found =
                !meant.equals(reach.can().getOrDefault(orders(shop), Map.of()).get("select"))
                    || reach.can().keySet().stream()
                        .anyMatch(on -> on.toString().contains("usher"));
            assertThat(found).as("the server's own answers tell of: " + one).isTrue();
          }
        }
        assertThat(shop.apply(means.access()).statements()).as(one).isNotEmpty();
        assertThat(read(shop, carol)).as("mended: " + one).isEqualTo(meant);
        assertThat(shop.plan(means.access()).statements()).as("mended: " + one).isEmpty();
        assertThat(seen(shop, carol, "select total from " + VIEW)).hasSize(2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void nobodyForgesAMark(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      String eve = shop.database().role("eve_" + shop.database().tag(), "login");
      shop.database().run("grant create, usage on schema public to " + eve);
      Means means = meant(shop, carol);
      shop.apply(means.access());
      String mark =
          shop.database()
              .rows("select obj_description('" + VIEW + "'::regclass, 'pg_class')")
              .getFirst()
              .getFirst();
      assertThat(mark).startsWith("usher:{\"view\"");
      // The owner shows all, and says with usher's own words that it is usher's and as usher made
      // it.
      shop.database()
          .run(
              "set role " + shop.owner,
              "drop view " + VIEW,
              "create view "
                  + VIEW
                  + " with (security_barrier = true) as select * from public.orders",
              "set search_path to pg_catalog",
              "do $$ declare made text; begin select into made "
                  + ViewBody.MADE
                  + " from pg_class c where c.oid = '"
                  + VIEW
                  + "'::regclass; execute format('comment on view "
                  + VIEW
                  + " is %L', regexp_replace("
                  + Sql.text(mark)
                  + ", '(?<=\"made\":\")[0-9a-f]+', made)); end $$",
              "grant select on "
                  + VIEW
                  + " to "
                  + Sql.name(PostgresNames.group(shop.target(), "auditor")));
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(reach(session, carol).can().keySet())
            .anyMatch(thing -> thing.toString().contains("__usher_auditor"));
      }
      assertThat(shop.plan(means.access()).errors()).contains("view-name");
      shop.database().run("drop view " + VIEW);
      shop.apply(means.access());
      assertThat(seen(shop, carol, "select total from " + VIEW)).hasSize(2);
      // Somebody else puts one of theirs where usher's is going to be.
      shop.apply(new Means(shop.target()).access());
      shop.database().run("set role " + eve, "create view " + VIEW + " as select 1 as total");
      assertThat(shop.plan(means.access()).errors()).contains("view-name");
      shop.database().run("set role " + eve, "comment on view " + VIEW + " is " + Sql.text(mark));
      assertThat(shop.plan(means.access()).errors()).contains("view-name");
    }
  }

  private static String owner(Shop shop) {
    return shop.database()
        .rows("select pg_get_userbyid(relowner) from pg_class where oid = '" + VIEW + "'::regclass")
        .getFirst()
        .getFirst();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoReadsByItComesByNothingMore(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      shop.apply(
          new Means(shop.target())
              .columns("auditor", "read", Set.of("id"), "public/orders")
              .rows("auditor", "read", Set.of("total"), LARGE, "public/orders")
              .carry("auditor", Carry.VIEW)
              .role("auditor", "temporary", "")
              .rows("clerk", "read", LARGE, "public/orders")
              .carry("clerk", Carry.VIEW)
              .member(carol, "auditor", "clerk")
              .access());
      try (Connection connection = shop.database().connectAs(carol)) {
        Sql.run(
            connection,
            "create temporary table heard (total int)",
            "create function pg_temp.leak(int) returns boolean language plpgsql cost 0.0000001 as"
                + " 'begin insert into pg_temp.heard values ($1); return true; end'");
        assertThat(Sql.column(connection, "select id from " + VIEW + " where pg_temp.leak(total)"))
            .hasSize(4);
        assertThat(
                Sql.column(
                    connection,
                    "select id from public.orders__usher_clerk where pg_temp.leak(total)"))
            .hasSize(2);
        assertThat(Sql.column(connection, "select distinct total from heard where total < 30"))
            .isEmpty();
        Sql.run(connection, "set row_security = off");
        assertThat(Sql.column(connection, "select total from " + VIEW + " where total is not null"))
            .hasSize(2);
        for (String sql :
            List.of(
                "drop view " + VIEW,
                "create or replace view " + VIEW + " as select * from public.orders",
                "comment on view " + VIEW + " is 'mine'",
                "alter view " + VIEW + " reset (security_barrier)",
                "set role " + shop.owner,
                "select * from public.orders",
                "select ctid from " + VIEW))
          assertThatThrownBy(() -> Sql.run(connection, sql))
              .as(sql)
              .hasMessageMatching("(?s).*(denied|must be owner|does not exist).*");
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatWouldNotBeExactIsRefused(Postgres server) {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      assertThat(
              shop.plan(
                      meant(shop, carol)
                          .columns("auditor", "update", Set.of("total"), "public/orders")
                          .access())
                  .errors())
          .containsOnly("view-writes");
      // What is written is read by a view alone.
      assertThat(
              shop.plan(
                      meant(shop, carol)
                          .role("writer", "delete", "public/orders")
                          .member(carol, "auditor", "writer")
                          .access())
                  .errors())
          .containsOnly("rows-unread");
      assertThat(
              shop.plan(
                      meant(shop, carol).rows("auditor", "read", LARGE, "public/view:big").access())
                  .errors())
          .contains("rows-not-carried");
      String auditor = " to " + carol;
      for (String way :
          List.of(
              "public-rows: grant select on public.orders to public",
              "row-security-there: alter table public.orders enable row level security",
              "rows-handed-on: grant select on public.big to public",
              "rows-by-another-way: create role "
                  + carol
                  + "; grant select on public.orders"
                  + auditor,
              "view-name: create table " + VIEW + " (x int)")) {
        String[] parts = way.split(": ", 2);
        if (parts[1].startsWith("create role") && server.major() >= 16)
          parts[1] += "; grant " + carol + " to " + shop.usher + " with admin option";
        shop.database().run(parts[1].split("; "));
        Means means = meant(shop, carol);
        if (parts[1].startsWith("create role")) means.member(carol, true, "reader", "auditor");
        assertThat(shop.plan(means.access()).errors()).as(way).contains(parts[0]);
        shop.database()
            .run(
                "revoke all on public.orders, public.big from public",
                "alter table public.orders disable row level security");
      }
      shop.database().run("drop table " + VIEW);
      String old = shop.database().role("old_" + shop.database().tag(), "nologin");
      if (server.major() >= 16)
        shop.database().run("grant " + old + " to " + shop.usher + " with admin option");
      shop.things.put("adopt-roles", Map.of("auditor", List.of(old)));
      Means columns =
          new Means(shop.target())
              .columns("auditor", "read", Set.of("id"), "public/orders")
              .carry("auditor", Carry.VIEW)
              .member(shop.account("dan"), "auditor");
      assertThat(shop.plan(columns.access()).errors()).containsOnly("adopt-role");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void itComesAndGoesWithItsRole(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      Means means = meant(shop, carol);
      shop.apply(means.access());
      // By policies, and back; a mover; nobody has the role any more.
      Means together =
          new Means(shop.target())
              .rows("auditor", "read", LARGE, "public/orders")
              .member(carol, "auditor");
      shop.apply(together.access());
      assertThat(seen(shop, carol, "select total from public.orders")).hasSize(2);
      assertThat(views(shop)).isEmpty();
      shop.apply(means.access());
      assertThatThrownBy(() -> seen(shop, carol, "select total from public.orders"))
          .hasMessageContaining("permission denied");
      assertThat(seen(shop, carol, "select total from " + VIEW)).hasSize(2);
      shop.apply(meant(shop, carol).member(carol, "reader").access());
      assertThatThrownBy(() -> seen(shop, carol, "select total from " + VIEW))
          .hasMessageContaining("permission denied");
      shop.apply(means.access());
      shop.apply(new Means(shop.target()).access());
      assertThat(shop.plan(new Means(shop.target()).access()).statements()).isEmpty();
      assertThat(views(shop)).isEmpty();
      assertThat(shop.database().rows("select 1 from pg_roles where rolname like 'usher_prod_%'"))
          .isEmpty();
      // A schema that is managed no more.
      Means odd =
          new Means(shop.target())
              .columns("auditor", "read", Set.of("A b"), "billing/Odd \"Name\"")
              .role("auditor", "read", "public/customers")
              .carry("auditor", Carry.VIEW)
              .member(carol, "auditor");
      shop.apply(odd.access());
      assertThat(views(shop)).containsExactly("Odd \"Name\"__usher_auditor");
      shop.settings.put("schemas", List.of("public"));
      shop.apply(
          new Means(shop.target())
              .role("auditor", "read", "public/customers")
              .member(carol, "auditor")
              .access());
      assertThat(views(shop)).isEmpty();
    }
  }

  private static List<String> views(Shop shop) {
    return shop
        .database()
        .rows(
            "select relname from pg_class where relkind = 'v' and relname like '%\\_\\_usher\\_%'")
        .stream()
        .map(List::getFirst)
        .toList();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoIncludesItsRoleReadsByItAndSoDoesWhoPutsThatOn(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      if (server.major() < 15) shop.database().run("revoke create on schema public from public");
      boolean has16 = server.major() >= 16;
      Means means =
          meant(shop, carol)
              .includes("lead", "auditor")
              .role("lead", "read", "public/customers")
              .rows("writer", "read delete", LARGE, "public/orders")
              .member(carol, "lead", "reader", "writer")
              .columns("reader", "read", Set.of("customer"), "public/orders")
              .carry("reader", Carry.VIEW)
              .carry("lead", has16 ? Carry.SWITCH : Carry.TOGETHER);
      shop.apply(means.access());
      assertThat(shop.plan(means.access()).statements()).isEmpty();
      try (Connection connection = shop.database().connectAs(carol)) {
        assertThat(Sql.column(connection, "select customer from public.orders__usher_reader"))
            .hasSize(4);
        assertThat(Sql.column(connection, "select total from public.orders")).hasSize(2);
        Sql.run(
            connection, "delete from public.orders where total = 40", "delete from public.orders");
        assertThat(Sql.column(connection, "select customer from public.orders__usher_reader"))
            .containsExactlyInAnyOrder("1", "2");
        if (has16) {
          assertThatThrownBy(() -> Sql.column(connection, "select id from " + VIEW))
              .hasMessageContaining("permission denied");
          Sql.run(connection, "set role " + Sql.name(PostgresNames.group(shop.target(), "lead")));
        }
        shop.database().run("insert into public.orders (customer, total) values (5, 50)");
        assertThat(Sql.column(connection, "select total from " + VIEW)).containsExactly("50");
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void itGoesWithItsTableToWhoeverInherits(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      String gina = shop.account("gina");
      String heir = shop.account("heir");
      Means means =
          meant(shop, carol)
              .role("maker", "create usage", "public")
              .member(gina, "maker")
              .member(heir, "maker");
      shop.apply(means.access());
      shop.database()
          .run(
              (server.major() >= 16 ? "set role " + shop.usher + "; " : "")
                  + "grant "
                  + gina
                  + " to "
                  + shop.usher,
              "reset role",
              "alter table public.orders owner to " + gina);
      shop.apply(means.access());
      assertThat(owner(shop)).isEqualTo(gina);
      Means left = meant(shop, carol).role("maker", "create usage", "public").member(heir, "maker");
      shop.offboard(Map.of(gina, heir), left.access());
      assertThat(owner(shop)).isEqualTo(heir);
      assertThat(seen(shop, carol, "select total from " + VIEW)).hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoBuildsOnItKeepsNobodyFromBeingShutOut(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String ann = shop.account("ann");
      Means helper = new Means(shop.target()).role("helper", "create usage", "billing");
      Means means =
          helper
              .rows("auditor", "read", OWN, "public/orders", "+billing/view:hers")
              .carry("auditor", Carry.VIEW)
              .member(ann, of(1, 2), "auditor", "helper");
      shop.apply(means.access());
      try (Connection connection = shop.database().connectAs(ann)) {
        Sql.run(connection, "create view billing.hers as select * from " + VIEW);
        for (Access less :
            List.of(
                new Means(shop.target())
                    .role("helper", "create usage", "billing")
                    // Without a column that hers is made of.
                    .columns("auditor", "read", Set.of("total"), "public/orders")
                    .carry("auditor", Carry.VIEW)
                    .member(ann, "auditor", "helper")
                    .access(),
                new Means(shop.target())
                    .role("helper", "create usage", "billing")
                    .member(ann, "helper")
                    .access())) {
          try (Session<PostgresFact> session = shop.open()) {
            Shop.Planned planned = shop.plan(session, less);
            assertThat(planned.errors()).isEmpty();
            assertThat(planned.codes()).contains("view-in-use");
            List<Outcome> outcomes = new ArrayList<>();
            shop.run(session, planned.plan(), outcomes::add);
            assertThat(outcomes).anyMatch(one -> one.toString().contains("view billing.hers"));
            assertThatThrownBy(() -> Sql.column(connection, "select * from billing.hers"))
                .hasMessageContaining("permission denied");
          }
        }
        Sql.run(connection, "drop view billing.hers");
        shop.apply(
            new Means(shop.target())
                .role("helper", "create usage", "billing")
                .member(ann, "helper")
                .access());
        assertThat(views(shop)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void itFollowsItsTable(Postgres server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.account("carol");
      String app = shop.database().role("app_" + shop.database().tag(), "nologin");
      Means means = meant(shop, carol);
      shop.apply(means.access());
      shop.database().run("set role " + shop.owner, "alter table public.orders add note text");
      shop.apply(means.access());
      assertThat(seen(shop, carol, "select note from " + VIEW)).hasSize(2);
      assertThatThrownBy(
              () ->
                  shop.database()
                      .run("set role " + shop.owner, "alter table public.orders drop total"))
          .hasStackTraceContaining("view orders__usher_auditor depends on column total");
      // An owner who may not create there, and whose default privileges are not for it.
      shop.database()
          .run(
              "revoke create on schema public from public",
              "grant " + app + " to " + shop.usher,
              "alter table public.orders owner to " + app,
              "alter default privileges for role " + app + " grant all on tables to public");
      assertThat(read(shop, carol)).isNotInstanceOf(Extent.Uneven.class);
      shop.apply(means.access());
      assertThat(owner(shop)).isEqualTo(app);
      assertThat(seen(shop, carol, "select total from " + VIEW)).hasSize(2);
      assertThat(shop.plan(means.access()).statements()).isEmpty();
      assertThat(
              shop.database()
                  .rows("select has_schema_privilege('" + app + "', 'public', 'CREATE')"))
          .isEqualTo(List.of(List.of("f")));
      shop.database().run("revoke " + app + " from " + shop.usher);
      assertThat(shop.plan(meant(shop, carol).access()).errors()).contains("not-owner");
    }
  }
}
