package dev.usher.sql.proof;

import com.microsoft.z3.Context;
import com.microsoft.z3.FuncDecl;
import com.microsoft.z3.Model;
import com.microsoft.z3.Params;
import com.microsoft.z3.Solver;
import com.microsoft.z3.Status;
import dev.usher.core.condition.Condition;
import dev.usher.sql.Carried;
import dev.usher.sql.Translation;
import dev.usher.sql.proof.Datum.Cell;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Z3, asked for a row, a subject and lists of which the SQL says other than the condition. That
 * there are none is proved for all that there can be.
 */
final class Proof implements AutoCloseable {
  sealed interface Verdict {
    record Proved(String sql) implements Verdict {}

    /**
     * @param example a row and a subject of which it is not so
     */
    record Refuted(String sql, String example) implements Verdict {}

    /** There is no SQL to prove anything of. */
    record Refused(String why) implements Verdict {}
  }

  private static final int MILLIS = 30_000;
  private final Context z3 = new Context();

  /**
   * That the SQL lets through what the condition is TRUE of, and the SQL of its negation what it is
   * FALSE of.
   *
   * @param parts of the condition, that may be anything; their SQL is presupposed to be right in
   *     the same sense, and no more than that: it may be FALSE or NULL elsewhere, as it likes
   */
  Verdict translation(World world, Condition condition, Condition... parts) {
    return both(world, condition, parts, Proof::letsThrough);
  }

  /** And that it is NULL where the condition is UNKNOWN. */
  Verdict exactTranslation(World world, Condition condition) {
    return both(world, condition, new Condition[0], Proof::isExactly);
  }

  private interface Asked {
    String of(String truth, Cell sql);
  }

  private static String letsThrough(String truth, Cell sql) {
    return Smt.equal(Smt.equal(truth, Convention.TRUE), Reading.isTrue(sql));
  }

  private static String isExactly(String truth, Cell sql) {
    return Smt.and(
        letsThrough(truth, sql), Smt.equal(Smt.equal(truth, Convention.UNKNOWN), sql.isNull()));
  }

  private Verdict both(World world, Condition condition, Condition[] parts, Asked asked) {
    Condition not = new Condition.Not(condition);
    Carried carried = carried(world, condition);
    Carried opposite = carried(world, not);
    if (carried instanceof Carried.Expression(String sql)
        && opposite instanceof Carried.Expression(String negated)) {
      Script script = new Script();
      Convention convention = new Convention(world, script);
      for (Condition part : parts) convention.free(part);
      Reading reading = new Reading(world, script, given(world, script, convention, parts));
      return verdict(
          sql + "\nand of its negation\n" + negated,
          script,
          Smt.and(
              asked.of(convention.truth(condition), reading.condition(alone(world, sql))),
              asked.of(convention.truth(not), reading.condition(alone(world, negated)))));
    }
    if (carried instanceof Carried.Refused(String why, String _)
        && opposite instanceof Carried.Refused) {
      return new Verdict.Refused(why);
    }
    throw new AssertionError("refused one way alone: " + carried + ", " + opposite);
  }

  /** That SQL by somebody lets through what the condition is TRUE of. */
  Verdict of(World world, Condition condition, String sql) {
    Script script = new Script();
    String truth = new Convention(world, script).truth(condition);
    Reading reading = new Reading(world, script, Map.of());
    return verdict(sql, script, letsThrough(truth, reading.condition(alone(world, sql))));
  }

  static Carried carried(World world, Condition condition) {
    return Translation.of(condition, world.engine().dialect, world.types(), world.attributes());
  }

  private static Map<Expression, Cell> given(
      World world, Script script, Convention convention, Condition... parts) {
    Map<Expression, Cell> given = new HashMap<>();
    for (Condition part : parts) {
      for (Condition either : List.of(part, new Condition.Not(part))) {
        if (!(carried(world, either) instanceof Carried.Expression(String sql))) {
          throw new AssertionError("refused: " + either);
        }
        Cell any = new Cell(script.unknown("part"), new Datum.Flag(script.unknown("part")));
        script.given(letsThrough(convention.truth(either), any));
        given.put(Parser.parse(world.engine(), sql), any);
      }
    }
    return given;
  }

  /** It must go beside AND as it is: without parentheses of ours. */
  private static Expression alone(World world, String sql) {
    Expression sure = new Expression.Sure(true);
    Expression alone = Parser.parse(world.engine(), sql);
    Expression beside = Parser.parse(world.engine(), "TRUE AND " + sql + " AND TRUE");
    if (beside.equals(new Expression.And(List.of(sure, alone, sure)))) return alone;
    throw new Unread("does not go beside AND as it is: " + sql);
  }

  private Verdict verdict(String sql, Script script, String asked) {
    script.given(Smt.not(asked));
    return example(script.toString())
        .<Verdict>map(example -> new Verdict.Refuted(sql, example))
        .orElseGet(() -> new Verdict.Proved(sql));
  }

  /** What makes all assertions of the script hold, if anything does. */
  Optional<String> example(String script) {
    Solver solver = z3.mkSolver();
    Params limit = z3.mkParams();
    limit.add("timeout", MILLIS);
    solver.setParameters(limit);
    solver.fromString(script);
    Status status = solver.check();
    if (status == Status.UNKNOWN) {
      throw new AssertionError(solver.getReasonUnknown() + ":\n" + script);
    }
    return status == Status.SATISFIABLE ? Optional.of(values(solver.getModel())) : Optional.empty();
  }

  private static String values(Model model) {
    Map<String, String> values = new TreeMap<>();
    for (FuncDecl<?> one : model.getConstDecls()) {
      String name = one.getName().toString();
      if (!name.startsWith(Script.DEFINED)) values.put(name, model.getConstInterp(one).getSExpr());
    }
    return values.toString();
  }

  @Override
  public void close() {
    z3.close();
  }
}
