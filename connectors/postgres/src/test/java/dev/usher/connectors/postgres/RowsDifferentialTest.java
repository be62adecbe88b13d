package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random permissions of columns and rows, several roles for one person, on tables of hostile
 * values, over what others have left there ({@link Brownfield}): what Meaning predicts of every
 * cell is what each account gets when it really asks, or the plan is refused. A case is one policy
 * and one database. {@code -Dusher.rows=N} is how many for each server.
 */
class RowsDifferentialTest {
  private static final List<String> WORDS =
      List.of("select", "select", "select", "insert", "update", "update", "delete");
  private static final int ROWS = 40;

  /** What a plan may be refused for, and nothing else. */
  private static final Set<String> REFUSALS =
      Set.of("columns-and-rows", "rows-not-carried", "rows-unread", "moves-rows", "gives-nothing");

  private final Map<String, Integer> refused = new TreeMap<>();
  private long written;
  private int hats;
  private int cases;
  private int applied;
  private int overBrownfields;
  private long cells;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void whatIsPredictedIsWhatIsSeen(Postgres server) {
    int policies = Integer.getInteger("usher.rows", 40);
    try (Shop shop = new Shop(server)) {
      String old = shop.database().role("old_" + shop.database().tag(), "login");
      String helper = shop.database().role("helper_" + shop.database().tag(), "login");
      if (server.major() >= 16)
        shop.database()
            .run(
                "grant %s to %s with admin option, inherit false, set false"
                    .formatted(old, shop.usher));
      List<String> accounts =
          List.of(shop.account("ann"), shop.account("b'o\"b"), shop.account("Cé"), old);
      Map<String, Map<Integer, Map<String, Value>>> tables = new TreeMap<>();
      fill(shop, tables);
      Seeds.each(policies, random -> trial(shop, random, accounts, helper, tables));
      shop.apply(new Means(shop.target()).access());
    }
    System.out.printf(
        "%s: %d cases, %d applied, %d of these over brownfields, refused %s; %d cells read, %d rows"
            + " written, %d times by a hat, 0 differences%n",
        server, cases, applied, overBrownfields, refused, cells, written, hats);
    if (!Seeds.isReplay()) assertThat(written).isGreaterThan(0);
    if (!Seeds.isReplay()) assertThat(applied).isGreaterThan(0);
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
          statement.setObject(i + 1, RandomRows.jdbc(columns.get(i), row.get(columns.get(i))));
        statement.executeUpdate();
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void trial(
      Shop shop,
      RandomGenerator random,
      List<String> accounts,
      String helper,
      Map<String, Map<Integer, Map<String, Value>>> tables)
      throws SQLException {
    Access access =
        new RandomRows(random)
            .access(shop.target(), WORDS, accounts, accounts.getLast(), shop.server.major() >= 16);
    List<String> there =
        accounts.stream()
            .filter(
                one ->
                    !shop.database()
                        .rows("select 1 from pg_roles where rolname = " + Sql.text(one))
                        .isEmpty())
            .toList();
    try (Brownfield brownfield = new Brownfield(shop, random, there, helper)) {
      brownfield.make();
      try {
        trial(shop, random, accounts, brownfield, access, tables);
      } catch (AssertionError wrong) {
        throw new AssertionError(
            wrong.getMessage() + "\n" + brownfield.done + "\n" + access, wrong);
      }
    }
  }

  private void trial(
      Shop shop,
      RandomGenerator random,
      List<String> accounts,
      Brownfield brownfield,
      Access access,
      Map<String, Map<Integer, Map<String, Value>>> tables)
      throws SQLException {
    cases++;
    Shop.Planned planned = shop.plan(access);
    if (!planned.errors().isEmpty()) {
      Set<String> allowed = new TreeSet<>(REFUSALS);
      allowed.addAll(brownfield.codes);
      assertThat(allowed).containsAll(planned.errors());
      planned.errors().stream().distinct().forEach(code -> refused.merge(code, 1, Integer::sum));
      return;
    }
    shop.apply(access);
    applied++;
    if (!brownfield.done.isEmpty()) overBrownfields++;
    Catalogue catalogue = planned.observed().catalogues().get(shop.target());
    Meaning meaning = new Meaning(access, catalogue);
    Set<String> read = new TreeSet<>();
    access.roles().values().stream()
        .flatMap(role -> role.rights().stream())
        .forEach(right -> right.rows().map(Mentions::columns).ifPresent(read::addAll));
    try (Connection connection = shop.database().connect()) {
      for (String account : accounts) {
        if (!access.members().containsKey(account)) continue;
        List<Face> faces = Face.of(access, catalogue, account);
        for (String table : RandomRows.TABLES) {
          Ways ways = new Ways(connection, meaning, access, shop.target());
          ways.paths(account, table, brownfield, tables.get(table));
          // What others gave stays, where nobody is narrowed by it: it is told, and not meant.
          if (ways.hasOther(account, table)) continue;
          Face.addUp(faces, meaning, account, on(shop, table), tables.get(table));
          if (faces.size() > 1) hats += faces.size() - 1;
          for (Face face : faces) {
            reading(connection, face, table, tables.get(table), shop);
            Writing writing = new Writing(connection, face, table, shop);
            writing.update(tables.get(table), read);
            writing.delete(tables.get(table));
            writing.insert(tables.get(table), random);
          }
        }
      }
    }
    assertThat(shop.plan(access).statements()).isEmpty();
  }

  private static Resource on(Shop shop, String table) {
    return Resource.of(shop.target(), Segment.plain("public"), Segment.plain(table));
  }

  private void reading(
      Connection connection,
      Face face,
      String table,
      Map<Integer, Map<String, Value>> rows,
      Shop shop) {
    Resource on = on(shop, table);
    Set<String> held = held(connection, face.role(), table);
    Set<Integer> seen = new TreeSet<>();
    if (held.contains("id")) {
      face.putOn(connection);
      Sql.column(connection, "select id from public." + table)
          .forEach(id -> seen.add(Integer.valueOf(id)));
      Sql.run(connection, "reset session authorization");
    } else {
      assertThat(held).as("columns of " + face).isEmpty();
    }
    List<String> columns = new ArrayList<>(RandomRows.COLUMNS.keySet());
    columns.add("id");
    for (String column : columns) {
      Set<Integer> expected = new HashSet<>();
      rows.forEach(
          (id, row) -> {
            cells++;
            if (face.may("select", on.column(column), row)) expected.add(id);
          });
      assertThat(held.contains(column) ? seen : Set.of())
          .as(face + " sees " + table + "." + column)
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

  /** Statements really run as the account, and undone. */
  private final class Writing {
    private final Connection connection;
    private final Face face;
    private final String table;
    private final Resource on;

    Writing(Connection connection, Face face, String table, Shop shop) {
      this.connection = connection;
      this.face = face;
      this.table = table;
      this.on = on(shop, table);
    }

    private boolean may(String action, Resource cell, Map<String, Value> row) {
      return face.may(action, cell, row);
    }

    private boolean has(String privilege, String column) {
      return Sql.column(
              connection,
              column.isEmpty()
                  ? "select has_table_privilege(%s, 'public.%s', '%s')"
                      .formatted(Sql.text(face.role()), table, privilege)
                  : "select has_column_privilege(%s, 'public.%s', %s, '%s')"
                      .formatted(Sql.text(face.role()), table, Sql.text(column), privilege))
          .getFirst()
          .equals("t");
    }

    /** Without a WHERE, which would ask the policies for reading as well; of what none reads. */
    void update(Map<Integer, Map<String, Value>> rows, Set<String> read) throws SQLException {
      for (String column : RandomRows.COLUMNS.keySet()) {
        Set<Integer> expected = new TreeSet<>();
        rows.forEach(
            (id, row) -> {
              if (may("update", on.column(column), row)) expected.add(id);
            });
        if (!has("update", column)) {
          assertThat(expected).as(face + " updates " + table + "." + column).isEmpty();
          continue;
        }
        if (read.contains(column)) continue;
        String sql = "update public." + table + " set " + Sql.name(column) + " = null";
        String done = "select id from public." + table + " where xmin = pg_current_xact_id()::xid";
        assertThat(run(sql, done))
            .as(face + " updates " + table + "." + column)
            .isEqualTo(expected);
        written += expected.size();
        if (has("select", "id")) {
          assertThat(run(sql + " where id < 20", done))
              .isEqualTo(expected.stream().filter(id -> id < 20).collect(Collectors.toSet()));
        }
      }
    }

    void delete(Map<Integer, Map<String, Value>> rows) throws SQLException {
      Set<Integer> expected = new TreeSet<>();
      rows.forEach(
          (id, row) -> {
            if (may("delete", on, row)) expected.add(id);
          });
      if (!has("delete", "")) {
        assertThat(expected).as(face + " deletes of " + table).isEmpty();
        return;
      }
      Set<Integer> left = run("delete from public." + table, "select id from public." + table);
      Set<Integer> gone = new TreeSet<>(rows.keySet());
      gone.removeAll(left);
      assertThat(gone).as(face + " deletes of " + table).isEqualTo(expected);
      written += expected.size();
    }

    private Set<Integer> run(String sql, String then) throws SQLException {
      connection.setAutoCommit(false);
      try {
        face.putOn(connection);
        Sql.run(connection, sql);
        Sql.run(connection, "reset session authorization");
        return Sql.column(connection, then).stream()
            .map(Integer::valueOf)
            .collect(Collectors.toCollection(TreeSet::new));
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
        Sql.run(connection, "reset session authorization");
      }
    }

    void insert(Map<Integer, Map<String, Value>> rows, RandomGenerator random) throws SQLException {
      List<String> columns = new ArrayList<>();
      for (String column : RandomRows.COLUMNS.keySet())
        if (has("insert", column)) columns.add(column);
      boolean id = has("insert", "id");
      if (columns.isEmpty() || !id) {
        assertThat(rows.values()).noneMatch(row -> may("insert", on.column("id"), row));
        return;
      }
      columns.add("id");
      for (int i = 0; i < 8; i++) {
        Map<String, Value> row = new TreeMap<>(rows.get(random.nextInt(ROWS)));
        row.put("id", new Value.Int(1000 + i));
        row.keySet().retainAll(columns);
        boolean expected =
            columns.stream().allMatch(column -> may("insert", on.column(column), row));
        assertThat(inserts(columns, row))
            .as(face + " inserts " + row + " into " + table)
            .isEqualTo(expected);
        written++;
      }
    }

    private boolean inserts(List<String> columns, Map<String, Value> row) throws SQLException {
      connection.setAutoCommit(false);
      face.putOn(connection);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "insert into public."
                  + table
                  + " ("
                  + columns.stream().map(Sql::name).collect(Collectors.joining(", "))
                  + ") values ("
                  + columns.stream().map(_ -> "?").collect(Collectors.joining(", "))
                  + ")")) {
        for (int i = 0; i < columns.size(); i++)
          statement.setObject(i + 1, RandomRows.jdbc(columns.get(i), row.get(columns.get(i))));
        statement.executeUpdate();
        return true;
      } catch (SQLException refused) {
        assertThat(refused.getSQLState()).isEqualTo("42501");
        return false;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
        Sql.run(connection, "reset session authorization");
      }
    }
  }
}
