package dev.usher.connectors.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

/**
 * Random permissions of columns and rows, several roles for one person, on tables of hostile
 * values: what Meaning predicts of every cell is what each account gets when it really asks, by the
 * table or by whichever view, or the plan is refused. {@code -Dusher.rows=N} is how many policies
 * for each server.
 */
class RowsDifferentialTest {
  private static final List<String> WORDS =
      List.of("select", "select", "select", "insert", "update", "update", "delete");
  private static final int ROWS = 40;

  /** What a plan may be refused for, and nothing else. */
  private static final Set<String> REFUSALS =
      Set.of(
          "columns-and-rows",
          "rows-not-carried",
          "rows-unread",
          "reads-differ",
          "moves-rows",
          "update-tells",
          "gives-nothing");

  private static final Set<Integer> DENIED = Set.of(1142, 1143);
  private static final int CHECK_FAILED = 1369;

  private final Map<String, Integer> refused = new TreeMap<>();
  private long written;
  private int applied;
  private long cells;
  private Connection admin;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void whatIsPredictedIsWhatIsSeen(MariaDb server) throws SQLException {
    int policies = Integer.getInteger("usher.rows", 40);
    try (Shop shop = new Shop(server, "%", "rows");
        Connection connection = server.connect()) {
      admin = connection;
      Sql.run(
          admin,
          "use " + Ground.name(shop.databases.get(shop.first())),
          "set session transaction isolation level read uncommitted");
      List<String> accounts = List.of(shop.name("ann"), shop.name("b'o\"b"), shop.name("C\u00e9"));
      Map<String, Map<Integer, Map<String, Value>>> tables = new TreeMap<>();
      fill(tables);
      Seeds.each(policies, random -> trial(shop, random, accounts, tables));
      Access nobody = new Means(shop.first()).access();
      shop.apply(nobody);
      assertThat(Sql.rows(admin, "show full tables where table_type = 'VIEW'")).isEmpty();
    }
    System.out.printf(
        "%s: %d policies applied, refused %s; %d cells read, %d rows written%n",
        server, applied, refused, cells, written);
    if (!Seeds.isReplay()) assertThat(written).isGreaterThan(0);
    if (!Seeds.isReplay()) assertThat(applied).isGreaterThan(policies / 4);
  }

  private void fill(Map<String, Map<Integer, Map<String, Value>>> tables) throws SQLException {
    String columns =
        RandomRows.COLUMNS.entrySet().stream()
            .map(one -> Ground.name(one.getKey()) + " " + one.getValue())
            .collect(Collectors.joining(", "));
    RandomRows rows = new RandomRows(Seeds.generator(4711));
    for (String table : RandomRows.TABLES) {
      Sql.run(
          admin,
          "create table " + table + " (id int primary key, " + columns + ", touched int)",
          "create trigger "
              + table
              + "_touched before update on "
              + table
              + " for each row set new.touched = 1");
      Map<Integer, Map<String, Value>> all = new TreeMap<>();
      for (int id = 0; id < ROWS; id++) all.put(id, rows.row(id));
      tables.put(table, all);
      List<String> names = new ArrayList<>(RandomRows.COLUMNS.keySet());
      names.add("id");
      for (Map<String, Value> row : all.values()) insert(admin, table, names, row);
    }
  }

  static void insert(
      Connection connection, String into, List<String> columns, Map<String, Value> row)
      throws SQLException {
    String sql =
        "insert into "
            + Ground.name(into)
            + " ("
            + columns.stream().map(Ground::name).collect(Collectors.joining(", "))
            + ") values ("
            + columns.stream().map(_ -> "?").collect(Collectors.joining(", "))
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Sql.run(connection, "set time_zone = '+00:00'");
      for (int i = 0; i < columns.size(); i++)
        statement.setObject(i + 1, jdbc(row.get(columns.get(i))));
      statement.executeUpdate();
    }
  }

  private static Object jdbc(Value value) {
    return switch (value) {
      case Value.Null _ -> null;
      case Value.Text(String text) -> text;
      case Value.Int(long whole) -> whole;
      case Value.Exact(BigDecimal exact) -> exact;
      case Value.Decimal(double number) -> number;
      case Value.Bool(boolean flag) -> flag;
      case Value.Timestamp(Instant instant) ->
          DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS")
              .format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
      case Value.Many _ -> throw new IllegalArgumentException("no cell");
    };
  }

  private void trial(
      Shop shop,
      RandomGenerator random,
      List<String> accounts,
      Map<String, Map<Integer, Map<String, Value>>> tables)
      throws SQLException {
    Access access = new RandomRows(random).access(shop.first(), WORDS, accounts);
    List<String> errors = shop.errors(access);
    if (!errors.isEmpty()) {
      assertThat(REFUSALS).containsAll(errors);
      errors.stream().distinct().forEach(code -> refused.merge(code, 1, Integer::sum));
      return;
    }
    shop.apply(access);
    applied++;
    assertThat(shop.left(access)).isEmpty();
    Catalogue catalogue;
    Map<String, Reach> reaches = new TreeMap<>();
    try (var session = shop.open(Duration.ofSeconds(20))) {
      catalogue = session.catalogues().get(shop.first());
      session
          .probe(new Probe(Set.copyOf(accounts), Optional.empty(), true))
          .forEach(reach -> reaches.put(reach.account(), reach));
    }
    assertThat(catalogue.entries().keySet()).hasSize(1 + RandomRows.TABLES.size());
    Meaning meaning = new Meaning(access, catalogue);
    Set<String> decisive = new TreeSet<>();
    for (Access.Role role : access.roles().values())
      for (Right right : role.rights())
        right.rows().map(Mentions::columns).ifPresent(decisive::addAll);
    for (String account : accounts) {
      if (!access.members().containsKey(account)) continue;
      try (Connection connection = shop.connectAs(account)) {
        for (String table : RandomRows.TABLES) {
          Resource on = Resource.of(shop.first(), Segment.plain(table));
          List<String> columns = catalogue.entry(on).orElseThrow().columns();
          assertThat(reaches.get(account).can().getOrDefault(on, Map.of()))
              .as("the probe of " + account + " at " + table)
              .isEqualTo(meant(access, account, on, columns));
          As as = new As(connection, access, meaning, account, table, tables.get(table));
          as.reads();
          as.updates(decisive);
          as.deletes();
          as.inserts(random);
        }
      } catch (AssertionError wrong) {
        throw new AssertionError(wrong.getMessage() + "\n" + access, wrong);
      }
    }
  }

  /** By which conditions each action is meant of each column, as a probe says it. */
  private static Map<String, Extent> meant(
      Access access, String account, Resource on, List<String> columns) {
    Map<String, Map<String, Set<String>>> rows = new TreeMap<>();
    Set<String> reading = new TreeSet<>();
    for (Access.Held held : access.heldBy(account)) {
      Right right = held.right();
      String digest = Digest.of(right.rows());
      for (String action : CompileRows.ACTIONS) {
        if (!right.touches(on) || !right.allows(access.type(), "table", action)) continue;
        if (action.equals("select")) reading.add(digest);
        Map<String, Set<String>> here = rows.computeIfAbsent(action, _ -> new TreeMap<>());
        if (!action.equals("delete"))
          for (String column : columns) {
            if (right.covers(on.column(column)))
              here.computeIfAbsent(column, _ -> new TreeSet<>()).add(digest);
          }
        else if (right.covers(on)) here.computeIfAbsent("", _ -> new TreeSet<>()).add(digest);
      }
    }
    Map<String, Extent> meant = new TreeMap<>();
    rows.forEach(
        (action, here) -> {
          boolean reads = action.equals("update") || action.equals("delete");
          if (reads && !reading.isEmpty() && !reading.contains(Digest.EVERY))
            here.values()
                .forEach(
                    some -> {
                      if (some.contains(Digest.EVERY)) some.clear();
                      reading.forEach(one -> some.add("read " + one));
                    });
          if (!here.isEmpty()) meant.put(action, Extent.of(here, columns));
        });
    return meant;
  }

  /** One account at one table, by its own statements, each undone. */
  private final class As {
    private final Connection connection;
    private final Access access;
    private final Meaning meaning;
    private final String account;
    private final String table;
    private final Map<Integer, Map<String, Value>> rows;
    private final Resource on;

    /** The table and its views: column, then what may be done to it. */
    private final Map<String, Map<String, Set<String>>> sources = new TreeMap<>();

    As(
        Connection connection,
        Access access,
        Meaning meaning,
        String account,
        String table,
        Map<Integer, Map<String, Value>> rows) {
      this.connection = connection;
      this.access = access;
      this.meaning = meaning;
      this.account = account;
      this.table = table;
      this.rows = rows;
      this.on = Resource.of(access.target(), Segment.plain(table));
      for (String source :
          Sql.column(
              admin,
              "select table_name from information_schema.tables where table_schema = database()"
                  + " and (table_name = '"
                  + table
                  + "' or table_name like '"
                  + table
                  + "\\_\\_usher\\_%')")) {
        Map<String, Set<String>> columns = new TreeMap<>();
        Sql.rows(
                connection,
                "select column_name, privileges from information_schema.columns"
                    + " where table_schema = database() and table_name = "
                    + Ground.text(source))
            .forEach(row -> columns.put(row.get(0), Set.of(row.get(1).split(","))));
        sources.put(source, columns);
      }
    }

    private Set<String> columns(String source, String action) {
      return sources.get(source).entrySet().stream()
          .filter(one -> one.getValue().contains(action))
          .map(Map.Entry::getKey)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    private String id(String source) {
      return columns(source, "select").contains("id__read") ? "id__read" : "id";
    }

    private Set<Integer> expected(String action, Resource cell) {
      Set<Integer> expected = new TreeSet<>();
      rows.forEach(
          (id, row) -> {
            cells++;
            if (may(action, cell, row)) expected.add(id);
          });
      return expected;
    }

    private boolean may(String action, Resource cell, Map<String, Value> row) {
      return meaning.decide(account, action, cell, Optional.of(row)) instanceof Decision.All;
    }

    void reads() {
      Map<String, Set<Integer>> seen = new TreeMap<>();
      for (String source : sources.keySet()) {
        Set<String> columns = columns(source, "select");
        if (columns.isEmpty()) continue;
        String id = id(source);
        assertThat(columns).as("columns of " + source + " for " + account).contains(id);
        for (String held : columns) {
          String column = held.replace("__read", "");
          Sql.rows(
                  connection,
                  "select " + id + ", " + Ground.name(held) + " from " + Ground.name(source))
              .forEach(
                  row -> {
                    // A view to write shows nothing of the rows that it does not reach.
                    if (row.get(0) == null) assertThat(row.get(1)).isNull();
                    else
                      seen.computeIfAbsent(column, _ -> new TreeSet<>())
                          .add(Integer.valueOf(row.get(0)));
                  });
        }
      }
      List<String> columns = new ArrayList<>(RandomRows.COLUMNS.keySet());
      columns.add("id");
      for (String column : columns)
        assertThat(seen.getOrDefault(column, Set.of()))
            .as(account + " sees " + table + "." + column)
            .isEqualTo(expected("select", on.column(column)));
    }

    void updates(Set<String> decisive) throws SQLException {
      for (String column : RandomRows.COLUMNS.keySet()) {
        if (decisive.contains(column)) continue;
        Set<Integer> reached = new TreeSet<>();
        for (String source : sources.keySet()) {
          if (!columns(source, "update").contains(column)) continue;
          String sql = "update " + Ground.name(source) + " set " + Ground.name(column) + " = null";
          String touched = "select id from " + table + " where touched = 1";
          Set<Integer> some = run(sql, touched).orElse(Set.of());
          reached.addAll(some);
          String id = id(source);
          if (columns(source, "select").contains(id))
            assertThat(run(sql + " where " + id + " < 20", touched).orElse(Set.of()))
                .isEqualTo(some.stream().filter(row -> row < 20).collect(Collectors.toSet()));
        }
        assertThat(reached)
            .as(account + " updates " + table + "." + column)
            .isEqualTo(expected("update", on.column(column)));
        written += reached.size();
      }
    }

    void deletes() throws SQLException {
      Set<Integer> reached = new TreeSet<>();
      for (String source : sources.keySet()) {
        Optional<Set<Integer>> left =
            run("delete from " + Ground.name(source), "select id from " + table);
        if (left.isEmpty()) continue;
        Set<Integer> gone = new TreeSet<>(rows.keySet());
        gone.removeAll(left.get());
        reached.addAll(gone);
      }
      assertThat(reached).as(account + " deletes of " + table).isEqualTo(expected("delete", on));
      written += reached.size();
    }

    /** What it came to; empty where it was refused for want of a privilege. */
    private Optional<Set<Integer>> run(String sql, String then) throws SQLException {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
        return Optional.of(
            Sql.column(admin, then).stream()
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new)));
      } catch (SQLException denied) {
        assertThat(DENIED).as(sql + ": " + denied.getMessage()).contains(denied.getErrorCode());
        return Optional.empty();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }

    /** A new row comes by one permission: nobody can say half of it by one view. */
    void inserts(RandomGenerator random) throws SQLException {
      for (int i = 0; i < 8; i++) {
        Map<String, Value> whole = new TreeMap<>(rows.get(random.nextInt(ROWS)));
        whole.put("id", new Value.Int(1000 + i));
        for (Set<String> columns : inserted()) {
          Map<String, Value> row = new TreeMap<>(whole);
          row.replaceAll((column, value) -> columns.contains(column) ? value : new Value.Null());
          boolean may = columns.stream().allMatch(column -> may("insert", on.column(column), row));
          boolean does = false;
          for (String source : sources.keySet()) {
            if (columns(source, "insert").containsAll(columns)) does |= does(source, columns, row);
          }
          if (does) assertThat(may).as(account + " inserts " + row + " into " + table).isTrue();
          boolean byOne = access.heldBy(account).stream().anyMatch(one -> gives(one, columns, row));
          if (byOne) assertThat(does).as(account + " inserts " + row + " into " + table).isTrue();
          written++;
        }
      }
    }

    private Set<Set<String>> inserted() {
      Set<Set<String>> all = new HashSet<>();
      for (String source : sources.keySet()) {
        Set<String> columns = columns(source, "insert");
        columns.retainAll(with(RandomRows.COLUMNS.keySet()));
        if (columns.contains("id")) all.add(columns);
      }
      return all;
    }

    private static Set<String> with(Set<String> columns) {
      Set<String> all = new TreeSet<>(columns);
      all.add("id");
      return all;
    }

    private boolean gives(Access.Held held, Set<String> columns, Map<String, Value> row) {
      Right right = held.right();
      return right.touches(on)
          && right.allows(access.type(), "table", "insert")
          && columns.stream().allMatch(column -> right.covers(on.column(column)))
          && (right.rows().isEmpty()
              || Evaluation.holds(
                  right.rows().get(), row, access.members().get(account).attributes()));
    }

    private boolean does(String source, Set<String> columns, Map<String, Value> row)
        throws SQLException {
      connection.setAutoCommit(false);
      try {
        insert(connection, source, List.copyOf(columns), row);
        return true;
      } catch (SQLException refused) {
        assertThat(refused.getErrorCode()).as(refused.getMessage()).isEqualTo(CHECK_FAILED);
        return false;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
