package dev.usher.core.condition;

import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one evaluation of conditions, in three-valued logic as SQL has it: what touches a NULL, a
 * NaN, an attribute or column that is missing, or two values that do not compare, is UNKNOWN; so is
 * its negation; and only TRUE lets a row through.
 */
public final class Evaluation {
  /** Of a condition. */
  public enum Truth {
    FALSE,
    UNKNOWN,
    TRUE;

    static Truth of(boolean value) {
      return value ? TRUE : FALSE;
    }

    Truth not() {
      return values()[TRUE.ordinal() - ordinal()];
    }
  }

  private final Map<String, Value> row;
  private final Map<String, Value> subject;
  private final Map<String, Value> context;

  private Evaluation(
      Map<String, Value> row, Map<String, Value> subject, Map<String, Value> context) {
    this.row = row;
    this.subject = subject;
    this.context = context;
  }

  /** Whether the condition is TRUE of the row and the subject. */
  public static boolean holds(
      Condition condition, Map<String, Value> row, Map<String, Value> subject) {
    return truth(condition, row, subject) == Truth.TRUE;
  }

  public static Truth truth(
      Condition condition, Map<String, Value> row, Map<String, Value> subject) {
    return truth(condition, row, subject, Map.of());
  }

  /** The same, asked with a context. */
  public static Truth truth(
      Condition condition,
      Map<String, Value> row,
      Map<String, Value> subject,
      Map<String, Value> context) {
    return new Evaluation(row, subject, context).of(condition);
  }

  private Truth of(Condition condition) {
    return switch (condition) {
      case Condition.And(List<Condition> all) -> least(all);
      case Condition.Or(List<Condition> any) -> most(any);
      case Condition.Not(Condition negated) -> of(negated).not();
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          switch (of(test)) {
            case TRUE -> of(then);
            case FALSE -> of(otherwise);
            case UNKNOWN -> Truth.UNKNOWN;
          };
      case Condition.Compare(Operand left, Op op, Operand right) ->
          compare(value(left), value(right)).map(order -> test(op, order)).orElse(Truth.UNKNOWN);
      case Condition.In(Operand left, Operand right) -> in(value(left), value(right));
      case Condition.TextTest(Operand text, Condition.TextTest.Kind kind, String part) ->
          value(text) instanceof Value.Text(String whole)
              ? Truth.of(test(kind, whole, part))
              : Truth.UNKNOWN;
      case Condition.Has(Operand.Ref what) -> Truth.of(!(value(what) instanceof Value.Null));
      case Condition.Constant(boolean value) -> Truth.of(value);
      case Condition.Truth(Operand.Ref what) ->
          value(what) instanceof Value.Bool(boolean value) ? Truth.of(value) : Truth.UNKNOWN;
    };
  }

  private Truth least(List<Condition> all) {
    Truth least = Truth.TRUE;
    for (Condition one : all) {
      Truth truth = of(one);
      if (truth.compareTo(least) < 0) least = truth;
    }
    return least;
  }

  private Truth most(List<Condition> any) {
    Truth most = Truth.FALSE;
    for (Condition one : any) {
      Truth truth = of(one);
      if (truth.compareTo(most) > 0) most = truth;
    }
    return most;
  }

  private Value value(Operand operand) {
    return switch (operand) {
      case Operand.Literal(Value value) -> value;
      case Operand.Row(String name) -> row.getOrDefault(name, new Value.Null());
      case Operand.Subject(String name) -> subject.getOrDefault(name, new Value.Null());
      case Operand.Context(String name) -> context.getOrDefault(name, new Value.Null());
    };
  }

  private static Truth in(Value wanted, Value list) {
    if (!(list instanceof Value.Many(List<Value> values))) return Truth.UNKNOWN;
    Truth best = isNothing(wanted) ? Truth.UNKNOWN : Truth.FALSE;
    for (Value one : values) {
      Truth same = compare(wanted, one).map(order -> test(Op.EQ, order)).orElse(Truth.UNKNOWN);
      if (same.compareTo(best) > 0) best = same;
    }
    return best;
  }

  private static boolean test(Condition.TextTest.Kind kind, String whole, String part) {
    return switch (kind) {
      case STARTS_WITH -> whole.startsWith(part);
      case ENDS_WITH -> whole.endsWith(part);
      case CONTAINS -> whole.contains(part);
    };
  }

  private static Truth test(Op op, int order) {
    return Truth.of(
        switch (op) {
          case EQ -> order == 0;
          case NE -> order != 0;
          case LT -> order < 0;
          case LE -> order <= 0;
          case GT -> order > 0;
          case GE -> order >= 0;
        });
  }

  /** Order of two values of one type; text by code point, as COLLATE "C" has it in UTF-8. */
  static Optional<Integer> compare(Value left, Value right) {
    if (left instanceof Value.Text(String one) && right instanceof Value.Text(String other)) {
      return Optional.of(texts(one, other));
    }
    if (left instanceof Value.Bool(boolean one) && right instanceof Value.Bool(boolean other)) {
      return Optional.of(Boolean.compare(one, other));
    }
    if (left instanceof Value.Timestamp one && right instanceof Value.Timestamp other) {
      return Optional.of(one.value().compareTo(other.value()));
    }
    return isNumber(left) && isNumber(right) ? numbers(left, right) : Optional.empty();
  }

  /** By code points, as a database with the collation C has it; and not by halves of them. */
  private static int texts(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    for (int i = 0; i < shorter; i++) {
      char left = one.charAt(i);
      char right = other.charAt(i);
      if (left == right) continue;
      if (Character.isSurrogate(left) || Character.isSurrogate(right))
        return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
      return Character.compare(left, right);
    }
    return Integer.compare(one.length(), other.length());
  }

  private static boolean isNumber(Value value) {
    return value instanceof Value.Int
        || value instanceof Value.Decimal
        || value instanceof Value.Exact;
  }

  /** An infinity is beyond every number, as in CEL and in SQL; NaN is no number. */
  private static Optional<Integer> numbers(Value left, Value right) {
    if (left instanceof Value.Int(long one) && right instanceof Value.Int(long other))
      return Optional.of(Long.compare(one, other));
    double one = left instanceof Value.Decimal(double value) ? value : 0;
    double other = right instanceof Value.Decimal(double value) ? value : 0;
    if (Double.isNaN(one) || Double.isNaN(other)) return Optional.empty();
    if (Double.isInfinite(one) || Double.isInfinite(other)) {
      return Optional.of(Double.compare(one, other));
    }
    boolean asWritten = left instanceof Value.Exact || right instanceof Value.Exact;
    return Optional.of(digits(left, asWritten).compareTo(digits(right, asWritten)));
  }

  private static BigDecimal digits(Value number, boolean asWritten) {
    return switch (number) {
      case Value.Int(long whole) -> BigDecimal.valueOf(whole);
      case Value.Decimal(double decimal) ->
          asWritten ? BigDecimal.valueOf(decimal) : new BigDecimal(decimal);
      case Value.Exact(BigDecimal exact) -> exact;
      case Value.Null _, Value.Bool _, Value.Text _, Value.Timestamp _, Value.Many _ ->
          throw new IllegalArgumentException("no number");
    };
  }

  /** What compares with nothing: not there, or no number. */
  private static boolean isNothing(Value value) {
    return value instanceof Value.Null
        || value instanceof Value.Decimal(double number) && Double.isNaN(number);
  }
}
