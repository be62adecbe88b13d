package dev.usher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.ConditionText;
import dev.usher.core.model.Source;
import dev.usher.policy.cel.Conditions;
import dev.usher.policy.cel.Scope;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A condition's text is read as the same condition. */
class ConditionTextTest {
  private static Condition read(String text) {
    Problems problems = new Problems();
    return new Conditions(problems)
        .read(new Node.Scalar(text, Node.Style.PLAIN, new Source("f", 1, 1)), Scope.ROWS)
        .orElseThrow(() -> new AssertionError(problems.sorted().toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "row.a == subject.b",
        "row.a < timestamp(\"2027-01-01T00:00:00Z\") || row.a >= -3 || row.a == 2.5",
        "row.a in subject.b && row.c in [\"x\", \"y\"] && !(row.d in [1, 2])",
        "(row.a == 1 || row.b == 2) && (row.c == 3 || !has(row.d))",
        "row.a && !row.b && !!row.c && !(row.a == 1) && !(row.b || row.c)",
        "has(subject.a) ? row.a == 1 : (row.b ? true : row.c != \"c\")",
        "row.a.startsWith(\"q\\\"uo\\\\te\") && row.a.endsWith(\"\\n\\u202e\") && row.a.contains(\"🙂\")",
        "true"
      })
  void isReadAsTheSame(String text) {
    Condition condition = read(text);
    assertThat(read(ConditionText.of(condition))).isEqualTo(condition);
  }
}
