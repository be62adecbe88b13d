package dev.usher.core.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.ConditionText;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Possible;
import dev.usher.core.condition.Possible.Answer;
import dev.usher.core.condition.Possible.Asked;
import dev.usher.core.condition.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a row can be found, held against trying rows. {@code -Dusher.seed=N} tries one alone. */
class PossibleRandomTest {
  private static final Operand.Ref A = new Operand.Row("a");
  private static final Operand.Ref B = new Operand.Row("b");
  private static final Operand.Ref C = new Operand.Row("c");

  static LongStream seeds() {
    Long one = Long.getLong("usher.seed");
    return one == null ? LongStream.range(0, 500) : LongStream.of(one);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsSaidOfTwoConditionsIsTrue(long seed) {
    RandomPolicy random = new RandomPolicy(new Random(seed));
    Condition yes = random.condition(2);
    Condition no = random.condition(2);
    Optional<Map<String, Value>> subject =
        seed % 2 == 0
            ? Optional.empty()
            : Optional.of(
                Map.of(
                    "level",
                    new Value.Int(1),
                    "customers",
                    new Value.Many(List.of(new Value.Int(3)))));
    String what = seed + ": " + ConditionText.of(yes) + " without " + ConditionText.of(no);
    switch (Possible.when(new Asked(yes, subject), new Asked(no, subject))) {
      case Answer.When(Map<String, Value> row, Map<String, Value> anybody) -> {
        Map<String, Value> of = subject.orElse(anybody);
        assertThat(Evaluation.holds(yes, row, of)).as(what).isTrue();
        assertThat(Evaluation.holds(no, row, of)).as(what).isFalse();
      }
      case Answer.Never _ -> {
        for (Map<String, Value> row : RandomPolicy.rows())
          for (long level = 0; level < 4; level++) {
            Map<String, Value> of =
                subject.orElse(
                    Map.of(
                        "level",
                        new Value.Int(level),
                        "customers",
                        new Value.Many(List.of(new Value.Int(level)))));
            assertThat(Evaluation.holds(yes, row, of) && !Evaluation.holds(no, row, of))
                .as(what + " of " + row + of)
                .isFalse();
          }
      }
      case Answer.Untold _ -> {}
    }
  }

  private static Condition compare(Operand left, Op op, Operand right) {
    return new Condition.Compare(left, op, right);
  }

  private static Operand number(long value) {
    return new Operand.Literal(new Value.Int(value));
  }

  private static Operand text(String value) {
    return new Operand.Literal(new Value.Text(value));
  }

  @Test
  void whatCannotBeIsSeen() {
    TextTest begins = new TextTest(A, TextTest.Kind.STARTS_WITH, "x");
    for (Condition never :
        List.of(
            new Condition.And(List.of(compare(A, Op.EQ, number(1)), compare(A, Op.EQ, number(2)))),
            new Condition.And(List.of(compare(A, Op.GT, number(5)), compare(A, Op.LT, number(5)))),
            new Condition.And(
                List.of(compare(A, Op.LT, B), compare(B, Op.LT, C), compare(C, Op.LT, A))),
            new Condition.And(
                List.of(compare(A, Op.GT, text("a")), compare(A, Op.LT, text("a\u0001")))),
            new Condition.And(List.of(begins, new Condition.Not(begins))),
            new Condition.And(
                List.of(new Condition.Has(A), new Condition.Not(new Condition.Has(A)))),
            compare(A, Op.NE, A),
            new Condition.Constant(false)))
      assertThat(Possible.when(never)).as(ConditionText.of(never)).isInstanceOf(Answer.Never.class);
  }

  @Test
  void whatCanBeIsShown() {
    TextTest begins = new TextTest(A, TextTest.Kind.STARTS_WITH, "x");
    TextTest ends = new TextTest(A, TextTest.Kind.ENDS_WITH, "y");
    for (Condition some :
        List.of(
            new Condition.And(List.of(compare(A, Op.LT, B), compare(B, Op.LT, C))),
            new Condition.And(List.of(compare(A, Op.GT, number(5)), compare(A, Op.LT, number(6)))),
            new Condition.And(
                List.of(
                    compare(A, Op.GT, number(0)),
                    compare(A, Op.LT, B),
                    compare(B, Op.LT, number(1)))),
            new Condition.And(List.of(begins, ends)),
            new Condition.Not(compare(A, Op.EQ, text("a"))),
            new Condition.In(A, new Operand.Subject("list"))))
      assertThat(Possible.when(some)).as(ConditionText.of(some)).isInstanceOf(Answer.When.class);
  }
}
