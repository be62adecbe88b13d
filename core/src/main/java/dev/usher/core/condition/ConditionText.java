package dev.usher.core.condition;

import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import java.util.List;
import java.util.stream.Collectors;

/** Conditions as people write them: the text reads back as the same condition. */
public final class ConditionText {
  private ConditionText() {}

  /** In CEL. */
  public static String of(Condition condition) {
    return switch (condition) {
      case Condition.And(List<Condition> all) -> joined(all, " && ", "true");
      case Condition.Or(List<Condition> any) -> joined(any, " || ", "false");
      case Condition.Not(Condition negated) -> "!" + primary(negated);
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          part(test) + " ? " + part(then) + " : " + part(otherwise);
      case Condition.Compare(Operand left, Op op, Operand right) ->
          of(left) + " " + sign(op) + " " + of(right);
      case Condition.In(Operand left, Operand right) -> of(left) + " in " + of(right);
      case TextTest(Operand text, TextTest.Kind kind, String part) ->
          of(text) + "." + name(kind) + "(" + quoted(part) + ")";
      case Condition.Has(Operand.Ref what) -> "has(" + of(what) + ")";
      case Condition.Constant(boolean value) -> String.valueOf(value);
      case Condition.Truth(Operand.Ref what) -> of(what);
    };
  }

  /** As a constant of CEL. */
  public static String of(Value value) {
    return switch (value) {
      case Value.Null _ -> "null";
      case Value.Bool(boolean truth) -> String.valueOf(truth);
      case Value.Int(long number) -> String.valueOf(number);
      case Value.Decimal(double number) -> String.valueOf(number);
      case Value.Exact exact -> exact.value().toPlainString();
      case Value.Text(String text) -> quoted(text);
      case Value.Timestamp instant -> "timestamp(\"" + instant.value() + "\")";
      case Value.Many(List<Value> values) ->
          values.stream().map(ConditionText::of).collect(Collectors.joining(", ", "[", "]"));
    };
  }

  private static String of(Operand operand) {
    return switch (operand) {
      case Operand.Literal(Value value) -> of(value);
      case Operand.Row(String name) -> "row." + name;
      case Operand.Subject(String name) -> "subject." + name;
      case Operand.Context(String name) -> "context." + name;
    };
  }

  private static String joined(List<Condition> parts, String between, String empty) {
    if (parts.isEmpty()) return empty;
    return parts.stream().map(ConditionText::part).collect(Collectors.joining(between));
  }

  /** In parentheses where it is made of several: nobody has to know which of two signs is first. */
  private static String part(Condition condition) {
    return switch (condition) {
      case Condition.And _, Condition.Or _, Condition.If _ -> "(" + of(condition) + ")";
      case Condition.Not _,
          Condition.Compare _,
          Condition.In _,
          TextTest _,
          Condition.Has _,
          Condition.Constant _,
          Condition.Truth _ ->
          of(condition);
    };
  }

  private static String primary(Condition condition) {
    return switch (condition) {
      case TextTest _, Condition.Has _, Condition.Constant _, Condition.Truth _, Condition.Not _ ->
          of(condition);
      case Condition.And _, Condition.Or _, Condition.If _, Condition.Compare _, Condition.In _ ->
          "(" + of(condition) + ")";
    };
  }

  private static String sign(Op op) {
    return switch (op) {
      case EQ -> "==";
      case NE -> "!=";
      case LT -> "<";
      case LE -> "<=";
      case GT -> ">";
      case GE -> ">=";
    };
  }

  private static String name(TextTest.Kind kind) {
    return switch (kind) {
      case STARTS_WITH -> "startsWith";
      case ENDS_WITH -> "endsWith";
      case CONTAINS -> "contains";
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') quoted.append('\\').appendCodePoint(point);
              else if (isHidden(point)) escape(quoted, point);
              else quoted.appendCodePoint(point);
            });
    return quoted.append('"').toString();
  }

  /** What would do something to what stands around it. */
  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static void escape(StringBuilder to, int point) {
    to.append(point > 0xFFFF ? "\\U%08x".formatted(point) : "\\u%04x".formatted(point));
  }
}
