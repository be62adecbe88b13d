package dev.usher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Source;
import dev.usher.policy.cel.Conditions;
import dev.usher.policy.cel.Scope;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The subset of CEL: what is read, as what, and what is refused. */
class ConditionTest {
  private static final Operand A = new Operand.Row("a");
  private static final Operand B = new Operand.Subject("b");

  private static Condition read(String text) {
    Problems problems = new Problems();
    return new Conditions(problems)
        .read(new Node.Scalar(text, Node.Style.PLAIN, new Source("f", 1, 1)), Scope.ROWS)
        .orElseThrow(() -> new AssertionError(problems.sorted().toString()));
  }

  private static Operand literal(Value value) {
    return new Operand.Literal(value);
  }

  @Test
  void comparisonsBecomeComparisons() {
    assertThat(read("row.a == subject.b")).isEqualTo(new Condition.Compare(A, Op.EQ, B));
    assertThat(read("row.a >= -3"))
        .isEqualTo(new Condition.Compare(A, Op.GE, literal(new Value.Int(-3))));
    assertThat(read("row.a < timestamp(\"2027-01-01T01:00:00+01:00\")"))
        .isEqualTo(
            new Condition.Compare(
                A, Op.LT, literal(new Value.Timestamp(Instant.parse("2027-01-01T00:00:00Z")))));
  }

  @Test
  void listsAndTextsAndHas() {
    assertThat(read("row.a in subject.b")).isEqualTo(new Condition.In(A, B));
    assertThat(read("row.a in ['x', \"y\"]"))
        .isEqualTo(
            new Condition.In(
                A, literal(new Value.Many(List.of(new Value.Text("x"), new Value.Text("y"))))));
    assertThat(read("row.a.startsWith('50%')"))
        .isEqualTo(new Condition.TextTest(A, Condition.TextTest.Kind.STARTS_WITH, "50%"));
    assertThat(read("has(row.a) && row.a"))
        .isEqualTo(
            new Condition.And(
                List.of(
                    new Condition.Has(new Operand.Row("a")),
                    new Condition.Truth(new Operand.Row("a")))));
  }

  @Test
  void whatIsJoinedIsOneList() {
    assertThat(read("row.a || row.b || row.c || row.d"))
        .isInstanceOfSatisfying(Condition.Or.class, or -> assertThat(or.any()).hasSize(4));
    assertThat(read("!(row.a ? true : row.b)")).isInstanceOf(Condition.Not.class);
  }

  @Test
  void nothingMissingLetsARowThroughAlsoUnderNegation() {
    for (String text :
        List.of("row.a == 1", "!(row.a == 1)", "row.a != 1", "!(row.a in subject.b)")) {
      assertThat(Evaluation.holds(read(text), Map.of(), Map.of())).as(text).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "row.a + 1 == 2",
        "row.a == null",
        "size(row.a) == 1",
        "row.a.matches('x')",
        "row['a'] == 1",
        "row == subject",
        "row.a.b == 1",
        "1 == 1",
        "row.a == 1u",
        "row.a == b'x'",
        "row.a in []",
        "row.a in row.b",
        "row.a in [1, 'x']",
        "row.a.startsWith(row.b)",
        "row.a.contains('')",
        "row.a < true",
        "(row.a == 1) == (row.b == 1)",
        "[1].all(x, x > 0)",
        "'x'",
        "1",
        "row.a +",
        "",
        "timestamp(row.a) == timestamp('2027-01-01T00:00:00Z')",
        "timestamp('soon') == row.a",
        "x == 1",
        "row.a == 99999999999999999999",
        "has(row.a) == true",
        "row.a ? 1 : 2",
        "string(row.a) == 'x'",
        "{'a': 1} == row.a",
        "row.a == 1.0/0.0",
        "((((((((((((((((((((((((((((((((((((((row.a))))))))))))))))))))))))))))))))))))))"
      })
  void whatIsNotCarriedFaithfullyIsRefused(String text) {
    Problems problems = new Problems();
    Node.Scalar scalar = new Node.Scalar(text, Node.Style.PLAIN, new Source("f", 1, 1));
    assertThat(new Conditions(problems).read(scalar, Scope.ROWS)).isEmpty();
    assertThat(problems.sorted()).hasSize(1);
  }
}
