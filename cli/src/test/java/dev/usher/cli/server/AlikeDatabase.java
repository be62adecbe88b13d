package dev.usher.cli.server;

import dev.usher.cli.server.AlikeQuestion.Part;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the accounts that a server made reach in the database: each statement is really run, and
 * undone.
 *
 * @param connection the superuser's
 * @param tag what accounts' names begin with
 * @param rows all that each table has
 */
record AlikeDatabase(Connection connection, String tag, AlikeShop shop, List<AlikeRow> rows) {
  private static final String DENIED = "42501";
  private static final String NOBODY = "22023";

  /** What PostgreSQL says where the account may, but not with that row. */
  private static final String BY_ROW = "row-level security";

  /** Which of some statements change a row, on one way there and back for all. */
  private static final String ONE_BY_ONE =
      """
      create function pg_temp.tried(who text, statements text[]) returns int[]
      language plpgsql as $$
      declare
        done int[] := '{}';
        many int;
      begin
        execute format('set local role %I', who);
        for place in 1 .. array_length(statements, 1) loop
          begin
            execute statements[place];
            get diagnostics many = row_count;
            if many = 1 then
              done := done || place;
            end if;
          exception when insufficient_privilege then
            if sqlerrm not like '%row-level security%' then
              raise;
            end if;
          end;
        end loop;
        return done;
      end
      $$
      """;

  /** All shops' tables, with the same rows. */
  static void make(Connection connection, String owner, List<AlikeRow> rows) {
    Sql.run(connection, ONE_BY_ONE);
    for (AlikeShop shop : AlikeShop.all()) {
      Sql.run(connection, "create schema " + shop.schema() + " authorization " + owner);
      for (String table : AlikeShop.TABLES)
        make(connection, shop.schema() + "." + table, owner, rows);
    }
  }

  private static void make(Connection connection, String table, String owner, List<AlikeRow> rows) {
    String columns =
        AlikeRow.COLUMNS.entrySet().stream()
            .map(column -> ", " + column.getKey() + " " + column.getValue())
            .collect(Collectors.joining());
    Sql.run(
        connection,
        "create table " + table + " (id int" + columns + ")",
        "alter table " + table + " owner to " + owner,
        "insert into " + table + " values " + values(rows, all()));
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>(List.of("id"));
    all.addAll(AlikeRow.COLUMNS.keySet());
    return all;
  }

  private static String values(List<AlikeRow> rows, List<String> columns) {
    return rows.stream().map(row -> listed(columns, row::sql)).collect(Collectors.joining(", "));
  }

  private static String listed(List<String> columns, Function<String, String> each) {
    return columns.stream().map(each).collect(Collectors.joining(", ", "(", ")"));
  }

  /** By id: what somebody reaches, doing that. */
  Set<Integer> reached(String who, String action, Part part) throws SQLException {
    List<String> columns = part.column().map(List::of).orElse(all());
    String table = shop.schema() + "." + part.table();
    try {
      return switch (action) {
        case "select" -> selected(who, table, columns);
        case "insert" -> inserted(who, table, columns);
        case "update" -> updated(who, table, columns);
        case "delete" -> deleted(who, table);
        default -> throw new IllegalArgumentException(action);
      };
    } catch (SQLException refused) {
      if (isDenied(refused) || NOBODY.equals(refused.getSQLState())) return Set.of();
      throw refused;
    }
  }

  private static boolean isDenied(SQLException refused) {
    return DENIED.equals(refused.getSQLState());
  }

  private static boolean isByRow(SQLException refused) {
    return isDenied(refused)
        && Objects.requireNonNullElse(refused.getMessage(), "").contains(BY_ROW);
  }

  private interface Work {
    Set<Integer> done(Statement statement) throws SQLException;
  }

  private Set<Integer> undone(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      return work.done(statement);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** What comes before a statement of theirs, on the same way to the server. */
  private String as(String who) {
    return "set local role " + Sql.name(account(who)) + "; ";
  }

  private String account(String who) {
    return tag + "_" + who;
  }

  private static Set<Integer> ids(Statement statement, String sql) throws SQLException {
    return ids(statement.executeQuery(sql));
  }

  private static Set<Integer> ids(ResultSet result) throws SQLException {
    Set<Integer> ids = new TreeSet<>();
    try (result) {
      while (result.next()) ids.add(result.getInt(1));
    }
    return ids;
  }

  private Set<Integer> ids() {
    return rows.stream().map(AlikeRow::id).collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<Integer> selected(String who, String table, List<String> columns)
      throws SQLException {
    String select = "select id, " + String.join(", ", columns) + " from " + table;
    return undone(
        statement -> {
          statement.execute(as(who) + select);
          statement.getMoreResults();
          return ids(statement.getResultSet());
        });
  }

  /** Without a WHERE, for which PostgreSQL asks fewer policies. */
  private Set<Integer> deleted(String who, String table) throws SQLException {
    return undone(
        statement -> {
          statement.execute(as(who) + "delete from " + table + "; reset role");
          Set<Integer> gone = ids();
          gone.removeAll(ids(statement, "select id from " + table));
          return gone;
        });
  }

  private Set<Integer> inserted(String who, String table, List<String> columns)
      throws SQLException {
    String insert = "insert into " + table + listed(columns, column -> column) + " values ";
    try {
      return undone(
          statement -> {
            statement.execute(as(who) + insert + values(rows, columns));
            return ids();
          });
    } catch (SQLException refused) {
      if (!isByRow(refused)) throw refused;
      return oneByOne(who, row -> insert + values(List.of(row), columns));
    }
  }

  /** Each row to what it is already. */
  private Set<Integer> updated(String who, String table, List<String> columns) throws SQLException {
    List<String> given = new ArrayList<>(columns);
    given.remove("id");
    given.addFirst("id");
    String set =
        columns.stream().map(column -> column + " = v." + column).collect(Collectors.joining(", "));
    String update = "update " + table + " t set " + set + " from (values ";
    String where = ") v" + listed(given, column -> column) + " where t.id = v.id";
    try {
      return touched(who, table, update + values(rows, given) + where);
    } catch (SQLException refused) {
      if (isByRow(refused))
        return oneByOne(who, row -> update + values(List.of(row), given) + where);
      if (!isDenied(refused)) throw refused;
      return blindly(who, table, columns);
    }
  }

  /** Who may read nothing has no WHERE. */
  private Set<Integer> blindly(String who, String table, List<String> columns) throws SQLException {
    AlikeRow any = rows.getFirst();
    String set =
        columns.stream()
            .map(column -> column + " = " + any.sql(column))
            .collect(Collectors.joining(", "));
    return touched(who, table, "update " + table + " set " + set);
  }

  private Set<Integer> touched(String who, String table, String update) throws SQLException {
    return undone(
        statement -> {
          statement.execute(as(who) + update);
          statement.getMoreResults();
          // Who writes the id blindly makes them all one; then it is every row or none.
          if (statement.getUpdateCount() == rows.size()) return ids();
          statement.execute("reset role");
          // An update makes each row anew.
          return ids(
              statement, "select id from " + table + " where xmin = pg_current_xact_id()::xid");
        });
  }

  private Set<Integer> oneByOne(String who, Function<AlikeRow, String> sql) throws SQLException {
    return undone(
        statement -> {
          try (PreparedStatement tried =
              connection.prepareStatement("select unnest(pg_temp.tried(?, ?))")) {
            tried.setString(1, account(who));
            tried.setArray(2, connection.createArrayOf("text", rows.stream().map(sql).toArray()));
            Set<Integer> done = new TreeSet<>();
            for (int place : ids(tried.executeQuery())) done.add(rows.get(place - 1).id());
            return done;
          }
        });
  }
}
