package dev.usher.connectors.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Table;
import dev.usher.connectors.api.Way;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.filter.Parametrised;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Some rows by views: what is made, what cannot be got out of it, and what is refused. */
class RowsTest {
  private static final String ALL = "dev.usher.testkit.MariaDb#onlyMariaDb";

  private static final Condition MINE =
      new Condition.In(new Operand.Row("customer"), new Operand.Subject("customers"));

  private static final Condition LARGE =
      new Condition.Compare(
          new Operand.Row("total"), Op.GE, new Operand.Literal(new Value.Int(30)));

  private static final String TOTALS = "select total from orders__usher_support order by total";

  private static Map<String, Value> customers(long... ids) {
    List<Value> all = new ArrayList<>();
    for (long id : ids) all.add(new Value.Int(id));
    return Map.of("customers", new Value.Many(all));
  }

  private static Shop shop(MariaDb server) {
    Shop shop = new Shop(server, "%", "rows");
    run(
        shop,
        "create table orders (id int primary key auto_increment, customer int, total int,"
            + " note varchar(40) charset utf8mb4)",
        "insert into orders (customer, total, note) values (1, 10, 'one'), (2, 20, 'two'),"
            + " (3, 30, 'three'), (null, 40, 'none')");
    return shop;
  }

  private static String database(Shop shop) {
    return Objects.requireNonNull(shop.databases.get(shop.first()));
  }

  private static void run(Shop shop, String... statements) {
    try (Connection connection = shop.server.connect()) {
      Sql.run(connection, "use " + Ground.name(database(shop)));
      Sql.run(connection, statements);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  private static List<String> all(Shop shop, String sql) {
    try (Connection connection = shop.server.connect()) {
      Sql.run(connection, "use " + Ground.name(database(shop)));
      return Sql.column(connection, sql);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  private static List<String> seen(Shop shop, String account, String sql) {
    try (Connection connection = shop.connectAs(account)) {
      return Sql.column(connection, sql);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  private static int written(Shop shop, String account, String sql) throws SQLException {
    try (Connection connection = shop.connectAs(account);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      int rows = statement.executeUpdate(sql);
      connection.rollback();
      return rows;
    }
  }

  private static void denied(Shop shop, String account, String sql, String why) {
    assertThatThrownBy(() -> written(shop, account, sql)).as(sql).hasMessageContaining(why);
  }

  private static Access support(Shop shop, String carol) {
    return new Means(shop.first())
        .rows("support", "read", MINE, "orders")
        .member(carol, customers(1, 3), "support")
        .access();
  }

  /** Reads and writes rows of their own; what they update they read of every row. */
  private static Means agent(Shop shop, String carol) {
    return new Means(shop.first())
        .rows("support", "read", MINE, "orders")
        .rows("support", "update", Set.of("total"), MINE, "orders")
        .rows("support", "insert", MINE, "orders")
        .rows("support", "delete", MINE, "orders")
        .columns("totals", "read", Set.of("total"), "orders")
        .member(carol, customers(1, 3), "support", "totals");
  }

  private static List<String> statements(List<Stage> stages) {
    return stages.stream()
        .flatMap(stage -> stage.steps().stream().map(step -> step.statement()))
        .toList();
  }

  private static Resource orders(Shop shop) {
    return Resource.of(shop.first(), Segment.plain("orders"));
  }

  private static Reach reach(Shop shop, String account) {
    try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
      return session
          .probe(new Probe(Set.of(account), Optional.empty(), true))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * Told as MySQL what is there: neither is a view of MariaDB's made, nor the table given whole.
   */
  @ParameterizedTest
  @MethodSource(ALL)
  void onMySqlThereAreFiltersAndNoViews(MariaDb server) throws SQLException {
    try (Shop shop = shop(server);
        Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20));
        Connection admin = server.connect()) {
      MariaDbConnector mySql = MariaDbConnector.mySql(Clock.systemUTC());
      DesiredState<MariaDbFact> meant =
          mySql.compile(
              shop.realm(mySql), List.of(support(shop, shop.name("carol"))), session.inspect());
      assertThat(meant.diagnostics())
          .extracting(Diagnostic::code)
          .containsOnlyOnce("rows-not-carried");
      assertThat(meant.facts().keySet())
          .noneMatch(RowFact.View.class::isInstance)
          .noneMatch(MariaDbFact.Held.class::isInstance);
      Table table =
          InspectTable.of(new MySqlDialect(), shop.realm(mySql), admin, orders(shop)).orElseThrow();
      Condition anns =
          new Condition.Compare(
              new Operand.Row("note"), Op.EQ, new Operand.Literal(new Value.Text("ann")));
      assertThat(table.rows(anns, "", Map.of()))
          .isInstanceOf(Parametrised.As.class)
          .asString()
          .contains("COLLATE utf8mb4_0900_bin");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void everybodySeesTheirOwnRowsAndAChangedAttributeIsSeenAtOnce(MariaDb server) {
    try (Shop shop = shop(server)) {
      String carol = shop.name("car@ol");
      String dave = shop.name("dave");
      String erin = shop.name("erin");
      String all = shop.name("all");
      Means meant =
          new Means(shop.first())
              .rows("support", "read", MINE, "orders")
              .role("analyst", "read", "orders")
              .member(carol, customers(1, 3), "support")
              .member(dave, customers(), "support")
              .member(erin, "support")
              .member(all, "analyst");
      shop.apply(meant.access());
      assertThat(seen(shop, carol, TOTALS)).containsExactly("10", "30");
      assertThat(seen(shop, dave, TOTALS)).isEmpty();
      assertThat(seen(shop, erin, TOTALS)).isEmpty();
      assertThat(seen(shop, all, "select total from orders")).hasSize(4);
      denied(shop, carol, "select total from orders", "SELECT command denied");
      denied(shop, all, TOTALS, "SELECT command denied");
      assertThat(shop.left(meant.access())).isEmpty();
      meant.member(carol, customers(2), "support");
      assertThat(statements(shop.apply(meant.access())))
          .allMatch(sql -> sql.contains("usher.attribute"));
      assertThat(seen(shop, carol, TOTALS)).containsExactly("20");
      denied(shop, carol, "select * from usher.attribute", "SELECT command denied");
      Access nothing = new Means(shop.first()).access();
      shop.apply(nothing);
      assertThat(shop.left(nothing)).isEmpty();
      assertThat(all(shop, "show tables")).containsExactly("orders");
      assertThat(all(shop, "select 1 from usher.attribute union select 1 from usher.`view`"))
          .isEmpty();
      assertThat(all(shop, "show grants for " + definer(shop))).hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void twoRolesAddUpEachByItsOwnView(MariaDb server) {
    try (Shop shop = shop(server)) {
      String both = shop.name("both");
      Access meant =
          new Means(shop.first())
              .rows("support", "read", Set.of("total", "note"), MINE, "orders")
              .columns("index", "read", Set.of("id", "total"), "orders")
              .rows("large", "read", Set.of("note"), LARGE, "orders")
              .member(both, customers(1), "support", "index", "large")
              .access();
      shop.apply(meant);
      assertThat(shop.left(meant)).isEmpty();
      assertThat(seen(shop, both, "select note from orders__usher_support")).containsExactly("one");
      assertThat(seen(shop, both, "select note from orders__usher_large order by note"))
          .containsExactly("none", "three");
      assertThat(seen(shop, both, "select id from orders")).hasSize(4);
      denied(shop, both, "select note from orders", "SELECT command denied");
      denied(shop, both, "select id from orders__usher_support", "Unknown column");
      String mine = Digest.of(Optional.of(MINE));
      String large = Digest.of(Optional.of(LARGE));
      assertThat(reach(shop, both).can().get(orders(shop)))
          .containsExactly(
              Map.entry(
                  "select",
                  new Extent.Uneven(
                      Map.of(
                          "id", Set.of(Digest.EVERY),
                          "total", Set.of(Digest.EVERY),
                          "note", Set.of(mine, large)))));
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThat(session.paths(both, "select", orders(shop).column("note")))
            .anyMatch(way -> way.endsWith(", by the view orders__usher_support"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsWrittenIsOnesOwnAndNothingElseCanBeToldOfTheRest(MariaDb server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      Access meant = agent(shop, carol).access();
      shop.apply(meant);
      assertThat(shop.left(meant)).isEmpty();
      String update = "orders__usher_support_update";
      String delete = "orders__usher_support_delete";
      String insert = "orders__usher_support_insert";
      assertThat(written(shop, carol, "update " + update + " set total = 5")).isEqualTo(2);
      assertThat(written(shop, carol, "update " + update + " set total = 5 where id < 3"))
          .isEqualTo(1);
      String was = "update " + update + " set total = 5 where note = 'three'";
      assertThat(written(shop, carol, was)).isEqualTo(1);
      assertThat(written(shop, carol, "delete from " + delete)).isEqualTo(2);
      assertThat(written(shop, carol, "delete from " + delete + " where total > 10")).isEqualTo(1);
      String into = "insert into " + insert + " (id, customer, total) values ";
      assertThat(written(shop, carol, into + "(9, 3, 1)")).isEqualTo(1);
      denied(shop, carol, into + "(9, 2, 1)", "CHECK OPTION failed");
      denied(shop, carol, into + "(9, null, 1)", "CHECK OPTION failed");
      denied(shop, carol, "insert into " + update + " (total) values (1)", "denied");
      denied(shop, carol, "replace into " + insert + " (id, customer) values (2, 1)", "denied");
      denied(shop, carol, into + "(2, 1, 1) on duplicate key update total = 1", "denied");
      denied(shop, carol, "update " + update + " set customer = 1", "UPDATE command denied");
      denied(shop, carol, "update " + update + " set id = 1", "UPDATE command denied");
      denied(shop, carol, "select total from " + update, "SELECT command denied");
      denied(shop, carol, "select * from " + insert, "SELECT command denied");
      denied(shop, carol, "delete from orders", "DELETE command denied");
      denied(shop, carol, "explain select * from orders__usher_support", "lacking privileges");
      denied(shop, carol, "show create view orders__usher_support", "denied");
      assertThat(all(shop, "select count(*) from orders where total = 5")).containsExactly("0");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoMayMoveRowsMovesThemAmongTheirOwnAlone(MariaDb server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      Access meant =
          new Means(shop.first())
              .rows("support", "read", MINE, "orders")
              .moving("support", "update", Set.of("customer", "total"), MINE, "orders")
              .columns("open", "read", Set.of("customer", "total"), "orders")
              .member(carol, customers(1, 3), "support", "open")
              .access();
      shop.apply(meant);
      assertThat(shop.left(meant)).isEmpty();
      String move = "update orders__usher_support_update set customer = ";
      assertThat(written(shop, carol, move + "3 where id = 1")).isEqualTo(1);
      denied(shop, carol, move + "2 where id = 1", "CHECK OPTION failed");
      denied(shop, carol, move + "null", "CHECK OPTION failed");
      assertThat(written(shop, carol, move + "1 where id = 2"))
          .as("nothing of others' is moved into sight")
          .isZero();
    }
  }

  /** Warnings quote values: an expression that ran on another's row would show it. */
  @ParameterizedTest
  @MethodSource(ALL)
  void noExpressionRunsOnRowsThatAreNotSeen(MariaDb server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      shop.apply(agent(shop, carol).access());
      List<String> reads =
          List.of(
              "select * from orders__usher_support where note + 0 = 5",
              "select * from orders__usher_support where note = 0 or id = 2",
              "select o.id from orders__usher_support o join orders__usher_support p"
                  + " on o.note + 0 = p.note + 0",
              "select max(note + 0) from orders__usher_support group by id having max(note + 0) ="
                  + " 1",
              "select * from (select note + 0 n from orders__usher_support) x where n = 1",
              "select 1 from orders__usher_support_update where note + 0 = 1",
              "select 1 from orders__usher_support_delete where note + 0 = 5 order by note + 0");
      List<String> writes =
          List.of(
              "update ignore orders__usher_support_update set total = 1 where note + 0 = 1",
              "update ignore orders__usher_support_update set total = note + 0",
              "update ignore orders__usher_support_update set total = 1 order by note + 0",
              "delete ignore from orders__usher_support_delete where note + 0 = 1");
      try (Connection connection = shop.connectAs(carol)) {
        for (String on : List.of("on", "off")) {
          Sql.run(
              connection,
              "set optimizer_switch = 'derived_merge="
                  + on
                  + ",condition_pushdown_for_derived="
                  + on
                  + ",split_materialized="
                  + on
                  + "'",
              "set sql_mode = ''");
          connection.setAutoCommit(false);
          for (String sql : reads) {
            Sql.rows(connection, sql);
            told(connection, sql);
          }
          for (String sql : writes) {
            Sql.run(connection, sql);
            told(connection, sql);
            connection.rollback();
          }
        }
      }
    }
  }

  private static void told(Connection connection, String sql) {
    List<List<String>> warnings = Sql.rows(connection, "show warnings");
    assertThat(warnings).as(sql).isNotEmpty();
    assertThat(warnings.toString()).as(sql).doesNotContain("two").doesNotContain("none");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theProbeTellsWhatSomebodyChangedByHandAndTheNextPlanMendsIt(MariaDb server) {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      Access meant = agent(shop, carol).access();
      shop.apply(meant);
      Reach right = reach(shop, carol);
      assertThat(right.attributes().get(shop.first())).isEqualTo(customers(1, 3));
      String group = Ground.name(shop.ground.names().group(shop.first(), "support"));
      String view = "view orders__usher_support as select * from orders";
      String definer = "definer = " + definer(shop) + " sql security definer ";
      for (String sql :
          List.of(
              "create or replace " + view,
              "create or replace " + definer + view,
              "create or replace algorithm = merge "
                  + definer
                  + "view orders__usher_support_update as select id, total, note, note as"
                  + " note__read, total as total__read, customer from orders",
              "alter sql security invoker " + view,
              "drop view orders__usher_support",
              "grant select on orders to " + group,
              "grant delete on orders__usher_support_update to " + group,
              "grant delete on orders to " + group,
              "revoke select on orders__usher_support from " + group,
              "insert into usher.attribute (account, environment, `system`, attribute, item, whole)"
                  + " select account, environment, `system`, attribute, 7, 2 from usher.attribute"
                  + " where item = 0",
              "update usher.attribute set whole = 2 where whole = 1",
              "delete from usher.attribute")) {
        run(shop, sql);
        assertThat(reach(shop, carol)).as(sql).isNotEqualTo(right);
        shop.apply(meant);
        assertThat(reach(shop, carol)).as("mended: " + sql).isEqualTo(right);
        assertThat(shop.left(meant)).as(sql).isEmpty();
        assertThat(seen(shop, carol, TOTALS)).as(sql).containsExactly("10", "30");
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aTableThatChangesIsFollowedAtTheNextApply(MariaDb server) {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      Access meant = support(shop, carol);
      shop.apply(meant);
      run(shop, "alter table orders add iban varchar(40) default 'secret'");
      denied(shop, carol, "select iban from orders__usher_support", "Unknown column");
      shop.apply(meant);
      assertThat(seen(shop, carol, "select iban from orders__usher_support")).hasSize(2);
      run(shop, "alter table orders drop note");
      denied(shop, carol, TOTALS, "invalid");
      shop.apply(meant);
      assertThat(seen(shop, carol, TOTALS)).containsExactly("10", "30");
      assertThat(shop.left(meant)).isEmpty();
      run(shop, "alter table orders modify customer varchar(20)");
      assertThat(shop.errors(meant)).contains("rows-not-carried");
      run(shop, "drop table orders");
      denied(shop, carol, TOTALS, "invalid");
    }
  }

  /** The views' account holds what they need, so that a table in another's place gains nothing. */
  @ParameterizedTest
  @MethodSource(ALL)
  void aViewInTheTablesPlaceReadsNothingElse(MariaDb server) {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      shop.apply(support(shop, carol));
      run(
          shop,
          "create table salaries (id int, customer int, total int, note varchar(40))",
          "insert into salaries values (1, 1, 10, 'secret')",
          "drop table orders",
          "create sql security invoker view orders as select * from salaries");
      denied(shop, carol, TOTALS, "invalid");
      run(
          shop,
          "create or replace sql security invoker view orders as select 1 as id, 1 as customer,"
              + " length(authentication_string) as total, user as note from mysql.user");
      denied(shop, carol, TOTALS, "invalid");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatHasTheNameOfAViewIsNotTouched(MariaDb server) {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      Access meant = support(shop, carol);
      for (String kind : List.of("table", "view")) {
        run(shop, "create " + kind + " orders__usher_support as select 1 as mine");
        assertThat(shop.errors(meant)).containsExactly("view-name");
        assertThat(all(shop, "select mine from orders__usher_support")).containsExactly("1");
        run(shop, "drop " + kind + " orders__usher_support");
      }
      Access two =
          new Means(shop.first())
              .rows("sup port", "read", MINE, "orders")
              .rows("sup_port", "read", LARGE, "orders")
              .member(carol, customers(1), "sup port", "sup_port")
              .access();
      assertThat(shop.errors(two)).containsExactly("view-name");
      String longest = "a very long name of a role that does not fit into that of a view";
      Access longer =
          new Means(shop.first())
              .rows(longest, "read", MINE, "orders")
              .member(carol, customers(1), longest)
              .access();
      shop.apply(longer);
      assertThat(shop.left(longer)).isEmpty();
      assertThat(all(shop, "show tables")).anyMatch(name -> name.length() == 64);
    }
  }

  private static Access exposing(Shop shop, String carol, String... rows) {
    return new Means(shop.first())
        .rows(
            "support",
            "read",
            MINE,
            Stream.concat(Stream.of("orders"), Stream.of(rows)).toArray(String[]::new))
        .rows("support", "read", MINE, "notes", "+view:everything", "+view:more", "+function:f")
        .role("other", "read", "view:more", "view:asking")
        .role("other", "use", "function:f", "function:g")
        .member(carol, customers(1), "support", "other")
        .access();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatHandsOnEveryRowIsRefusedUnlessThePermissionExposesIt(MariaDb server) {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      run(
          shop,
          "create table notes (id int, customer int)",
          "create view everything as select * from orders",
          "create view more as select * from everything",
          "create sql security invoker view asking as select * from orders",
          "create function f() returns int return (select count(*) from orders)",
          "create function g() returns int sql security invoker return 1");
      // A view that another table's permission exposes is not exposed for this one.
      assertThat(shop.errors(exposing(shop, carol)))
          .containsExactly("rows-handed-on", "rows-handed-on");
      assertThat(shop.errors(exposing(shop, carol, "+view:more", "+view:everything")))
          .containsExactly("rows-handed-on");
      Access exposed = exposing(shop, carol, "+view:more", "+function:f");
      assertThat(shop.compile(exposed).diagnostics().stream().map(Diagnostic::code))
          .containsExactly("rows-exposed", "rows-exposed", "rows-exposed");
      shop.apply(exposed);
      assertThat(shop.left(exposed)).isEmpty();
      assertThat(seen(shop, carol, TOTALS)).containsExactly("10");
      assertThat(seen(shop, carol, "select total from more")).hasSize(4);
      assertThat(seen(shop, carol, "select f()")).containsExactly("4");
      denied(shop, carol, "select * from asking", "lack rights");
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThat(session.ways())
            .extracting(Way::path, Way::accounts)
            .containsExactly(
                tuple(
                    shop.first()
                        + "/function:f runs with its definer's rights and may hand on"
                        + " whatever that can read",
                    Set.of(carol)),
                tuple(
                    shop.first()
                        + "/view:more reads all of "
                        + orders(shop)
                        + " with its definer's rights",
                    Set.of(carol)));
      }
      run(shop, "drop view more");
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThat(session.ways()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatWouldGiveOtherRowsThanAreMeantIsRefused(MariaDb server) {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      String dave = shop.name("dave");
      run(
          shop,
          "create view everything as select * from orders",
          "create view more as select * from everything",
          "create sql security invoker view asking as select * from orders",
          "create function f() returns int return (select count(*) from orders)",
          "create function g() returns int sql security invoker return 1",
          "create table old (id int, customer int) with system versioning");
      Means own = new Means(shop.first()).rows("support", "read", MINE, "orders");
      refused(
          shop,
          own.member(carol, customers(1), "support").role("support", "read", "view:more"),
          "rows-handed-on");
      refused(
          shop,
          support(shop)
              .role("other", "use", "function:f")
              .member(carol, customers(1), "support", "other"),
          "rows-handed-on");
      assertThat(
              shop.errors(
                  support(shop)
                      .role("other", "read", "view:asking")
                      .role("other", "use", "function:g")
                      .member(carol, customers(1), "support", "other")
                      .access()))
          .isEmpty();
      refused(
          shop,
          new Means(shop.first()).rows("r", "read", MINE, "old").member(carol, customers(1), "r"),
          "rows-not-carried");
      refused(
          shop,
          new Means(shop.first())
              .rows("r", "read", MINE, "view:everything")
              .member(carol, customers(1), "r"),
          "rows-not-carried");
      refused(
          shop,
          new Means(shop.first())
              .rows("r", "drop", MINE, "orders")
              .member(carol, customers(1), "r"),
          "rows-not-carried");
      refused(
          shop,
          support(shop)
              .rows("support", "read", Set.of("note"), LARGE, "orders")
              .member(carol, customers(1), "support"),
          "columns-and-rows");
      refused(
          shop,
          support(shop)
              .rows("support", "update", MINE, "orders")
              .member(carol, customers(1), "support"),
          "moves-rows");
      refused(
          shop,
          support(shop)
              .rows("support", "update", Set.of("note"), MINE, "orders")
              .member(carol, customers(1), "support"),
          "update-tells");
      refused(
          shop,
          new Means(shop.first())
              .rows("r", "update", Set.of("note"), MINE, "orders")
              .member(carol, customers(1), "r"),
          "rows-unread");
      refused(
          shop,
          support(shop)
              .rows("large", "read", LARGE, "orders")
              .role("writer", "update", "orders")
              .member(carol, customers(1), "support", "writer")
              .member(dave, customers(1), "large", "writer"),
          "reads-differ");
      refused(
          shop,
          support(shop)
              .member(carol, customers(1), "support")
              .member(dave, Map.of("customers", new Value.Text("1")), "support"),
          "attribute-types");
    }
  }

  private static Means support(Shop shop) {
    return new Means(shop.first()).rows("support", "read", MINE, "orders");
  }

  private static void refused(Shop shop, Means meant, String code) {
    assertThat(shop.errors(meant.access())).as(code).contains(code);
    assertThat(shop.compile(meant.access()).diagnostics())
        .filteredOn(one -> one.code().equals(code))
        .allSatisfy(one -> assertThat(one.hint()).isPresent());
  }

  /** Who writes by one role and reads by another reaches what both mean. */
  @ParameterizedTest
  @MethodSource(ALL)
  void whoWritesEveryRowReachesThoseThatAreRead(MariaDb server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      String lead = shop.name("lead");
      Means meant =
          support(shop)
              .role("writer", "delete", "orders")
              .member(carol, customers(1, 3), "support", "writer");
      shop.apply(meant.access());
      String all = "delete from orders__usher_writer_delete";
      assertThat(written(shop, carol, all)).isEqualTo(2);
      assertThat(written(shop, carol, all + " where total = 30")).isEqualTo(1);
      denied(shop, carol, "delete from orders", "DELETE command denied");
      String mine = Digest.of(Optional.of(MINE));
      assertThat(reach(shop, carol).can().get(orders(shop)).get("delete"))
          .isInstanceOfSatisfying(
              Extent.Some.class, some -> assertThat(some.rows()).containsExactly("read " + mine));
      meant.role("analyst", "read", "orders").member(lead, "analyst", "writer");
      assertThat(shop.errors(meant.access())).contains("reads-differ");
      meant.member(carol, customers(1, 3), "support", "writer", "analyst");
      shop.apply(meant.access());
      assertThat(written(shop, carol, "delete from orders")).isEqualTo(4);
      assertThat(shop.left(meant.access())).isEmpty();
      assertThat(all(shop, "show tables")).containsExactly("orders", "orders__usher_support");
    }
  }

  /** Neither an old condition meets a new attribute, nor the other way round. */
  @ParameterizedTest
  @MethodSource(ALL)
  void whereverAnApplyStopsNobodySeesWhatNeitherPolicySays(MariaDb server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      Access before = agent(shop, carol).access();
      Condition large = new Condition.And(List.of(MINE, LARGE));
      Access after =
          new Means(shop.first())
              .rows("support", "read", large, "orders")
              .moving("support", "update", Set.of("total"), large, "orders")
              .columns("totals", "read", Set.of("total"), "orders")
              .member(carol, customers(2, 3), "support", "totals")
              .access();
      shop.apply(before);
      try (Connection connection = shop.connectAs(carol)) {
        int steps = 1;
        for (int cut = 0; cut < steps; cut++) {
          steps = cut(shop, after, cut);
          only(connection, TOTALS, List.of("10", "30"));
          only(connection, "select id from orders__usher_support_update", List.of("1", "3"));
          shop.apply(after);
          assertThat(shop.left(after)).isEmpty();
          assertThat(Sql.column(connection, TOTALS)).containsExactly("30");
          cut(shop, before, cut);
          only(connection, TOTALS, List.of("10", "30"));
          shop.apply(before);
          assertThat(shop.left(before)).isEmpty();
          assertThat(Sql.column(connection, TOTALS)).containsExactly("10", "30");
        }
        assertThat(steps).isGreaterThan(10);
      }
    }
  }

  /** Carries out so many steps of the plan, and says how many it has. */
  private static int cut(Shop shop, Access meant, int most) {
    int done = 0;
    try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
      for (Stage stage : shop.plan(session, meant)) {
        int here = Math.min(stage.steps().size(), Math.max(0, most - done));
        Stage some =
            new Stage(
                stage.id(), stage.phase(), stage.target(), false, stage.steps().subList(0, here));
        session.run(some, outcome -> assertThat(outcome).isInstanceOf(Outcome.Done.class));
        done += stage.steps().size();
      }
    }
    return done;
  }

  private static void only(Connection connection, String sql, List<String> rows) {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      while (row.next()) {
        String one = row.getString(1);
        if (one != null) assertThat(rows).as(sql).contains(one);
      }
    } catch (SQLException denied) {
      // Not to see anything for a moment is what a change costs.
      assertThat(denied.getErrorCode()).as(denied.getMessage()).isIn(1142, 1143, 1146, 1356, 1054);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aTableOfOnesOwnDoesNotTakeThePlaceOfWhatAViewReads(MariaDb server) throws SQLException {
    try (Shop shop = shop(server)) {
      String carol = shop.name("carol");
      shop.apply(agent(shop, carol).access());
      run(
          shop,
          "grant create temporary tables on "
              + Ground.name(database(shop))
              + ".* to "
              + Ground.account(carol));
      try (Connection connection = shop.connectAs(carol)) {
        Sql.run(
            connection,
            "create temporary table orders (id int, customer int, total int, note varchar(40))",
            "insert into orders values (7, 1, 70, 'own')");
        assertThat(Sql.column(connection, TOTALS)).containsExactly("10", "30");
        assertThatThrownBy(
                () -> Sql.run(connection, "create temporary table usher.attribute (id int)"))
            .hasMessageContaining("denied");
        assertThatThrownBy(() -> Sql.run(connection, "handler orders__usher_support open"))
            .hasMessageContaining("BASE TABLE");
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsReadIsFoundByTheIndexOfTheCondition(MariaDb server) {
    try (Shop shop = shop(server)) {
      run(
          shop,
          "insert into orders (customer, total, note)"
              + " select seq mod 1000, seq, 'n' from seq_1_to_20000",
          "create index by_customer on orders (customer)",
          "analyze table orders");
      shop.apply(agent(shop, shop.name("carol")).access());
      assertThat(plan(shop, "select * from orders__usher_support where id = 5"))
          .anyMatch(row -> row.contains("orders") && row.contains("by_customer"));
    }
  }

  private static List<List<String>> plan(Shop shop, String sql) {
    try (Connection connection = shop.server.connect()) {
      Sql.run(connection, "use " + Ground.name(database(shop)));
      return Sql.rows(connection, "explain " + sql);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aWayInAsTheAccountOfTheViewsIsTold(MariaDb server) {
    try (Shop shop = shop(server)) {
      Access meant = support(shop, shop.name("carol"));
      shop.apply(meant);
      String definer = definer(shop);
      String other = Ground.name(shop.ground.database("other")) + ".*";
      // The _ in it stands for any character.
      String pattern = Ground.name(shop.database()) + ".*";
      for (String sql :
          List.of(
              "alter user " + definer + " identified by 'x' account unlock",
              "grant update on usher.attribute to " + definer,
              "grant select on " + other + " to " + definer,
              "grant select on " + pattern + " to " + definer,
              "grant select on usher.* to " + definer,
              "grant reload on *.* to " + definer)) {
        assertThat(powers(shop)).isEmpty();
        run(shop, sql);
        assertThat(powers(shop)).as(sql).isNotEmpty();
        assertThat(shop.compile(meant).diagnostics())
            .anySatisfy(
                one ->
                    assertThat(one.message())
                        .contains("usher_rows_" + shop.database() + "@localhost"));
        run(
            shop,
            "revoke reload on *.* from " + definer,
            "grant update on usher.attribute to " + definer,
            "revoke update on usher.attribute from " + definer,
            "grant select on " + other + " to " + definer,
            "revoke select on " + other + " from " + definer,
            "grant select on " + pattern + " to " + definer,
            "revoke select on " + pattern + " from " + definer,
            "grant select on usher.* to " + definer,
            "revoke select on usher.* from " + definer,
            "alter user "
                + definer
                + " identified via mysql_native_password using 'invalid'"
                + " account lock");
      }
      run(shop, "drop user " + definer);
      assertThat(shop.errors(meant)).containsExactly("no-definer");
      shop.ground.run(AdminScript.mariaDb().rows(shop.database()));
      shop.apply(meant);
      assertThat(shop.left(meant)).isEmpty();
    }
  }

  private static String definer(Shop shop) {
    return Ground.name("usher_rows_" + shop.database()) + "@localhost";
  }

  private static Set<String> powers(Shop shop) {
    try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
      return session
          .probe(new Probe(Set.of(), Optional.empty(), true))
          .filter(reach -> reach.account().startsWith("usher_rows_"))
          .flatMap(reach -> reach.powers().stream())
          .collect(Collectors.toSet());
    }
  }
}
