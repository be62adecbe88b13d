package dev.usher.sql;

import dev.usher.core.condition.Value;
import dev.usher.core.filter.Expression;
import dev.usher.core.filter.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How constants get into an expression. */
public sealed interface Constants {
  /** As literals of its text: for what a system keeps. */
  record Written() implements Constants {}

  /**
   * As parameters beside it, for who runs it by themselves. A mark stands in the text where one
   * belongs, with U+0000 at both ends: nothing else in any SQL has that. Of one expression alone.
   */
  final class Bound implements Constants {
    private static final Pattern MARK = Pattern.compile("\0(\\d+)\0");

    /** Equal ones are one, and so are their marks. */
    private final Map<Parameter, Integer> numbers = new LinkedHashMap<>();

    private final List<Parameter> parameters = new ArrayList<>();

    String mark(String type, Value value) {
      Parameter parameter = new Parameter(type, value);
      Integer known = numbers.putIfAbsent(parameter, parameters.size());
      if (known == null) parameters.add(parameter);
      return "\0" + (known == null ? parameters.size() - 1 : known) + "\0";
    }

    /**
     * All of them as one.
     *
     * @param constants each with one mark
     */
    String list(String type, List<String> constants) {
      List<Value> values = new ArrayList<>();
      for (String constant : constants) {
        Matcher mark = MARK.matcher(constant);
        if (!mark.find()) throw new IllegalArgumentException("no parameter: " + constant);
        values.add(parameters.get(Integer.parseInt(mark.group(1))).value());
      }
      return mark(type, new Value.Many(values));
    }

    /** The text apart from its parameters: those that it has, as often as it has them. */
    Expression apart(String sql) {
      List<String> texts = new ArrayList<>();
      List<Parameter> found = new ArrayList<>();
      Matcher mark = MARK.matcher(sql);
      int from = 0;
      while (mark.find()) {
        texts.add(sql.substring(from, mark.start()));
        found.add(parameters.get(Integer.parseInt(mark.group(1))));
        from = mark.end();
      }
      texts.add(sql.substring(from));
      return new Expression(texts, found);
    }
  }
}
