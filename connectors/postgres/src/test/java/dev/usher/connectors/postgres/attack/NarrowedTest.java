package dev.usher.connectors.postgres.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.Means;
import dev.usher.connectors.postgres.Shop;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/** Somebody who is to see some rows tries to be told of the others, and to change them. */
class NarrowedTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  /** What is in no row of hers. */
  private static final String[] HIDDEN = {"2222", "3333", "hidden"};

  private static final Condition MINE =
      new Condition.In(new Operand.Row("customer"), new Operand.Subject("customers"));

  private static Access meant(Shop shop, String carol) {
    return new Means(shop.target())
        .rows("support", "select insert delete", MINE, "public/orders")
        .rows("support", "update", Set.of("total", "note"), MINE, "public/orders")
        .member(carol, Map.of("customers", new Value.Many(List.of(new Value.Int(1)))), "support")
        .access();
  }

  private static void orders(Shop shop) {
    shop.database()
        .run(
            "set role " + shop.owner,
            "alter table public.orders add note text, add unique (note)",
            "insert into public.orders (customer, total, note) values (1, 1111, 'mine'),"
                + " (2, 2222, 'hidden-2'), (null, 3333, 'hidden-3')",
            "reset role",
            "analyze public.orders");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void nothingIsToldOfOtherRowsAndNoneIsChanged(Postgres server) throws Exception {
    List<String> tries =
        new ArrayList<>(
            List.of(
                "select * from orders",
                "select * from only orders where ctid in ('(0,2)', '(0,3)')",
                "select * from orders tablesample system (100)",
                "select * from orders where pg_temp.tell(note)",
                "select * from orders where pg_temp.tell(note) or customer is null",
                "select * from orders where total operator(pg_temp.===) 1",
                "select count(*) from orders where 1 / (total - 2222) > 7",
                "select note::int from orders where customer <> 1",
                "select * from orders order by pg_temp.tell(note)",
                "select * from orders o join lateral (select pg_temp.tell(o.note)) x on true",
                "select * from pg_stats where tablename = 'orders'",
                "select * from pg_stats_ext",
                "select * from orders for update",
                "update orders set total = 7 returning *",
                "update orders set total = 7 where pg_temp.tell(note) returning *",
                "delete from orders returning *",
                "delete from orders using pg_class where pg_temp.tell(note)",
                "insert into orders (id, customer, total) overriding system value values (2, 1, 7)",
                "insert into orders (customer, note) values (1, 'x'), (2, 'y') returning *",
                "insert into orders (id, customer) overriding system value values (2, 1)"
                    + " on conflict (id) do update set total = 7 returning *",
                "insert into orders (id, customer) overriding system value values (3, 1)"
                    + " on conflict do nothing returning *",
                "with u as (update orders set note = note returning *) select * from u",
                "set row_security = off; select * from orders",
                "set local search_path = pg_temp, public; select * from orders",
                "table usher.seal",
                "select word from usher.attributes where account <> current_user",
                "truncate orders",
                "lock table orders in access exclusive mode",
                "create trigger mine before insert on orders for each row execute function"
                    + " pg_temp.rows()",
                "create temp table t (id bigint references orders (id))",
                "create rule mine as on insert to orders do also select 1",
                "alter table orders disable row level security",
                "drop policy usher_others on orders",
                "create policy mine on orders using (true)",
                "set role " + shopOwner()));
    if (server.major() >= 15)
      tries.addAll(
          List.of(
              "merge into orders o using (values (1)) s on true when matched then update set total"
                  + " = 7",
              "merge into orders o using (values (1)) s on pg_temp.tell(o.note)"
                  + " when matched then delete",
              "merge into orders o using (values (1)) s on false"
                  + " when not matched then insert (customer, total) values (2, 7)"));
    if (server.major() >= 17)
      tries.add(
          "merge into orders o using (values (1)) s on false"
              + " when not matched by source then update set total = 7 returning *");
    try (Shop shop = new Shop(server)) {
      orders(shop);
      String carol = shop.account("carol");
      shop.apply(meant(shop, carol));
      try (Connection connection = shop.database().connectAs(carol)) {
        connection.setAutoCommit(false);
        for (String one : tries) {
          String sql = one.replace(shopOwner(), shop.owner);
          assertThat(told(connection, sql)).as(sql).doesNotContain(HIDDEN);
        }
        StringWriter copied = new StringWriter();
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy orders to stdout", copied);
        assertThat(copied.toString()).contains("mine").doesNotContain(HIDDEN);
        assertThat(told(connection, "select 1 from orders where pg_temp.tell(note)"))
            .as("what tells, tells of hers")
            .contains("mine");
        Sql.run(connection, "delete from orders");
        connection.commit();
      }
      assertThat(shop.database().rows("select total, note from orders order by total"))
          .containsExactly(List.of("2222", "hidden-2"), List.of("3333", "hidden-3"));
    }
  }

  private static String shopOwner() {
    return "{owner}";
  }

  /** All that the server says to it: rows, counts, warnings, errors with their details. */
  private static String told(Connection connection, String sql) throws SQLException {
    StringBuilder told = new StringBuilder();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create function pg_temp.tell(text) returns boolean language plpgsql cost 0.00001 as $$"
              + " begin raise warning '%', $1; return true; end $$; create function"
              + " pg_temp.same(int, int) returns boolean language plpgsql cost 0.00001 as $$ begin"
              + " raise warning '%', $1; return true; end $$; create operator pg_temp.=== (leftarg"
              + " = int, rightarg = int, function = pg_temp.same); create function pg_temp.rows()"
              + " returns trigger language plpgsql as $$ begin return new; end $$; create function"
              + " pg_temp.pg_has_role(name, text) returns boolean language sql as 'select true';"
              + " create temp table attributes (account name, wholes bigint[])");
      try {
        boolean rows = statement.execute(sql);
        while (rows || statement.getUpdateCount() >= 0) {
          if (rows) rows(statement.getResultSet(), told);
          rows = statement.getMoreResults();
        }
      } catch (SQLException refused) {
        told.append(refused.getMessage());
      }
      for (SQLWarning one = statement.getWarnings(); one != null; one = one.getNextWarning())
        told.append(one.getMessage()).append('\n');
    } finally {
      connection.rollback();
    }
    return told.toString();
  }

  private static void rows(ResultSet row, StringBuilder told) throws SQLException {
    while (row.next())
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++)
        told.append(row.getString(i)).append(' ');
  }

  /** The condition's column is another by its name now: the server words the policy otherwise. */
  @Test
  void columnsThatChangeTheirNamesAreToldAndMended() {
    try (Shop shop = new Shop(Postgres.newest())) {
      orders(shop);
      String carol = shop.account("carol");
      shop.apply(meant(shop, carol));
      try (Session<?> session = shop.open()) {
        List<Reach> right = Everything.probe(session, carol);
        shop.database()
            .run(
                "alter table public.orders rename customer to swapped",
                "alter table public.orders rename total to customer",
                "alter table public.orders rename swapped to total");
        assertThat(Everything.probe(session, carol)).isNotEqualTo(right);
        shop.apply(meant(shop, carol));
        assertThat(Everything.probe(session, carol)).isEqualTo(right);
      }
      shop.database().run("update public.orders set customer = 1 where customer = 2222");
      try (Connection connection = shop.database().connectAs(carol)) {
        assertThat(Sql.column(connection, "select note from public.orders"))
            .containsExactly("hidden-2");
      } catch (SQLException closing) {
        throw new IllegalStateException(closing);
      }
    }
  }

  /** Lines of attributes are by name: they open nothing to whoever takes the name. */
  @Test
  void whoeverTakesTheNameOfAnAccountHasNothingOfIt() throws SQLException {
    try (Shop shop = new Shop(Postgres.newest())) {
      orders(shop);
      String carol = shop.account("carol");
      shop.apply(meant(shop, carol));
      shop.database().run("drop role " + carol, "create role " + carol + " login");
      try (Connection connection = shop.database().connectAs(carol)) {
        connection.setAutoCommit(false);
        assertThat(told(connection, "select * from public.orders")).contains("permission denied");
      }
      assertThat(shop.plan(meant(shop, carol)).errors()).contains("role-exists");
    }
  }
}
