package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFingerprint;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.core.access.Access;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Relay;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What PostgreSQL does that a provisioner must know of; docs/facts.md lists it with its tests. */
@Tag("long")
class FactsTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";
  private static final String TOTALS = "select total from public.orders order by total";

  private static Access reading(Shop shop, String account, String... on) {
    return new Means(shop.target()).role("analyst", "read", on).member(account, "analyst").access();
  }

  private static Means support(Shop shop, String carol) {
    return new Means(shop.target())
        .rows("support", "read", RowsTest.MINE, "public/orders")
        .member(carol, RowsTest.customers(1, 3), "support");
  }

  private static void orders(Shop shop) {
    shop.database()
        .run("insert into orders (customer, total) values (1, 10), (2, 20), (3, 30), (null, 40)");
  }

  private static List<String> seen(Shop shop, String account, String sql) {
    try (Connection connection = shop.database().connectAs(account)) {
      return Sql.column(connection, sql);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  private static void denied(Shop shop, String account, String sql) {
    assertThatThrownBy(() -> seen(shop, account, sql))
        .as(account + ": " + sql)
        .hasMessageContaining("permission denied");
  }

  private static String role(Shop shop, String name, String options) {
    return shop.database().role(name + "_" + shop.database().tag(), options);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsPublicsByDefaultIsTakenWhereNothingStandsInTheCatalogue(Postgres server) {
    try (Shop shop = new Shop(server)) {
      shop.settings.put("public", List.of("revoke"));
      String name = shop.database().name();
      shop.database().run("update pg_database set datacl = null where datname = " + Sql.text(name));
      String has =
          """
          select has_database_privilege('public', current_database(), 'connect'),
            has_database_privilege('public', current_database(), 'temporary'),
            has_function_privilege('public', 'f(integer, text)', 'execute'),
            has_type_privilege('public', 'mood', 'usage')
          """;
      assertThat(shop.database().rows(has).getFirst()).containsOnly("t");
      shop.apply(reading(shop, shop.account("alice"), "public/*"));
      assertThat(shop.database().rows(has).getFirst()).containsOnly("f");
      assertThat(shop.database().rows("select has_schema_privilege('public', 'public', 'create')"))
          .containsExactly(List.of("f"));
    }
  }

  @Test
  void nothingOfATableStandsBehindItsColumnsAndAChildIsReadByItsParentAlone() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String alice = shop.account("alice");
      shop.apply(reading(shop, alice, "public/*"));
      assertThat(seen(shop, alice, "select email from customers")).isEmpty();
      shop.database().run("insert into child (id, total) values (1, 7)");
      assertThat(seen(shop, alice, "select total from orders")).containsExactly("7");
      denied(shop, alice, "select total from child");
      denied(shop, alice, "select * from log_2026");
      shop.apply(reading(shop, alice, "public/*", "-public/customers.email"));
      assertThat(seen(shop, alice, "select name from customers")).isEmpty();
      denied(shop, alice, "select email from customers");
      // Persons stand in no list, which would be full soon: their groups do.
      assertThat(
              shop.database()
                  .rows(
                      "select 1 from pg_class c, aclexplode(c.relacl) e where e.grantee = "
                          + Sql.text(alice)
                          + "::regrole"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aViewOfAnotherOwnerGoesOnAndWhoDumpsNeedsBypassrls(Postgres server) {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String lord = role(shop, "lord", "nologin");
      String reader = role(shop, "reader", "login");
      shop.database()
          .run(
              "grant usage on schema public to " + lord + ", " + reader,
              "grant all on orders to " + lord,
              "create view theirs as select * from orders",
              "alter view theirs owner to " + lord,
              "grant select on theirs to " + reader);
      String app = role(shop, "app", "login in role " + lord);
      shop.apply(support(shop, shop.account("carol")).access());
      assertThat(seen(shop, reader, "select total from theirs")).hasSize(4);
      String dump = "set row_security = off; " + TOTALS;
      assertThatThrownBy(() -> seen(shop, app, dump)).hasMessageContaining("row-level security");
      assertThatThrownBy(() -> seen(shop, app, "copy orders (total) from stdin"))
          .hasMessageContaining("row-level security");
      shop.database().run("alter role " + app + " bypassrls");
      try (Connection connection = shop.database().connectAs(app)) {
        Sql.run(connection, "set row_security = off");
        assertThat(Sql.column(connection, TOTALS)).hasSize(4);
      } catch (SQLException closing) {
        throw new IllegalStateException(closing);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoseRowsTheyAreIsWhoeverItIsAtTheMoment(Postgres server) throws SQLException {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      String dave = shop.account("dave");
      shop.apply(support(shop, carol).member(dave, RowsTest.customers(2), "support").access());
      shop.database()
          .run(
              "create function carols() returns setof int language sql security definer as '"
                  + TOTALS
                  + "'",
              "alter function carols() owner to " + carol);
      assertThat(seen(shop, dave, TOTALS)).containsExactly("20");
      assertThat(seen(shop, dave, "select carols()")).containsExactly("10", "30");
      String pooler = role(shop, "pooler", "login noinherit in role " + carol);
      String group = PostgresNames.group(shop.target(), "support");
      try (Connection connection = shop.database().connectAs(pooler)) {
        Sql.run(connection, "set role " + carol);
        assertThat(Sql.column(connection, TOTALS)).containsExactly("10", "30");
      }
      try (Connection connection = shop.database().connectAs(dave)) {
        String become = "set role " + Sql.name(group);
        if (server.major() >= 16)
          assertThatThrownBy(() -> Sql.run(connection, become))
              .hasMessageContaining("permission denied");
        else Sql.run(connection, become);
        // The group itself has no attributes.
        assertThat(Sql.column(connection, TOTALS))
            .containsExactlyElementsOf(server.major() >= 16 ? List.of("20") : List.of());
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aFunctionThatIsPlannedForgetsTheRowsOfAMembershipThatIsGone(Postgres server)
      throws SQLException {
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      Means meant =
          support(shop, carol)
              .role("all", "read", "public/orders")
              .member(carol, RowsTest.customers(1, 3), "support", "all");
      shop.apply(meant.access());
      shop.database()
          .run(
              "create function counted() returns bigint language plpgsql as"
                  + " 'begin return (select count(*) from public.orders); end'");
      try (Connection connection = shop.database().connectAs(carol)) {
        for (int i = 0; i < 8; i++)
          assertThat(Sql.column(connection, "select counted()")).containsExactly("4");
        shop.apply(meant.member(carol, RowsTest.customers(1, 3), "support").access());
        assertThat(Sql.column(connection, "select counted()")).containsExactly("2");
      }
    }
  }

  @Test
  void whoseListOfGranteesIsNearlyFullIsWarnedOf() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String many = shop.database().tag() + "_many_";
      String each = "do $$ begin for i in 1..1500 loop execute '%s' || i; end loop; end $$";
      shop.database().run(each.formatted("create role " + many));
      try {
        shop.database().run(each.formatted("grant select on public.orders to " + many));
        assertThat(shop.plan(reading(shop, shop.account("alice"), "public/*")).codes())
            .contains("acl-crowded");
      } finally {
        shop.database()
            .run(
                "revoke all on public.orders from "
                    + String.join(
                        ", ",
                        shop
                            .database()
                            .rows("select rolname from pg_roles where rolname like '" + many + "%'")
                            .stream()
                            .map(List::getFirst)
                            .toList()),
                each.formatted("drop role " + many));
      }
    }
  }

  @Test
  void thereAreAsManyQuestionsForManyTablesAsForFew() {
    Postgres server = Postgres.newest();
    try (Relay relay = new Relay(server.host(), server.port());
        Shop shop =
            new Shop(
                new Postgres(
                    server.name(),
                    server.major(),
                    server.host(),
                    relay.port(),
                    server.superuser(),
                    server.password()))) {
      long few = asked(relay, shop);
      shop.database()
          .run(
              "do $$ begin for i in 1..300 loop execute 'create table public.t' || i"
                  + " || ' (id int); grant select on public.t' || i || ' to "
                  + shop.owner
                  + "'; end loop; end $$");
      assertThat(asked(relay, shop)).isBetween(few / 2, few + few / 2);
    }
  }

  /** Bytes that usher says when it inspects. */
  private static long asked(Relay relay, Shop shop) {
    try (Session<PostgresFact> session = shop.open()) {
      long before = relay.asked();
      session.inspect();
      return relay.asked() - before;
    }
  }

  @Test
  void whoeverWritesInAnotherDatabaseOfTheClusterIsAWriterToo() {
    try (Shop one = new Shop(Postgres.newest());
        Shop other = new Shop(Postgres.newest());
        Session<PostgresFact> first = one.open();
        Session<PostgresFact> second = other.open()) {
      assertThat(first.lock(PostgresFingerprint.of(first.inspect()).text()))
          .isInstanceOf(Session.Lock.Held.class);
      assertThat(second.lock(PostgresFingerprint.of(second.inspect()).text()))
          .isInstanceOfSatisfying(
              Session.Lock.Busy.class, busy -> assertThat(busy.who()).contains(one.usher));
    }
  }

  @Test
  void rowsAreNarrowedBeforeTheyAreGivenAndBehindAReaderNothingIsDone() throws SQLException {
    try (Shop shop = new Shop(Postgres.newest());
        Connection reader = shop.database().connect()) {
      orders(shop);
      String carol = shop.account("carol");
      Access meant = support(shop, carol).access();
      String all = String.join("\n", shop.plan(meant).statements());
      int given = all.indexOf("GRANT SELECT ON TABLE \"public\".\"orders\"");
      assertThat(given).isPositive();
      assertThat(all.indexOf("CREATE POLICY")).isBetween(0, given);
      assertThat(all.indexOf("ENABLE ROW LEVEL SECURITY")).isBetween(0, given);
      reader.setAutoCommit(false);
      assertThat(Sql.column(reader, TOTALS)).hasSize(4);
      List<Outcome> outcomes = new ArrayList<>();
      try (Session<PostgresFact> session =
          shop.connector.open(
              shop.realm(), _ -> new Login(shop.usher, new char[0]), Duration.ofMillis(300))) {
        shop.run(session, shop.plan(session, meant).plan(), outcomes::add);
      }
      assertThat(outcomes).anyMatch(Outcome.NotDone.class::isInstance);
      assertThat(Sql.column(reader, TOTALS)).hasSize(4);
      reader.rollback();
      assertThat(
              shop.database().rows("select relrowsecurity from pg_class where relname = 'orders'"))
          .containsExactly(List.of("f"));
      shop.apply(meant);
      assertThat(seen(shop, carol, TOTALS)).containsExactly("10", "30");
    }
  }

  @Test
  void aPasswordThatIsBeingSetStandsInNobodysActivity() throws Exception {
    try (Shop shop = new Shop(Postgres.newest());
        Session<PostgresFact> session = shop.open();
        Connection watching = shop.database().connect()) {
      String alice = shop.account("alice");
      shop.apply(reading(shop, alice, "public/*"));
      watching.setAutoCommit(false);
      Sql.run(watching, "lock table pg_authid in share mode");
      Thread setting =
          Thread.ofVirtual()
              .start(() -> session.credential(alice, "topsecret".toCharArray(), Optional.empty()));
      List<List<String>> waiting = List.of();
      String who = "where wait_event_type = 'Lock' and usename = " + Sql.text(shop.usher);
      for (int i = 0; i < 200 && waiting.isEmpty(); i++) {
        Thread.sleep(10);
        waiting = shop.database().rows("select query from pg_stat_activity " + who);
      }
      watching.rollback();
      setting.join();
      assertThat(waiting).isNotEmpty();
      assertThat(waiting.toString()).doesNotContain("topsecret", "SCRAM-SHA-256$");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void ushersAccountHasWhatTheScriptGivesAndNeedsIt(Postgres server) throws SQLException {
    try (Shop shop = new Shop(server)) {
      String usher = shop.usher;
      assertThat(
              shop.database()
                  .rows(
                      "select rolsuper, rolcreatedb, rolreplication, rolbypassrls, rolcreaterole"
                          + " from pg_roles where rolname = "
                          + Sql.text(usher))
                  .getFirst())
          .containsExactly("f", "f", "f", "f", "t");
      assertThat(
              shop.database()
                  .rows(
                      "select roleid::regrole::text from pg_auth_members where member = %s::regrole"
                          .formatted(Sql.text(usher))))
          .containsExactlyInAnyOrder(List.of(shop.owner), List.of("pg_signal_backend"));
      String on = " on database " + shop.database().name();
      Access meant = support(shop, shop.account("carol")).access();
      for (List<String> less :
          List.of(
              List.of(
                  "alter role " + usher + " nocreaterole", "alter role " + usher + " createrole"),
              List.of(
                  "revoke create%s from %s, %s".formatted(on, usher, shop.owner),
                  "grant create%s to %s, %s".formatted(on, usher, shop.owner)),
              List.of(
                  "revoke " + shop.owner + " from " + usher,
                  AdminScript.owner(usher, shop.owner)))) {
        shop.database().run(less.getFirst());
        assertThatThrownBy(() -> shop.apply(meant)).as(less.getFirst()).isNotNull();
        shop.database().run(less.getLast());
      }
      shop.apply(meant);
      try (Connection connection = shop.database().connectAs(usher)) {
        String shell = "grant pg_execute_server_program to " + usher;
        if (server.major() >= 16)
          assertThatThrownBy(() -> Sql.run(connection, shell))
              .hasMessageContaining("permission denied");
        else Sql.run(connection, shell);
      }
    }
  }

  @Test
  void whatOneTargetGivesIsNotReachedInTheOther() {
    try (Shop shop = new Shop(Postgres.newest(), "dev", "prod")) {
      shop.settings.put("public", List.of("revoke"));
      String alice = shop.account("alice");
      Iterator<Target> targets = shop.databases.keySet().iterator();
      Target dev = targets.next();
      Target prod = targets.next();
      shop.apply(
          new Means(dev).role("analyst", "read", "public/*").member(alice, "analyst").access(),
          new Means(prod).access());
      assertThat(seen(shop, alice, "select total from orders")).isEmpty();
      assertThatThrownBy(() -> shop.databases.get(prod).connectAs(alice))
          .hasMessageContaining("permission denied for database");
    }
  }
}
