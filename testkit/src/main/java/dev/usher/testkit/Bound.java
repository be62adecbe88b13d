package dev.usher.testkit;

import dev.usher.core.condition.Value;
import dev.usher.core.filter.Expression;
import dev.usher.core.filter.Parameter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** An application that puts a filter into a query of its own, by JDBC. */
public enum Bound {
  /** Each parameter as what it is. */
  TYPED,
  /** Each as a text, as some clients send everything; lists of texts. */
  AS_TEXT;

  /**
   * The first column of each row.
   *
   * @param select up to and with WHERE
   */
  public List<String> column(Connection connection, String select, Expression where) {
    return rows(connection, select, where).stream().map(List::getFirst).toList();
  }

  /** The same with all columns. */
  public List<List<String>> rows(Connection connection, String select, Expression where) {
    String sql = select + " (" + String.join("?", where.texts()) + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < where.parameters().size(); i++)
        bind(statement, i + 1, where.parameters().get(i));
      List<List<String>> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++)
            values.add(row.getString(i));
          found.add(values);
        }
      }
      return found;
    } catch (SQLException failure) {
      throw new IllegalStateException(sql + " with " + where.parameters(), failure);
    }
  }

  private void bind(PreparedStatement statement, int place, Parameter parameter)
      throws SQLException {
    if (parameter.value() instanceof Value.Many(List<Value> values)) {
      String element = parameter.type().substring(0, parameter.type().length() - 2);
      Object[] elements = values.stream().map(Bound::text).toArray();
      statement.setArray(place, statement.getConnection().createArrayOf(element, elements));
      return;
    }
    if (this == AS_TEXT) {
      statement.setString(place, text(parameter.value()));
      return;
    }
    switch (parameter.value()) {
      case Value.Bool(boolean flag) -> statement.setBoolean(place, flag);
      case Value.Int(long whole) -> statement.setLong(place, whole);
      case Value.Decimal(double number) -> statement.setDouble(place, number);
      case Value.Exact(BigDecimal exact) -> statement.setBigDecimal(place, exact);
      case Value.Text(String text) -> statement.setString(place, text);
      case Value.Timestamp(Instant instant) ->
          statement.setObject(place, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
      case Value.Null _, Value.Many _ -> throw new IllegalArgumentException("no parameter");
    }
  }

  /** As the report of a filter has it. */
  private static String text(Value value) {
    return switch (value) {
      case Value.Bool(boolean flag) -> Boolean.toString(flag);
      case Value.Int(long whole) -> Long.toString(whole);
      case Value.Decimal(double number) -> Double.toString(number);
      case Value.Exact(BigDecimal exact) -> exact.toPlainString();
      case Value.Text(String text) -> text;
      case Value.Timestamp(Instant instant) -> instant.toString();
      case Value.Null _, Value.Many _ -> throw new IllegalArgumentException("no parameter");
    };
  }
}
