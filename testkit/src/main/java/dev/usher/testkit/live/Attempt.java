package dev.usher.testkit.live;

import static dev.usher.testkit.Sql.name;

import dev.usher.core.model.Resource;
import dev.usher.testkit.random.RandomSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tries a cell for real: the statement that needs just that privilege, run as the account and
 * rolled back. What fails for another reason than privileges was allowed. Needs a superuser's
 * connection with autocommit on.
 */
public final class Attempt {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final Pattern SIMPLE = Pattern.compile("\\((integer|text|text\\[\\]|, )*\\)$");

  private final Connection connection;

  public Attempt(Connection connection) {
    this.connection = connection;
  }

  /**
   * Whether the account can.
   *
   * @return empty when no statement needs that one privilege and nothing else
   */
  public Optional<Boolean> can(String account, Cell cell, Thing thing) {
    return statement(cell, thing).map(sql -> runs(account, sql));
  }

  private boolean runs(String account, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("begin");
      try {
        // A role's own name, so that its rights alone count.
        statement.execute("set local session authorization " + name(account));
        statement.execute(sql);
        return true;
      } catch (SQLException failure) {
        return !INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState());
      } finally {
        statement.execute("rollback");
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(account + ": " + sql, failure);
    }
  }

  /** The statement for a cell. */
  private static Optional<String> statement(Cell cell, Thing thing) {
    return switch (thing.ask()) {
      case "database" -> database(cell.action());
      case "schema" -> schema(cell.action(), written(cell.on()));
      case "table" -> table(cell, thing);
      case "sequence" -> sequence(cell.action(), written(cell.on()));
      case "function" -> routine(cell.on(), thing.relkind());
      case "type" -> Optional.of("create table " + scratch() + " (c " + written(cell.on()) + ")");
      default -> Optional.empty();
    };
  }

  private static String scratch() {
    return RandomSchema.SCRATCH + ".attempt";
  }

  private static String written(Resource on) {
    return String.join(".", on.path().stream().map(segment -> name(segment.name())).toList());
  }

  private static Optional<String> database(String action) {
    return switch (action) {
      case "create" -> Optional.of("create schema attempt");
      case "temporary" -> Optional.of("create temporary table attempt ()");
      default -> Optional.empty();
    };
  }

  private static Optional<String> schema(String action, String schema) {
    return switch (action) {
      case "usage" -> Optional.of("select " + literal(schema + ".attempt") + "::regclass");
      case "create" -> Optional.of("create sequence " + schema + ".attempt");
      default -> Optional.empty();
    };
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Views and foreign tables are read through others' rights, or not at all: only plain tables. */
  private static Optional<String> table(Cell cell, Thing thing) {
    if (!thing.relkind().equals("r")) return Optional.empty();
    String table = written(cell.on());
    String column = cell.on().column().map(c -> name(c)).orElse("");
    boolean unique =
        thing.columns().stream()
            .anyMatch(c -> c.unique() && cell.on().column().equals(Optional.of(c.name())));
    return switch (cell.action()) {
      case "select" -> Optional.of("select " + column + " from " + table);
      case "insert" ->
          column.isEmpty()
              ? Optional.of("insert into " + table + " default values")
              : Optional.of("insert into " + table + " (" + column + ") values (default)");
      case "update" ->
          column.isEmpty()
              ? Optional.empty()
              : Optional.of("update " + table + " set " + column + " = default");
      case "delete" -> Optional.of("delete from " + table);
      case "truncate" -> Optional.of("truncate " + table);
      case "references" ->
          unique
              ? Optional.of(
                  "create table %s (c integer references %s (%s))"
                      .formatted(scratch(), table, column))
              : Optional.empty();
      case "trigger" ->
          Optional.of(
              "create trigger attempt before insert on "
                  + table
                  + " for each statement execute function scratch.trigger()");
      case "maintain" -> Optional.of("reindex table " + table);
      default -> Optional.empty();
    };
  }

  /** nextval serves USAGE and UPDATE alike, so that only reading shows one privilege alone. */
  private static Optional<String> sequence(String action, String sequence) {
    return switch (action) {
      case "select" -> Optional.of("select last_value from " + sequence);
      case "update" -> Optional.of("select setval(" + literal(sequence) + ", 1)");
      default -> Optional.empty();
    };
  }

  private static Optional<String> routine(Resource on, String prokind) {
    String text = on.path().getLast().name();
    var arguments = SIMPLE.matcher(text);
    if (!arguments.find()) return Optional.empty();
    String routine =
        name(on.path().getFirst().name()) + "." + name(text.substring(0, arguments.start()));
    String list = arguments.group().substring(1, arguments.group().length() - 1);
    String nulls =
        list.isEmpty()
            ? ""
            : String.join(
                ", ",
                java.util.Arrays.stream(list.split(", ")).map(type -> "null::" + type).toList());
    String call = routine + "(" + nulls + ")";
    return Optional.of(prokind.equals("p") ? "call " + call : "select " + call);
  }
}
