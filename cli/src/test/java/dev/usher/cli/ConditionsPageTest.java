package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Source;
import dev.usher.policy.cel.Conditions;
import dev.usher.policy.cel.Scope;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.sql.Attribute;
import dev.usher.sql.Carried;
import dev.usher.sql.Column;
import dev.usher.sql.Dialect;
import dev.usher.sql.MariaDbDialect;
import dev.usher.sql.PostgresDialect;
import dev.usher.sql.Translation;
import dev.usher.sql.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The SQL on the page is what the code makes ({@code -Dgolden.write=true} writes it), what the page
 * says is refused is refused, and what it says to write instead is not.
 */
class ConditionsPageTest {
  private static final Path PAGE = Path.of("../docs/conditions.md");

  /** What stands between cells; within one it is written with a backslash. */
  private static final String BAR = "(?<!\\\\)\\|";

  private static final Map<String, String> POSTGRES =
      Map.of(
          "id", "integer",
          "status", "text",
          "region", "text",
          "amount", "numeric(10,2)",
          "score", "double precision",
          "at", "timestamp with time zone",
          "ref", "uuid",
          "open", "boolean",
          "day", "date");

  private static final Map<String, String> MARIADB =
      Map.of(
          "id", "int(11)",
          "status", "varchar(20)",
          "region", "varchar(20)",
          "amount", "decimal(10,2)",
          "score", "double",
          "at", "timestamp",
          "ref", "uuid",
          "open", "tinyint(1)",
          "day", "date");

  private static final Map<String, Attribute> SUBJECT =
      Map.of(
          "region",
          new Attribute.Known(new Value.Text("eu")),
          "customers",
          new Attribute.Known(new Value.Many(List.of(new Value.Int(1001), new Value.Int(1002)))),
          "words",
          new Attribute.Known(new Value.Many(List.of())));

  private static Optional<Condition> read(String cel) {
    return new Conditions(new Problems())
        .read(new Node.Scalar(cel, Node.Style.PLAIN, new Source("page", 1, 1)), Scope.ROWS);
  }

  private static Carried carried(Condition condition, Dialect dialect) {
    boolean postgres = dialect instanceof PostgresDialect;
    Map<String, Type> columns = new HashMap<>();
    (postgres ? POSTGRES : MARIADB)
        .forEach(
            (name, type) ->
                columns.put(
                    name, dialect.type(new Column(name, type, postgres ? "default" : "utf8mb4"))));
    return Translation.of(condition, dialect, columns, SUBJECT);
  }

  /** The cells of a row, and "" before the first bar. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.split(BAR, -1)) cells.add(cell.strip());
    return cells;
  }

  private static String code(String cell) {
    return cell.substring(1, cell.length() - 1).replace("\\|", "|");
  }

  @Test
  void theSqlIsWhatTheCodeMakes() throws IOException {
    List<String> lines = new ArrayList<>();
    int shown = 0;
    boolean in = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) in = line.equals("## What it becomes");
      if (!in || !line.startsWith("| `")) {
        lines.add(line);
        continue;
      }
      List<String> cells = cells(line);
      Condition condition = read(code(cells.get(1))).orElseThrow(() -> new AssertionError(line));
      lines.add(
          "| %s | %s | `%s` | `` %s `` |"
              .formatted(
                  cells.get(1),
                  cells.get(2),
                  sql(condition, new PostgresDialect()),
                  sql(condition, new MariaDbDialect())));
      shown++;
    }
    assertThat(shown).isGreaterThan(25);
    String made = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("golden.write")) Files.writeString(PAGE, made);
    assertThat(Files.readString(PAGE)).isEqualTo(made);
  }

  private static String sql(Condition condition, Dialect dialect) {
    return switch (carried(condition, dialect)) {
      case Carried.Expression(String sql) -> sql;
      case Carried.Refused refused -> throw new AssertionError(condition + ": " + refused);
    };
  }

  @Test
  void whatIsRefusedIsAndWhatIsAdvisedIsNot() throws IOException {
    int refused = 0;
    boolean in = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) in = line.equals("## What is refused");
      if (!in || !line.startsWith("| `")) continue;
      List<String> cells = cells(line);
      for (Dialect dialect : List.of(new PostgresDialect(), new MariaDbDialect())) {
        assertThat(carries(code(cells.get(1)), dialect)).as(line).isTrue();
        assertThat(carries(code(cells.get(2)), dialect)).as(line).isFalse();
      }
      refused++;
    }
    assertThat(refused).isGreaterThan(8);
  }

  private static boolean carries(String cel, Dialect dialect) {
    return read(cel)
        .map(condition -> carried(condition, dialect) instanceof Carried.Expression)
        .orElse(false);
  }
}
