package dev.usher.bench;

import dev.usher.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One customer's rows of a large table, by the row security that usher generates and by what
 * somebody who knows PostgreSQL would write for the same: one policy, and a table of who has which
 * customers. Two tables of the same rows, each with an index by customer.
 */
final class Rows10m implements Benchmark {
  private static final double AT_MOST = 1.15;
  private static final String PERSON = "carol";
  private static final String BY_HAND = "carol_by_hand";

  @Override
  public String name() {
    return "rows-10m";
  }

  @Override
  public String about() {
    return "row security as generated, on 10M rows, against a policy by hand";
  }

  /** A question, by the name of the table. */
  private record Query(String key, String what, String sql, int each, boolean prepared) {}

  private static final List<Query> QUERIES =
      List.of(
          new Query(
              "count",
              "count of all rows that may be seen",
              "select count(*) from s.%s where note <> ''",
              50,
              false),
          new Query(
              "lookup",
              "100 lookups of one's own customer by the index",
              "select sum(total) from s.%s where customer = 1001",
              100,
              false),
          new Query(
              "key",
              "100 lookups by the primary key, each planned anew",
              "select sum(total) from s.%s where id = 1001",
              100,
              false),
          new Query(
              "prepared",
              "100 lookups by the primary key, prepared once",
              "select sum(total) from s.%s where id = 1001",
              100,
              true));

  private static final Query SCAN =
      new Query(
          "scan",
          "the count by a full scan",
          "select count(*) from s.%s where note <> ''",
          1,
          false);

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    int rows = scale == Scale.FULL ? 10_000_000 : 20_000;
    int rounds = scale == Scale.FULL ? 41 : 1;
    try (Playground playground = new Playground()) {
      fill(playground, rows);
      Work work = new Work(playground.scene().usher());
      Path policy = write(playground);
      work.apply(policy, work.plan(policy));
      byHand(playground);
      List<Figure> figures = new ArrayList<>();
      for (Query query : QUERIES) figures.addAll(contest(playground, query, rounds));
      figures.addAll(contest(playground, SCAN, Math.min(rounds, 9)));
      figures.add(Figure.of("rows", "rows", rows, ""));
      figures.add(Figure.of("rounds", "rounds", rounds, ""));
      return figures;
    }
  }

  private static List<Figure> contest(Playground playground, Query query, int rounds)
      throws Exception {
    Times byUsher = new Times();
    Times byHand = new Times();
    // The first round warms up.
    for (int i = -1; i < rounds; i++) {
      Times one = i < 0 ? new Times() : byUsher;
      Times other = i < 0 ? new Times() : byHand;
      // New sessions each time: where the system puts their processes counts for more than the
      // policy.
      try (Connection ours = session(playground, PERSON, query);
          Connection hand = session(playground, BY_HAND, query)) {
        if (query != SCAN) mustUseAnIndex(ours, query.sql().formatted("orders"));
        if (query.prepared()) {
          Sql.run(ours, "prepare q as " + query.sql().formatted("orders"));
          Sql.run(hand, "prepare q as " + query.sql().formatted("orders_by_hand"));
        }
        ask(new Times(), ours, query, "orders");
        ask(new Times(), hand, query, "orders_by_hand");
        // Who goes first finds less in the processor's caches.
        boolean handFirst = i % 2 == 0;
        List<List<String>> first =
            handFirst ? ask(other, hand, query, "orders_by_hand") : ask(one, ours, query, "orders");
        List<List<String>> second =
            handFirst ? ask(one, ours, query, "orders") : ask(other, hand, query, "orders_by_hand");
        if (!first.equals(second)) throw new IllegalStateException(first + " is not " + second);
      }
    }
    return List.of(
        Figure.promised(
            query.key() + "_ratio",
            query.what() + ", to the policy by hand",
            byUsher.medianRatio(byHand),
            "x",
            AT_MOST),
        Figure.of(query.key() + "_ms", "the same", byUsher.median(), "ms"));
  }

  private static List<List<String>> ask(
      Times times, Connection connection, Query query, String table) throws Exception {
    String sql = query.sql().formatted(table);
    List<List<List<String>>> answer = new ArrayList<>();
    times.measure(
        () -> {
          for (int i = 0; i < query.each(); i++) {
            answer.add(
                query.prepared() ? Sql.rows(connection, "execute q") : Sql.rows(connection, sql));
          }
        });
    return answer.getFirst();
  }

  private static Connection session(Playground playground, String who, Query query)
      throws SQLException {
    Connection session = playground.server().connect(Playground.DATABASE, who, "");
    if (query == SCAN) withoutIndex(session);
    return session;
  }

  private static void withoutIndex(Connection connection) {
    Sql.run(
        connection,
        "set enable_indexscan = off",
        "set enable_indexonlyscan = off",
        "set enable_bitmapscan = off");
  }

  private static void mustUseAnIndex(Connection connection, String sql) throws SQLException {
    String plan = Sql.rows(connection, "explain " + sql).toString();
    if (!plan.contains("Index") || plan.contains("Seq Scan on orders")) {
      throw new IllegalStateException("no lookup by an index: " + plan);
    }
  }

  private static void fill(Playground playground, int rows) {
    String columns = "(id bigint primary key, customer int not null, total int, note text)";
    String all =
        "select i, i %% 10000, i %% 977, 'note ' || i from generate_series(1, %d) i"
            .formatted(rows);
    playground
        .server()
        .run(
            Playground.DATABASE,
            "set role " + Playground.OWNER,
            "create schema s",
            "create table s.orders " + columns,
            "insert into s.orders " + all,
            "create index on s.orders (customer)",
            "create table s.orders_by_hand " + columns,
            "insert into s.orders_by_hand " + all,
            "create index on s.orders_by_hand (customer)",
            "reset role",
            "vacuum analyze s.orders",
            "vacuum analyze s.orders_by_hand");
  }

  private static void byHand(Playground playground) {
    playground
        .server()
        .run(
            Playground.DATABASE,
            "create role " + BY_HAND + " login",
            "create role support_by_hand",
            "grant support_by_hand to " + BY_HAND,
            "grant usage on schema s to support_by_hand",
            "grant select on s.orders_by_hand to support_by_hand",
            "create table s.customers_of (who name, customer int, primary key (who, customer))",
            "insert into s.customers_of values ('"
                + BY_HAND
                + "', 1001), ('"
                + BY_HAND
                + "', 1002)",
            "analyze s.customers_of",
            "grant select on s.customers_of to support_by_hand",
            "alter table s.orders_by_hand enable row level security",
            "create policy own on s.orders_by_hand for select to support_by_hand using (customer ="
                + " any (array(select c.customer from s.customers_of c where c.who = current_user)))");
  }

  private static Path write(Playground playground) throws IOException {
    String text =
        """
        environments: { prod: {} }
        systems:
          shop:
            type: postgresql
            schemas: [s]
            in: { prod: { url: "%s", admin: "file:%s" } }
        people: { %s: { attributes: { customers: [1001, 1002] } } }
        roles:
          support:
            can:
              - { do: read, on: shop/s/orders, rows: "row.customer in subject.customers" }
        grants:
          - { to: %s, role: support, in: prod, because: A figure }
        """
            .formatted(
                playground.server().url(Playground.DATABASE), playground.secret(), PERSON, PERSON);
    Path policy = playground.scene().folder("rows").resolve("access");
    Files.createDirectories(policy);
    Files.writeString(policy.resolve("policy.yaml"), text);
    return policy;
  }
}
