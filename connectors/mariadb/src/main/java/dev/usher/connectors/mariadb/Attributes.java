package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.RowFact.Line;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import dev.usher.sql.Asked;
import dev.usher.sql.MariaDbDialect;
import dev.usher.sql.Type;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table usher.attribute: what views look up of whoever asks. Only usher's account writes there,
 * and only the views read it. Of each attribute there is a line 0, with its value, or with none
 * where it is a list; a list's elements come after it.
 */
final class Attributes {
  /** What fits into a line. */
  static final int LONGEST = 1000;

  /**
   * Who logged in, whoever's rights the view has: CURRENT_USER() would be the view's definer. No
   * host holds an at sign, and a name may.
   */
  private static final String ME =
      "LEFT(CONVERT(USER() USING utf8mb4), CHAR_LENGTH(USER()) - 1"
          + " - CHAR_LENGTH(SUBSTRING_INDEX(USER(), '@', -1))) COLLATE ";

  private static final String LINES =
      "SELECT environment, `system`, account, attribute, item, flag, whole, number, word"
          + " FROM usher.attribute ORDER BY environment, `system`, account, attribute, item";

  private final Target target;
  private final String collation;

  /**
   * @param collation by code point and without padding
   */
  Attributes(Target target, String collation) {
    this.target = target;
    this.collation = collation;
  }

  /** The attribute of whoever asks, in parentheses. */
  String one(Asked.Kind kind, String attribute) {
    return "(SELECT a." + kind.column() + lines(attribute) + " AND a.item = 0)";
  }

  /** The elements of a list, without parentheses. */
  String elements(Asked.Kind kind, String attribute) {
    return "SELECT a." + kind.column() + lines(attribute) + " AND a.item > 0";
  }

  /** Whether whoever asks has it. */
  String there(String attribute) {
    return "EXISTS (SELECT 1" + lines(attribute) + " AND a.item = 0)";
  }

  private String lines(String attribute) {
    return " FROM usher.attribute AS a WHERE a.account = "
        + ME
        + collation
        + " AND a.environment = "
        + constant(target.environment())
        + " AND a.`system` = "
        + constant(target.system())
        + " AND a.attribute = "
        + constant(attribute);
  }

  private static String constant(String text) {
    return new MariaDbDialect().constant(new Type.Text(Type.Text.Form.COLLATED), text);
  }

  static String insert(List<Line> lines) {
    return "INSERT INTO usher.attribute"
        + " (environment, `system`, account, attribute, item, flag, whole, number, word) VALUES "
        + lines.stream().flatMap(line -> rows(line).stream()).collect(Collectors.joining(", "));
  }

  private static List<String> rows(Line line) {
    List<String> rows = new ArrayList<>();
    if (!(line.value() instanceof Value.Many(List<Value> values))) {
      return List.of(row(line, 0, line.value()));
    }
    rows.add(row(line, 0, new Value.Null()));
    for (int i = 0; i < values.size(); i++) rows.add(row(line, i + 1, values.get(i)));
    return rows;
  }

  private static String row(Line line, int item, Value value) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                Sql.text(line.target().environment()),
                Sql.text(line.target().system()),
                Sql.text(line.account()),
                Sql.text(line.attribute()),
                Integer.toString(item)));
    Asked.Kind kind = Asked.Kind.of(value);
    for (Asked.Kind one : Asked.Kind.values()) cells.add(one == kind ? plain(value) : "NULL");
    return "(" + String.join(", ", cells) + ")";
  }

  private static String plain(Value value) {
    return switch (value) {
      case Value.Bool(boolean flag) -> flag ? "1" : "0";
      case Value.Int(long whole) -> Long.toString(whole);
      case Value.Decimal(double number) -> "'" + number + "'";
      case Value.Text(String text) -> Sql.text(text);
      case Value.Null _ -> "NULL";
      case Value.Exact _, Value.Timestamp _, Value.Many _ ->
          throw new IllegalArgumentException("no attribute: " + value);
    };
  }

  static String delete(Line line) {
    return "DELETE FROM usher.attribute WHERE environment = "
        + Sql.text(line.target().environment())
        + " AND `system` = "
        + Sql.text(line.target().system())
        + " AND account = "
        + Sql.text(line.account())
        + " AND attribute = "
        + Sql.text(line.attribute());
  }

  /** What is kept for these targets. */
  static List<Line> read(Connection connection, Set<Target> ours) throws SQLException {
    Map<List<Object>, List<Value>> found = new LinkedHashMap<>();
    Rows.each(
        connection,
        LINES,
        row -> {
          Target target = new Target(Rows.text(row, 1), Rows.text(row, 2));
          if (!ours.contains(target)) return;
          found
              .computeIfAbsent(
                  List.of(target, Rows.text(row, 3), Rows.text(row, 4)), _ -> new ArrayList<>())
              .add(value(row));
        });
    List<Line> lines = new ArrayList<>();
    found.forEach(
        (key, values) -> {
          boolean list = values.getFirst() instanceof Value.Null;
          Value value = list ? new Value.Many(values.subList(1, values.size())) : values.getFirst();
          lines.add(new Line((Target) key.get(0), (String) key.get(1), (String) key.get(2), value));
        });
    return lines;
  }

  private static Value value(ResultSet row) throws SQLException {
    if (row.getString(6) != null) return new Value.Bool(row.getInt(6) != 0);
    if (row.getString(7) != null) return new Value.Int(row.getLong(7));
    if (row.getString(8) != null) return new Value.Decimal(row.getDouble(8));
    if (row.getString(9) != null) return new Value.Text(Rows.text(row, 9));
    return new Value.Null();
  }
}
