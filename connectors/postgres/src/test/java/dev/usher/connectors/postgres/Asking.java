package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One account at one table, with one of its hats on or none: statements really run as it, in a
 * transaction that is undone, and held against Meaning. Each transaction is one message to the
 * server.
 */
final class Asking {
  private static final String DENIED = "42501";
  private static final int HALF = RowsProof.ROWS / 2;
  private static final int INSERTED = 8;

  private final Connection connection;
  private final Face face;
  private final Access access;
  private final String table;
  private final Map<Integer, Map<String, Value>> rows;
  private final Held held;
  private final RowsCount count;
  private final Resource on;

  /** What some condition reads: to write that asks the policies about the new row as well. */
  private final Set<String> decisive = new TreeSet<>();

  Asking(
      Connection connection,
      Face face,
      Access access,
      String table,
      Map<Integer, Map<String, Value>> rows,
      Held held,
      RowsCount count) {
    this.connection = connection;
    this.face = face;
    this.access = access;
    this.table = table;
    this.rows = rows;
    this.held = held;
    this.count = count;
    this.on = Resource.of(access.target(), Segment.plain("public"), Segment.plain(table));
    for (Access.Role role : access.roles().values())
      for (Right right : role.rights())
        right.rows().map(Mentions::columns).ifPresent(decisive::addAll);
  }

  void all(RandomGenerator random) throws SQLException {
    select();
    for (Sight sight : face.views()) {
      if (!sight.table().equals(table)) continue;
      sight.look(connection, face, access, rows);
      count.views++;
    }
    update();
    delete();
    insert(random);
  }

  private boolean may(String action, Resource cell, Map<String, Value> row) {
    count.cells++;
    return face.may(action, cell, row);
  }

  private Set<Integer> meant(String action, Resource cell) {
    Set<Integer> meant = new TreeSet<>();
    rows.forEach(
        (id, row) -> {
          if (may(action, cell, row)) meant.add(id);
        });
    return meant;
  }

  private static Set<Integer> half(Set<Integer> all) {
    return all.stream().filter(id -> id < HALF).collect(Collectors.toSet());
  }

  private Set<String> columns(String word) {
    return held.columns(face.role(), table, word);
  }

  private boolean readsId() {
    return columns("select").contains("id");
  }

  private void select() throws SQLException {
    Set<String> readable = columns("select");
    assertThat(readable.isEmpty() || readsId()).as(face + " reads the id").isTrue();
    String list =
        readable.stream()
            .filter(column -> !column.equals("id"))
            .map(column -> ", " + Sql.name(column))
            .collect(Collectors.joining());
    Optional<Set<Integer>> seen = asked("select id" + list + " from public." + table, "");
    assertThat(seen.isPresent()).as(face + " may select").isEqualTo(readsId());
    List<String> columns = new ArrayList<>(RandomRows.COLUMNS.keySet());
    columns.add("id");
    for (String column : columns)
      assertThat(readable.contains(column) ? seen.orElseThrow() : Set.of())
          .as(face + " sees " + table + "." + column)
          .isEqualTo(meant("select", on.column(column)));
    count.cases++;
  }

  /** All the columns of the same rows at once; nothing beside them may be written. */
  private void update() throws SQLException {
    Set<String> writable = columns("update");
    Map<Set<Integer>, List<String>> alike = new LinkedHashMap<>();
    for (String column : RandomRows.COLUMNS.keySet()) {
      Set<Integer> meant = meant("update", on.column(column));
      if (!writable.contains(column))
        assertThat(meant).as(face + " updates " + table + "." + column).isEmpty();
      else if (!decisive.contains(column))
        alike.computeIfAbsent(meant, _ -> new ArrayList<>()).add(column);
    }
    if (writable.isEmpty()) alike.put(Set.of(), List.of("t"));
    for (var one : alike.entrySet()) {
      String sql =
          "update public.%s set %s"
              .formatted(
                  table,
                  one.getValue().stream()
                      .map(column -> Sql.name(column) + " = null")
                      .collect(Collectors.joining(", ")));
      String touched = "select id from public." + table + " where xmin = pg_current_xact_id()::xid";
      written(sql, touched, one.getKey(), !writable.isEmpty());
    }
    count.cases += 2;
  }

  private void delete() throws SQLException {
    Set<Integer> meant = meant("delete", on);
    boolean may = !columns("delete").isEmpty();
    String gone =
        "select id from generate_series(0, %d) id where not exists (select from public.%s r where r.id = id.id)"
            .formatted(RowsProof.ROWS - 1, table);
    written("delete from public." + table, gone, meant, may);
    count.cases += 2;
  }

  /** Without a WHERE, which would ask the policies for reading as well; and with one. */
  private void written(String sql, String which, Set<Integer> meant, boolean may)
      throws SQLException {
    Optional<Set<Integer>> all = asked(sql, which);
    assertThat(all.isPresent()).as(face + " may " + sql).isEqualTo(may);
    assertThat(all.orElse(Set.of())).as(face + ": " + sql).isEqualTo(meant);
    String where = sql + " where id < " + HALF;
    Optional<Set<Integer>> some = asked(where, which);
    assertThat(some.isPresent()).as(face + " may " + where).isEqualTo(may && readsId());
    some.ifPresent(done -> assertThat(done).as(face + ": " + where).isEqualTo(half(meant)));
    count.written += all.orElse(Set.of()).size() + some.orElse(Set.of()).size();
  }

  /**
   * The ids that a statement shows, or another after it as superuser.
   *
   * @return empty when the account was refused
   */
  private Optional<Set<Integer>> asked(String sql, String then) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean isResult =
          statement.execute(
              "begin; %s; %s; reset role; reset session authorization; %s; rollback"
                  .formatted(face.puttingOn(), sql, then));
      while (!isResult) isResult = statement.getMoreResults();
      Set<Integer> ids = new TreeSet<>();
      ResultSet result = statement.getResultSet();
      while (result.next()) ids.add(result.getInt(1));
      return Optional.of(ids);
    } catch (SQLException refused) {
      assertThat(refused.getSQLState()).as(refused.getMessage()).isEqualTo(DENIED);
      Sql.run(connection, "rollback");
      return Optional.empty();
    }
  }

  private void insert(RandomGenerator random) throws SQLException {
    List<String> columns = List.copyOf(columns("insert"));
    if (!columns.contains("id")) {
      assertThat(rows.values()).noneMatch(row -> may("insert", on.column("id"), row));
      assertThat(asked("insert into public." + table + " (id) values (1000)", "")).isEmpty();
    } else {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = RowsProof.insert(connection, table, columns)) {
        Sql.run(connection, face.puttingOn(), "savepoint before");
        for (int i = 0; i < INSERTED; i++) inserted(insert, columns, random, 1000 + i);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
    count.cases++;
  }

  private void inserted(
      PreparedStatement insert, List<String> columns, RandomGenerator random, int id)
      throws SQLException {
    Map<String, Value> row = new TreeMap<>(rows.get(random.nextInt(RowsProof.ROWS)));
    row.put("id", new Value.Int(id));
    row.replaceAll((column, value) -> columns.contains(column) ? value : new Value.Null());
    boolean meant = columns.stream().allMatch(column -> may("insert", on.column(column), row));
    boolean done = true;
    try {
      RowsProof.set(insert, columns, row);
      insert.executeUpdate();
      count.written++;
    } catch (SQLException refused) {
      assertThat(refused.getSQLState()).isEqualTo(DENIED);
      done = false;
    }
    Sql.run(connection, "rollback to before");
    assertThat(done).as(face + " inserts " + row + " into " + table).isEqualTo(meant);
  }
}
