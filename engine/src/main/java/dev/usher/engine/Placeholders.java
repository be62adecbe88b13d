package dev.usher.engine;

import dev.usher.core.filter.Expression;
import dev.usher.core.filter.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a client of a database writes where a parameter belongs. */
public enum Placeholders {
  /** {@code ?}, one after the other: JDBC, ODBC. */
  QUESTION {
    @Override
    Written write(Expression expression) {
      return each(expression, "?", false);
    }
  },

  /** {@code $1}, by number. */
  NUMBERED {
    @Override
    Written write(Expression expression) {
      List<Parameter> distinct = new ArrayList<>();
      StringBuilder where = new StringBuilder(expression.texts().getFirst());
      for (int i = 0; i < expression.parameters().size(); i++) {
        Parameter parameter = expression.parameters().get(i);
        if (!distinct.contains(parameter)) distinct.add(parameter);
        where
            .append('$')
            .append(distinct.indexOf(parameter) + 1)
            .append(expression.texts().get(i + 1));
      }
      return new Written(where.toString(), distinct);
    }
  },

  /** {@code %s}, and so {@code %%} for what is one: Python's DB-API. */
  FORMAT {
    @Override
    Written write(Expression expression) {
      return each(expression, "%s", true);
    }
  };

  /** A text, and its parameters in their order. */
  record Written(String where, List<Parameter> parameters) {}

  abstract Written write(Expression expression);

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Placeholders> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** All that there are, as people write them. */
  public static String words() {
    return Arrays.stream(values()).map(Placeholders::word).collect(Collectors.joining(", "));
  }

  private static Written each(Expression expression, String place, boolean doubles) {
    List<String> texts =
        expression.texts().stream().map(text -> doubles ? text.replace("%", "%%") : text).toList();
    return new Written(String.join(place, texts), expression.parameters());
  }
}
