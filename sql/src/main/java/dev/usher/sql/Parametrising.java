package dev.usher.sql;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.filter.Parametrised;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A condition to SQL apart from its values, for somebody whose attributes are known. */
public final class Parametrising {
  private Parametrising() {}

  /**
   * @param dialect with constants that get into the text in that way
   * @param columns all of the table, as the catalogue describes them
   * @param alias of the table; empty where its columns are called by their names alone
   */
  public static Parametrised of(
      Condition condition,
      Function<Constants, Dialect> dialect,
      List<Column> columns,
      String alias,
      Map<String, Value> subject) {
    Constants.Bound bound = new Constants.Bound();
    Dialect speaking = dialect.apply(bound);
    Map<String, Type> types = new HashMap<>();
    columns.forEach(column -> types.put(column.name(), speaking.type(column)));
    Map<String, Attribute> attributes = new HashMap<>();
    subject.forEach((name, value) -> attributes.put(name, new Attribute.Known(value)));
    return switch (Translation.of(condition, speaking, alias, types, attributes)) {
      case Carried.Expression(String sql) -> new Parametrised.As(bound.apart(sql));
      case Carried.Refused(String message, String hint) -> new Parametrised.Refused(message, hint);
    };
  }
}
