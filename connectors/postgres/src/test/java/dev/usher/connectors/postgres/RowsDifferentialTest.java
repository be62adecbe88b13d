package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PGobject;

/**
 * Random permissions of columns and rows, several roles for one person, on tables of hostile
 * values: what Meaning predicts of every cell is what each account gets when it really asks, or the
 * plan is refused. {@code -Dusher.rows=N} is how many policies for each server.
 */
class RowsDifferentialTest {
  private static final List<String> WORDS = List.of("select", "select", "select", "insert");
  private static final int ROWS = 40;

  /** What a plan may be refused for, and nothing else. */
  private static final Set<String> REFUSALS =
      Set.of("columns-and-rows", "not-carried-out-yet", "rows-not-carried");

  private int refused;
  private int applied;
  private long cells;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void whatIsPredictedIsWhatIsSeen(Postgres server) {
    int policies = Integer.getInteger("usher.rows", 40);
    try (Shop shop = new Shop(server)) {
      List<String> accounts =
          List.of(shop.account("ann"), shop.account("b'o\"b"), shop.account("Cé"));
      Map<String, Map<Integer, Map<String, Value>>> tables = new TreeMap<>();
      fill(shop, tables);
      Seeds.each(policies, random -> trial(shop, random, accounts, tables));
      shop.apply(new Means(shop.target()).access());
    }
    System.out.printf(
        "%s: %d policies applied, %d refused, %d cells%n", server, applied, refused, cells);
    assertThat(applied).isGreaterThan(0);
  }

  private static void fill(Shop shop, Map<String, Map<Integer, Map<String, Value>>> tables) {
    String columns =
        RandomRows.COLUMNS.entrySet().stream()
            .map(one -> Sql.name(one.getKey()) + " " + one.getValue())
            .collect(Collectors.joining(", "));
    shop.database()
        .run(
            "set role " + shop.owner,
            "create table public.r0 (id int primary key, " + columns + ")",
            "create table public.r1 (id int primary key, " + columns + ") partition by range (id)",
            "create table public.r1_a partition of public.r1 for values from (0) to (20)",
            "create table public.r1_b partition of public.r1 default");
    RandomRows rows = new RandomRows(Seeds.generator(4711));
    for (String table : RandomRows.TABLES) {
      Map<Integer, Map<String, Value>> all = new TreeMap<>();
      for (int id = 0; id < ROWS; id++) all.put(id, rows.row(id));
      tables.put(table, all);
      insert(shop, table, all);
    }
  }

  private static void insert(Shop shop, String table, Map<Integer, Map<String, Value>> rows) {
    List<String> columns = new ArrayList<>(List.of("id"));
    columns.addAll(RandomRows.COLUMNS.keySet());
    String sql =
        "insert into public."
            + table
            + " ("
            + columns.stream().map(Sql::name).collect(Collectors.joining(", "))
            + ") values ("
            + columns.stream().map(_ -> "?").collect(Collectors.joining(", "))
            + ")";
    try (Connection connection = shop.database().connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Map<String, Value> row : rows.values()) {
        for (int i = 0; i < columns.size(); i++)
          statement.setObject(i + 1, jdbc(columns.get(i), row.get(columns.get(i))));
        statement.executeUpdate();
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Object jdbc(String column, Value value) throws SQLException {
    return switch (value) {
      case null -> null;
      case Value.Text(String text) when column.equals("u") -> {
        PGobject uuid = new PGobject();
        uuid.setType("uuid");
        uuid.setValue(text);
        yield uuid;
      }
      case Value.Text(String text) -> text;
      case Value.Int(long whole) -> whole;
      case Value.Exact(BigDecimal exact) -> exact;
      case Value.Decimal(double number) -> number;
      case Value.Bool(boolean flag) -> flag;
      case Value.Timestamp(Instant instant) -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
      case Value.Null _, Value.Many _ -> throw new IllegalArgumentException("no cell");
    };
  }

  private void trial(
      Shop shop,
      RandomGenerator random,
      List<String> accounts,
      Map<String, Map<Integer, Map<String, Value>>> tables)
      throws SQLException {
    Access access = new RandomRows(random).access(shop.target(), WORDS, accounts);
    Shop.Planned planned = shop.plan(access);
    if (!planned.errors().isEmpty()) {
      assertThat(REFUSALS).containsAll(planned.errors());
      refused++;
      return;
    }
    shop.apply(access);
    applied++;
    Meaning meaning = new Meaning(access, planned.observed().catalogues().get(shop.target()));
    try (Connection connection = shop.database().connect()) {
      for (String account : accounts) {
        if (!access.members().containsKey(account)) continue;
        for (String table : RandomRows.TABLES)
          reading(connection, meaning, account, table, tables.get(table), shop);
      }
    } catch (AssertionError wrong) {
      throw new AssertionError(wrong.getMessage() + "\n" + access, wrong);
    }
    assertThat(shop.plan(access).statements()).isEmpty();
  }

  private static void as(Connection connection, String account) {
    Sql.run(connection, "set session authorization " + Sql.name(account));
  }

  private void reading(
      Connection connection,
      Meaning meaning,
      String account,
      String table,
      Map<Integer, Map<String, Value>> rows,
      Shop shop) {
    Resource on = Resource.of(shop.target(), Segment.plain("public"), Segment.plain(table));
    Set<String> held = held(connection, account, table);
    Set<Integer> seen = new TreeSet<>();
    if (held.contains("id")) {
      as(connection, account);
      Sql.column(connection, "select id from public." + table)
          .forEach(id -> seen.add(Integer.valueOf(id)));
      Sql.run(connection, "reset session authorization");
    } else {
      assertThat(held).as("columns of " + account).isEmpty();
    }
    List<String> columns = new ArrayList<>(RandomRows.COLUMNS.keySet());
    columns.add("id");
    for (String column : columns) {
      Set<Integer> expected = new HashSet<>();
      rows.forEach(
          (id, row) -> {
            cells++;
            if (meaning.decide(account, "select", on.column(column), Optional.of(row))
                instanceof Decision.All) expected.add(id);
          });
      assertThat(held.contains(column) ? seen : Set.of())
          .as(account + " sees " + table + "." + column)
          .isEqualTo(expected);
    }
  }

  /** Columns that the account may select. */
  private static Set<String> held(Connection connection, String account, String table) {
    return new HashSet<>(
        Sql.column(
            connection,
            "select attname from pg_attribute where attrelid = 'public.%s'::regclass and attnum > 0 and has_column_privilege(%s, attrelid, attnum, 'select')"
                .formatted(table, Sql.text(account))));
  }
}
