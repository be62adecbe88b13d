package dev.usher.core.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition.And;
import dev.usher.core.condition.Condition.Compare;
import dev.usher.core.condition.Condition.Constant;
import dev.usher.core.condition.Condition.Has;
import dev.usher.core.condition.Condition.If;
import dev.usher.core.condition.Condition.In;
import dev.usher.core.condition.Condition.Not;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.Or;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Condition.Truth;
import java.util.List;
import org.junit.jupiter.api.Test;

class MentionsTest {
  private static final Operand.Row C = new Operand.Row("c");
  private static final Operand.Subject A = new Operand.Subject("a");
  private static final Condition YES = new Constant(true);
  private static final Condition NO = new Constant(false);
  private static final Condition ROW = new Truth(C);
  private static final Condition ASKS = new Compare(C, Op.EQ, A);

  private static boolean needs(Condition condition) {
    return Mentions.needsAttributes(condition);
  }

  @Test
  void whatTouchesAnAttributeLetsNobodyThroughWithoutIt() {
    for (Condition asks :
        List.of(
            ASKS,
            new Compare(A, Op.NE, C),
            new In(C, A),
            new TextTest(A, TextTest.Kind.CONTAINS, "x"),
            new Truth(A))) {
      assertThat(needs(asks)).isTrue();
      assertThat(needs(new Not(asks))).isTrue();
      assertThat(needs(new Not(new Not(asks)))).isTrue();
    }
    for (Condition row : List.of(ROW, new Has(C), new Compare(C, Op.EQ, C), YES)) {
      assertThat(needs(row)).isFalse();
    }
    assertThat(needs(NO)).isTrue();
    assertThat(needs(new Not(NO))).isFalse();
  }

  @Test
  void whatIsJoined() {
    assertThat(needs(new And(List.of(ROW, ASKS)))).isTrue();
    assertThat(needs(new And(List.of(ROW, YES)))).isFalse();
    assertThat(needs(new Or(List.of(ASKS, new In(C, A))))).isTrue();
    assertThat(needs(new Or(List.of(ASKS, ROW)))).isFalse();
    // No attribute, so nobody is in the list: but the row is.
    assertThat(needs(new Not(new And(List.of(ASKS, ROW))))).isFalse();
  }

  @Test
  void whoHasNoneIsToldFromWhoHas() {
    assertThat(needs(new Has(A))).isTrue();
    assertThat(needs(new Not(new Has(A)))).isFalse();
  }

  @Test
  void eitherOrNeedsBothOrTheTest() {
    assertThat(needs(new If(ASKS, YES, YES))).isTrue();
    assertThat(needs(new If(ROW, ASKS, ASKS))).isTrue();
    assertThat(needs(new If(ROW, ASKS, YES))).isFalse();
    assertThat(needs(new If(ROW, YES, ASKS))).isFalse();
    assertThat(needs(new If(new Has(A), YES, YES))).isFalse();
  }
}
