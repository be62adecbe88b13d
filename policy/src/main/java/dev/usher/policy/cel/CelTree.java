package dev.usher.policy.cel;

import dev.cel.common.CelSource;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Parsed;
import dev.usher.policy.text.Words;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * CEL's tree to ours, for the subset that means the same in CEL and in SQL for every row: what
 * could differ (arithmetic, regular expressions, casts, texts put together) is refused.
 */
final class CelTree {
  private static final Map<String, Op> OPS =
      Map.of(
          "_==_", Op.EQ, "_!=_", Op.NE, "_<_", Op.LT, "_<=_", Op.LE, "_>_", Op.GT, "_>=_", Op.GE);
  private static final Map<String, TextTest.Kind> TESTS =
      Map.of(
          "startsWith", TextTest.Kind.STARTS_WITH,
          "endsWith", TextTest.Kind.ENDS_WITH,
          "contains", TextTest.Kind.CONTAINS);
  private static final String SUBSET =
      "a condition has == != < <= > >=, in, &&, ||, !, ? :, has(), startsWith, endsWith, contains"
          + " and timestamp(\"…\")";

  private final String text;
  private final CelSource source;

  CelTree(String text, CelSource source) {
    this.text = text;
    this.source = source;
  }

  Condition condition(CelExpr expr) throws Refused {
    return switch (expr.getKind()) {
      case CONSTANT -> {
        if (expr.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE) {
          yield new Condition.Constant(expr.constant().booleanValue());
        }
        throw refused(
            expr, "this is a value, and a condition is true or false", "compare it with something");
      }
      case SELECT -> {
        Operand.Ref ref = reference(expr);
        yield expr.select().testOnly() ? new Condition.Has(ref) : new Condition.Truth(ref);
      }
      case CALL -> call(expr);
      case IDENT -> throw whole(expr);
      case LIST, MAP, STRUCT, COMPREHENSION, NOT_SET ->
          throw refused(expr, "this is no condition", SUBSET);
    };
  }

  private Condition call(CelExpr expr) throws Refused {
    String function = expr.call().function();
    List<CelExpr> args = expr.call().args();
    Op op = OPS.get(function);
    if (op != null) return compare(expr, op, args.get(0), args.get(1));
    if (TESTS.containsKey(function)) return textTest(expr, function);
    return switch (function) {
      case "_&&_" -> new Condition.And(flat(expr, "_&&_"));
      case "_||_" -> new Condition.Or(flat(expr, "_||_"));
      case "!_" -> new Condition.Not(condition(args.getFirst()));
      case "_?_:_" ->
          new Condition.If(condition(args.get(0)), condition(args.get(1)), condition(args.get(2)));
      case "@in" -> in(expr, args.get(0), args.get(1));
      default -> throw unknown(expr);
    };
  }

  /** {@code a && b && c} as one list, whatever way CEL nested it. */
  private List<Condition> flat(CelExpr expr, String function) throws Refused {
    List<Condition> all = new ArrayList<>();
    for (CelExpr arg : expr.call().args()) {
      boolean same =
          arg.getKind() == CelExpr.ExprKind.Kind.CALL && arg.call().function().equals(function);
      if (same) all.addAll(flat(arg, function));
      else all.add(condition(arg));
    }
    return all;
  }

  private Condition compare(CelExpr expr, Op op, CelExpr left, CelExpr right) throws Refused {
    Operand one = operand(left);
    Operand other = operand(right);
    if (one instanceof Operand.Literal && other instanceof Operand.Literal) {
      throw refused(expr, "both sides are constants", "write true or false, or name a column");
    }
    boolean ordered = op != Op.EQ && op != Op.NE;
    if (ordered && (isFlag(one) || isFlag(other))) {
      throw refused(expr, "true and false have no order", "write == or !=");
    }
    return new Condition.Compare(one, op, other);
  }

  private static boolean isFlag(Operand operand) {
    return operand instanceof Operand.Literal literal && literal.value() instanceof Value.Bool;
  }

  private Condition in(CelExpr expr, CelExpr left, CelExpr right) throws Refused {
    Operand wanted = operand(left);
    if (right.getKind() == CelExpr.ExprKind.Kind.LIST) {
      List<Value> values = new ArrayList<>();
      for (CelExpr element : right.list().elements()) {
        if (!(operand(element) instanceof Operand.Literal(Value value))) {
          throw refused(element, "a list holds constants", "compare with == and ||");
        }
        if (!values.isEmpty() && values.getFirst().getClass() != value.getClass()) {
          throw refused(
              element, "this list holds values of several types", "make them of one type");
        }
        values.add(value);
      }
      if (values.isEmpty()) {
        throw refused(right, "nothing is in an empty list", "write false, or what may be in it");
      }
      if (wanted instanceof Operand.Literal) {
        throw refused(expr, "both sides are constants", "write true or false, or name a column");
      }
      return new Condition.In(wanted, new Operand.Literal(new Value.Many(values)));
    }
    if (operand(right) instanceof Operand.Subject list) return new Condition.In(wanted, list);
    throw refused(
        right, "what stands behind `in` is a list", "write in subject.NAME, or in [\"a\", \"b\"]");
  }

  private Condition textTest(CelExpr expr, String function) throws Refused {
    CelExpr target = expr.call().target().orElse(expr);
    List<CelExpr> args = expr.call().args();
    if (target == expr || args.size() != 1) throw unknown(expr);
    CelExpr part = args.getFirst();
    if (!(operand(part) instanceof Operand.Literal(Value value))
        || !(value instanceof Value.Text(String constant))) {
      throw refused(part, "`" + function + "` takes a constant text", "write it in quotes");
    }
    if (constant.isEmpty()) {
      throw refused(part, "every text has the empty text in it", "write has(…) if that is meant");
    }
    if (!(operand(target) instanceof Operand.Ref ref)) {
      throw refused(target, "this is a constant", "write row.NAME." + function + "(\"…\")");
    }
    return new Condition.TextTest(
        ref, TESTS.getOrDefault(function, TextTest.Kind.CONTAINS), constant);
  }

  private Operand operand(CelExpr expr) throws Refused {
    return switch (expr.getKind()) {
      case CONSTANT -> new Operand.Literal(constant(expr));
      case SELECT -> {
        if (expr.select().testOnly()) {
          throw refused(expr, "has() is true or false already", "write has(…) or !has(…) alone");
        }
        yield reference(expr);
      }
      case IDENT -> throw whole(expr);
      case CALL -> {
        if (expr.call().function().equals("timestamp")) yield timestamp(expr);
        if (OPS.containsKey(expr.call().function())
            || expr.call().function().matches("_&&_|_\\|\\|_|!_|@in|_\\?_:_")) {
          throw refused(expr, "a condition cannot be compared", "join conditions with && and ||");
        }
        throw unknown(expr);
      }
      case LIST ->
          throw refused(expr, "a list stands only behind `in`", "write row.NAME in [\"a\", \"b\"]");
      case MAP, STRUCT, COMPREHENSION, NOT_SET -> throw refused(expr, "this is no value", SUBSET);
    };
  }

  private Value constant(CelExpr expr) throws Refused {
    CelConstant constant = expr.constant();
    return switch (constant.getKind()) {
      case BOOLEAN_VALUE -> new Value.Bool(constant.booleanValue());
      case INT64_VALUE -> new Value.Int(constant.int64Value());
      case DOUBLE_VALUE -> {
        if (Double.isFinite(constant.doubleValue()))
          yield new Value.Decimal(constant.doubleValue());
        throw refused(expr, "this number is not finite", "write a finite number");
      }
      case STRING_VALUE -> {
        if (constant.stringValue().indexOf(0) < 0) yield new Value.Text(constant.stringValue());
        throw refused(expr, "no database has texts with the character U+0000", "drop it");
      }
      case NULL_VALUE ->
          throw refused(
              expr,
              "nothing is equal to null, not even null",
              "write has(row.NAME) or !has(row.NAME)");
      case UINT64_VALUE ->
          throw refused(expr, "unsigned numbers are not told apart", "drop the `u`");
      case BYTES_VALUE, TIMESTAMP_VALUE, DURATION_VALUE, NOT_SET ->
          throw refused(expr, "there are no constants of this type", SUBSET);
    };
  }

  private Operand timestamp(CelExpr expr) throws Refused {
    CelExpr arg = expr.call().args().getFirst();
    boolean constant =
        arg.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && arg.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    try {
      if (constant) {
        OffsetDateTime parsed = OffsetDateTime.parse(arg.constant().stringValue());
        return new Operand.Literal(new Value.Timestamp(parsed.toInstant()));
      }
    } catch (DateTimeException _) {
      // Told below, like everything else that is no instant.
    }
    throw refused(
        arg, "timestamp() takes a constant instant", "write timestamp(\"2027-03-31T18:00:00Z\")");
  }

  private Operand.Ref reference(CelExpr expr) throws Refused {
    CelExpr of = expr.select().operand();
    String name = expr.select().field();
    if (of.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      switch (of.ident().name()) {
        case "row", "resource" -> {
          return new Operand.Row(name);
        }
        case "subject" -> {
          return new Operand.Subject(name);
        }
        case "context" -> {
          return new Operand.Context(name);
        }
        default -> {}
      }
    }
    throw refused(expr, "a column or an attribute has no parts", "write row.NAME or subject.NAME");
  }

  private Refused whole(CelExpr expr) {
    String name = Words.shown(expr.ident().name());
    return refused(expr, "`" + name + "` as a whole cannot be used", "write " + name + ".NAME");
  }

  private Refused unknown(CelExpr expr) {
    String function = expr.call().function();
    return switch (function) {
      case "_+_", "_-_", "_*_", "_/_", "_%_", "-_" ->
          refused(
              expr,
              "conditions do not calculate: databases and CEL differ there",
              "keep the result in a column or an attribute");
      case "_[_]" -> refused(expr, "a column is named with a dot", "write row.NAME");
      case "matches" ->
          refused(
              expr,
              "regular expressions differ from database to database",
              "use startsWith, endsWith or contains");
      case "size" -> refused(expr, "conditions do not count", "use has(…), or compare");
      default -> refused(expr, "a condition has no `" + Words.shown(function) + "`", SUBSET);
    };
  }

  private Refused refused(CelExpr expr, String message, String hint) {
    int points = source.getPositionsMap().getOrDefault(expr.id(), 0);
    int offset =
        text.offsetByCodePoints(0, Math.clamp(points, 0, text.codePointCount(0, text.length())));
    return new Refused(
        new Parsed.Wrong<>("unsupported-condition", message, hint, offset, word(text, offset)));
  }

  /** Length of the name or sign that begins there. */
  static int word(String text, int offset) {
    int end = offset;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    return Math.max(1, end - offset);
  }
}
