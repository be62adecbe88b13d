package dev.usher.connectors.mariadb.proof;

import static dev.usher.connectors.mariadb.Ground.name;

import dev.usher.connectors.mariadb.Ground;
import dev.usher.core.model.Resource;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.live.Cell;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One cell, really tried by an account over its own connection; what it makes is undone. */
record Attempt(MariaDb server, Content content) {
  private static final Set<Integer> REFUSED = Set.of(1142, 1143, 1044, 1370, 1227);

  /** Refused for a reason that comes after the privilege: a table without history. */
  private static final int NO_HISTORY = 4124;

  /**
   * @return empty where there is no harmless way to try
   */
  Optional<Boolean> can(String account, String password, Cell cell) {
    List<String> sql = sql(cell);
    if (sql.isEmpty()) return Optional.empty();
    try (Connection connection = server.connect("", account, password);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql.getFirst());
      connection.rollback();
      server.run(sql.subList(1, sql.size()).toArray(String[]::new));
      return Optional.of(true);
    } catch (SQLException error) {
      if (error.getErrorCode() == NO_HISTORY) return Optional.of(true);
      // MySQL lets nobody else alter what an account with SYSTEM_USER, as the test's, has defined.
      if (error.getMessage().contains("SYSTEM_USER privilege")) return Optional.of(true);
      if (REFUSED.contains(error.getErrorCode())) return Optional.of(false);
      throw new IllegalStateException(account + ": " + sql.getFirst(), error);
    }
  }

  /** What to run, and what undoes it. */
  private List<String> sql(Cell cell) {
    Resource on = cell.on();
    String in = name(content.database()) + ".";
    if (on.path().isEmpty()) {
      return switch (cell.action()) {
        case "create" ->
            List.of("create table " + in + "made (a int)", "drop table " + in + "made");
        case "create temporary tables" -> List.of("create temporary table " + in + "tmp (a int)");
        case "create view" ->
            List.of("create view " + in + "made as select 1 as a", "drop view " + in + "made");
        case "create routine" ->
            List.of("create procedure " + in + "made() do 0", "drop procedure " + in + "made");
        case "event" ->
            List.of(
                "create event " + in + "made on schedule every 9 year do do 0",
                "drop event " + in + "made");
        default -> List.of();
      };
    }
    String it = in + name(on.path().getFirst().name());
    String kind = on.path().getFirst().kind();
    List<String> columns = content.catalogue().entry(on.whole()).orElseThrow().columns();
    String column = name(on.column().orElse(columns.isEmpty() ? "" : columns.getFirst()));
    return switch (kind + " " + cell.action()) {
      case " select", "view select" -> List.of("select " + column + " from " + it);
      case " insert", "view insert" ->
          List.of("insert into " + it + " (" + column + ") values (1)");
      case " update", "view update" -> List.of("update " + it + " set " + column + " = 1");
      case " delete", "view delete" -> List.of("delete from " + it);
      case " delete history" -> List.of("delete history from " + it);
      // MySQL wants CREATE and INSERT for it too.
      case " alter" -> server.isMySql() ? List.of() : List.of("alter table " + it + " comment 'x'");
      case " index" ->
          List.of("create index made on " + it + " (" + column + ")", "drop index made on " + it);
      case " trigger" ->
          List.of(
              "create trigger " + in + "made before insert on " + it + " for each row do 0",
              "drop trigger " + in + "made");
      case "sequence select" -> List.of("select next_not_cached_value from " + it);
      case "sequence insert" -> List.of("select setval(" + it + ", 5000)");
      case "sequence alter" -> List.of("alter sequence " + it + " cache 7");
      case "function execute" -> List.of("select " + it + "()");
      case "procedure execute" -> List.of("call " + it + "()");
      case "function alter routine" -> List.of("alter function " + it + " comment 'x'");
      case "procedure alter routine" -> List.of("alter procedure " + it + " comment 'x'");
      default -> List.of();
    };
  }

  /** Whether a try of the whole cell tells it from one of its columns. */
  static boolean isTold(Cell cell, boolean whole, boolean some) {
    return cell.on().column().isPresent() || whole || !some;
  }

  static String password() {
    return Ground.PASSWORD;
  }
}
