package dev.usher.sql;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Evaluation.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A condition to SQL. Negations are carried down to the comparisons: {@code x is true} and {@code x
 * is false} are two expressions, and neither is TRUE of what is unknown, so that NOT over a NULL
 * never lets a row through.
 */
public final class Translation {
  /** More tests than anybody writes by hand: an if in the test of an if doubles them. */
  private static final long MOST_TESTS = 2000;

  private final Dialect dialect;
  private final Operands operands;
  private final Comparison comparison;

  private Translation(Dialect dialect, Operands operands) {
    this.dialect = dialect;
    this.operands = operands;
    this.comparison = new Comparison(dialect);
  }

  /**
   * The condition as an expression over the columns of one table.
   *
   * @param columns all that the table has, by name; what {@link Dialect#type} says of each
   * @param subject the attributes of whom the expression is for; what is not there they have not
   */
  public static Carried of(
      Condition condition,
      Dialect dialect,
      Map<String, Type> columns,
      Map<String, Attribute> subject) {
    return of(condition, dialect, "", columns, subject);
  }

  /** The same of columns of a table by another name; empty where they are called by their own. */
  public static Carried of(
      Condition condition,
      Dialect dialect,
      String alias,
      Map<String, Type> columns,
      Map<String, Attribute> subject) {
    try {
      if (tests(condition) > MOST_TESTS) {
        throw new Unfit(
            "a condition of more than " + MOST_TESTS + " tests",
            "write ? : within ? : as conditions joined by && and ||");
      }
      String table = alias.isEmpty() ? "" : dialect.name(alias) + ".";
      Operands operands = new Operands(dialect, table, columns, subject);
      return new Carried.Expression(new Translation(dialect, operands).of(condition, true).sql());
    } catch (Unfit unfit) {
      return unfit.refused();
    }
  }

  private static long tests(Condition condition) {
    return switch (condition) {
      case Condition.And(List<Condition> all) -> all.stream().mapToLong(Translation::tests).sum();
      case Condition.Or(List<Condition> any) -> any.stream().mapToLong(Translation::tests).sum();
      case Condition.Not(Condition negated) -> tests(negated);
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          Math.min(MOST_TESTS + 1, 2 * tests(test) + tests(then) + tests(otherwise));
      case Condition.Compare _,
          Condition.In _,
          Condition.TextTest _,
          Condition.Has _,
          Condition.Constant _,
          Condition.Truth _ ->
          1;
    };
  }

  /** What is TRUE where the condition is {@code wanted}, and FALSE or NULL elsewhere. */
  private Clause of(Condition condition, boolean wanted) throws Unfit {
    return switch (condition) {
      case Condition.And(List<Condition> all) -> joined(each(all, wanted), wanted);
      case Condition.Or(List<Condition> any) -> joined(each(any, wanted), !wanted);
      case Condition.Not(Condition negated) -> of(negated, !wanted);
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          Clause.any(
              List.of(
                  Clause.all(List.of(of(test, true), of(then, wanted))),
                  Clause.all(List.of(of(test, false), of(otherwise, wanted)))));
      case Condition.Compare(Operand left, Op op, Operand right) ->
          compare(left, wanted ? op : Symbols.opposite(op), right);
      case Condition.In(Operand left, Operand right) -> in(condition, left, right, wanted);
      case Condition.TextTest(Operand text, Condition.TextTest.Kind kind, String part) ->
          textTest(condition, text, kind, part, wanted);
      case Condition.Has(Operand.Ref what) -> has(condition, what, wanted);
      case Condition.Constant(boolean value) -> new Clause.Sure(value == wanted);
      case Condition.Truth(Operand.Ref what) -> truth(condition, what, wanted);
    };
  }

  private List<Clause> each(List<Condition> conditions, boolean wanted) throws Unfit {
    List<Clause> clauses = new ArrayList<>();
    for (Condition condition : conditions) clauses.add(of(condition, wanted));
    return clauses;
  }

  private static Clause joined(List<Clause> clauses, boolean all) {
    return all ? Clause.all(clauses) : Clause.any(clauses);
  }

  private Clause compare(Operand left, Op op, Operand right) throws Unfit {
    return switch (operands.side(left)) {
      case Side.Fixed one ->
          switch (operands.side(right)) {
            case Side.Fixed other -> sure(literals(one, op, other), true);
            case Side.Open(Term other) -> comparison.of(other, mirrored(op), one);
            case Side.Many(Attribute.Listed _) -> throw Operands.isList(right);
          };
      case Side.Open(Term one) ->
          switch (operands.side(right)) {
            case Side.Fixed other -> comparison.of(one, op, other);
            case Side.Open(Term other) -> comparison.of(one, op, other);
            case Side.Many(Attribute.Listed _) -> throw Operands.isList(right);
          };
      case Side.Many(Attribute.Listed _) -> throw Operands.isList(left);
    };
  }

  private static Condition literals(Side.Fixed left, Op op, Side.Fixed right) {
    return new Condition.Compare(
        new Operand.Literal(left.value()), op, new Operand.Literal(right.value()));
  }

  private static Op mirrored(Op op) {
    return switch (op) {
      case EQ, NE -> op;
      case LT -> Op.GT;
      case LE -> Op.GE;
      case GT -> Op.LT;
      case GE -> Op.LE;
    };
  }

  private Clause in(Condition whole, Operand left, Operand right, boolean wanted) throws Unfit {
    Side list = operands.side(right);
    return switch (operands.side(left)) {
      case Side.Fixed one ->
          switch (list) {
            case Side.Fixed _ -> known(whole, wanted);
            case Side.Many(Attribute.Listed many) -> comparison.in(one, many, wanted);
            case Side.Open(Term term) -> throw Operands.isNoList(term);
          };
      case Side.Open(Term term) ->
          switch (list) {
            case Side.Fixed many -> comparison.in(term, many, wanted);
            case Side.Many(Attribute.Listed many) -> comparison.in(term, many, wanted);
            case Side.Open(Term other) -> throw Operands.isNoList(other);
          };
      case Side.Many(Attribute.Listed _) -> throw Operands.isList(left);
    };
  }

  private Clause textTest(
      Condition whole, Operand text, Condition.TextTest.Kind kind, String part, boolean wanted)
      throws Unfit {
    return switch (operands.side(text)) {
      case Side.Fixed _ -> known(whole, wanted);
      case Side.Many(Attribute.Listed _) -> throw Operands.isList(text);
      case Side.Open(Term term) -> {
        if (!(term.type() instanceof Type.Text)) {
          throw Operands.unlike(term, "parts of texts", "compare it as a whole, with == or in");
        }
        Operands.writable(part);
        yield new Clause.Test(dialect.textTest(term, wanted, kind, part));
      }
    };
  }

  private Clause has(Condition whole, Operand.Ref what, boolean wanted) throws Unfit {
    return switch (operands.side(what)) {
      case Side.Fixed _ -> known(whole, wanted);
      case Side.Many(Attribute.Listed list) ->
          new Clause.Test((wanted ? "" : "NOT ") + "(" + list.there() + ")");
      case Side.Open(Term term) ->
          new Clause.Test(wanted ? dialect.present(term) : dialect.absent(term));
    };
  }

  private Clause truth(Condition whole, Operand.Ref what, boolean wanted) throws Unfit {
    return switch (operands.side(what)) {
      case Side.Fixed _ -> known(whole, wanted);
      case Side.Many(Attribute.Listed _) -> throw Operands.isList(what);
      case Side.Open(Term term) -> {
        if (!(term.type() instanceof Type.Flag)) {
          throw Operands.unlike(term, "true or false", "compare it with something");
        }
        yield new Clause.Test(dialect.flag(term, wanted));
      }
    };
  }

  /** A condition that speaks of no column, by its one evaluation. */
  private Clause known(Condition condition, boolean wanted) {
    return sure(condition, wanted);
  }

  private Clause sure(Condition condition, boolean wanted) {
    Truth truth = Evaluation.truth(condition, Map.of(), operands.known());
    return new Clause.Sure(truth == (wanted ? Truth.TRUE : Truth.FALSE));
  }
}
