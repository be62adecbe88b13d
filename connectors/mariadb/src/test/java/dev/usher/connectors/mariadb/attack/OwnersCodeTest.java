package dev.usher.connectors.mariadb.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.mariadb.Ground;
import dev.usher.connectors.mariadb.Means;
import dev.usher.connectors.mariadb.Shop;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.model.Target;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody who may do everything in a database has code of their own hang on what is there: none of
 * it runs in usher's session, or with the rights of the account that usher's views have.
 */
class OwnersCodeTest {
  private static final String ALL = "dev.usher.testkit.MariaDb#onlyMariaDb";

  private static void hang(Trap trap) {
    trap.asAttacker(
        "create trigger before_insert before insert on orders for each row do spring()",
        "create trigger after_update after update on orders for each row call jump()",
        "create trigger before_delete before delete on orders for each row do spring()",
        "create sql security invoker view evil as select spring() as one, o.* from orders as o",
        "create sql security invoker view worse as select id from orders where spring() = 1",
        "create function sha2() returns int return spring()",
        "create function unix_timestamp() returns int return spring()",
        "create event tick on schedule every 1 second do call jump()",
        "create procedure handed() sql security definer call jump()");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void triggersViewsRoutinesAndEventsAreNotRun(MariaDb server) throws SQLException {
    try (Shop shop = new Shop(server, "%", "code");
        Trap trap = new Trap(shop)) {
      Everything.make(shop);
      hang(trap);
      String carol = shop.name("carol");
      Everything.happens(shop, carol);
      Access meant = Everything.meant(shop, carol);
      shop.apply(meant);
      try (Connection connection = shop.connectAs(carol)) {
        Sql.rows(connection, "select * from orders__usher_support");
        Sql.run(connection, "delete from orders__usher_support_delete where id = 1");
      }
      trap.mustNotHaveSprung();
      trap.springsBy("select * from evil limit 1");
    }
  }

  /** The views go on reading what has their table's name: another's view, put there since. */
  @ParameterizedTest
  @MethodSource(ALL)
  void aViewInATablesPlaceRunsNothingWithTheViewsRights(MariaDb server) {
    try (Shop shop = new Shop(server, "%", "code");
        Trap trap = new Trap(shop)) {
      Everything.make(shop);
      String carol = shop.name("carol");
      Access meant = Everything.meant(shop, carol);
      shop.apply(meant);
      trap.asAttacker(
          "alter table orders rename to others",
          "create sql security invoker view orders as select id + 0 * spring() as id, customer,"
              + " total, note, at, weight from others");
      assertThatThrownBy(() -> read(shop, carol)).hasMessageContaining("lack rights");
      trap.mustNotHaveSprung();
      trap.springsBy("select * from orders");
      assertThat(shop.errors(meant)).contains("gives-nothing");
    }
  }

  /** Whoever may give on what they have in one database comes by no views into another. */
  @ParameterizedTest
  @MethodSource(ALL)
  void whoGivesTheViewsAFunctionReachesNoOtherDatabase(MariaDb server) throws SQLException {
    try (Shop shop = new Shop(server, "%", "code", "next");
        Trap trap = new Trap(shop)) {
      Everything.make(shop);
      String carol = shop.name("carol");
      Target next = shop.databases.keySet().stream().skip(1).findFirst().orElseThrow();
      String theirs = Ground.name(shop.databases.get(next)) + ".orders";
      shop.server.run(
          "create table " + theirs + " (id int, customer int)",
          "insert into " + theirs + " values (1, 1)",
          "grant all on %s.* to %s with grant option"
              .formatted(Ground.name(shop.database()), Ground.account(shop.name("mallory"))));
      shop.apply(
          Everything.meant(shop, carol),
          new Means(next)
              .rows("support", "read", MINE, "orders")
              .member(carol, Everything.ATTRIBUTES, "support")
              .access());
      trap.asAttacker(
          "create function peek() returns int sql security invoker return (select count(*) from "
              + theirs
              + ")",
          "create function mine() returns int sql security invoker return 7",
          "grant execute on function peek to " + definer(shop),
          "grant execute on function mine to " + definer(shop),
          "alter table orders rename to others",
          "grant select on others to " + definer(shop),
          view("mine()"));
      read(shop, carol);
      trap.asAttacker(view("peek()"));
      assertThatThrownBy(() -> read(shop, carol)).hasMessageContaining("lack rights");
    }
  }

  private static String view(String id) {
    return "create or replace sql security invoker view orders as select "
        + id
        + " as id, customer, total, note, at, weight from others";
  }

  private static String definer(Shop shop) {
    return Ground.name("usher_rows_" + shop.database()) + "@localhost";
  }

  /** What usher's views can look up, nobody can but by them. */
  @ParameterizedTest
  @MethodSource(ALL)
  void nobodyMakesAnythingThatRunsAsUsherOrAsTheViewsDo(MariaDb server) {
    try (Shop shop = new Shop(server, "%", "code");
        Trap trap = new Trap(shop)) {
      Everything.make(shop);
      shop.apply(Everything.meant(shop, shop.name("carol")));
      for (String definer : List.of(definer(shop), Ground.account(shop.ground.usher))) {
        for (String statement :
            List.of(
                "create definer = %s sql security definer view stolen as select * from"
                    + " usher.attribute",
                "create definer = %s procedure stolen() select * from usher.attribute",
                "create definer = %s trigger stolen before insert on orders for each row do"
                    + " spring()",
                "create definer = %s event stolen on schedule every 1 day do select 1",
                "alter definer = %s view orders__usher_support as select * from orders")) {
          assertThatThrownBy(() -> trap.asAttacker(statement.formatted(definer)))
              .as(statement)
              .hasMessageContaining("denied");
        }
      }
      assertThatThrownBy(() -> trap.asAttacker("select * from usher.attribute"))
          .hasMessageContaining("denied");
    }
  }

  private static final Condition MINE =
      new Condition.In(
          new Condition.Operand.Row("customer"), new Condition.Operand.Subject("customers"));

  private static void read(Shop shop, String carol) throws SQLException {
    try (Connection connection = shop.connectAs(carol)) {
      Sql.rows(connection, "select * from orders__usher_support");
    }
  }
}
