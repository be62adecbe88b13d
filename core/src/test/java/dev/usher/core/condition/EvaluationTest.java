package dev.usher.core.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition.Compare;
import dev.usher.core.condition.Condition.In;
import dev.usher.core.condition.Condition.Not;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Evaluation.Truth;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final Operand.Row C = new Operand.Row("c");
  private static final Condition YES = new Condition.Constant(true);
  private static final Condition NO = new Condition.Constant(false);
  private static final Condition UNKNOWN = compare(Op.EQ, new Value.Null());

  private static Condition compare(Op op, Value right) {
    return new Compare(C, op, new Operand.Literal(right));
  }

  private static Truth of(Condition condition, Value c) {
    return Evaluation.truth(condition, Map.of("c", c), Map.of());
  }

  private static Truth of(Condition condition) {
    return Evaluation.truth(condition, Map.of(), Map.of());
  }

  @Test
  void nullAndMissingAreUnknownAlsoUnderNegation() {
    for (Op op : Op.values()) {
      Condition compared = compare(op, new Value.Int(1));
      assertThat(of(compared, new Value.Null())).isEqualTo(Truth.UNKNOWN);
      assertThat(of(compared)).isEqualTo(Truth.UNKNOWN);
      assertThat(of(new Not(compared))).isEqualTo(Truth.UNKNOWN);
      assertThat(Evaluation.holds(new Not(compared), Map.of(), Map.of())).isFalse();
    }
  }

  @Test
  void comparisonsOfEachOperator() {
    record Case(Op op, boolean less, boolean same, boolean more) {}
    for (Case c :
        List.of(
            new Case(Op.EQ, false, true, false),
            new Case(Op.NE, true, false, true),
            new Case(Op.LT, true, false, false),
            new Case(Op.LE, true, true, false),
            new Case(Op.GT, false, false, true),
            new Case(Op.GE, false, true, true))) {
      Condition two = compare(c.op(), new Value.Int(2));
      assertThat(of(two, new Value.Int(1))).isEqualTo(Truth.of(c.less()));
      assertThat(of(two, new Value.Int(2))).isEqualTo(Truth.of(c.same()));
      assertThat(of(two, new Value.Decimal(2.5))).isEqualTo(Truth.of(c.more()));
    }
  }

  @Test
  void valuesOfTwoTypesDoNotCompare() {
    assertThat(of(compare(Op.EQ, new Value.Int(1)), new Value.Text("1"))).isEqualTo(Truth.UNKNOWN);
    assertThat(of(compare(Op.NE, new Value.Bool(true)), new Value.Int(1))).isEqualTo(Truth.UNKNOWN);
    assertThat(of(compare(Op.EQ, new Value.Decimal(Double.NaN)), new Value.Int(1)))
        .isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void textIsOrderedByCodePoint() {
    Value supplementary = new Value.Text("\uD83D\uDE00");
    assertThat(of(compare(Op.LT, supplementary), new Value.Text("\uFF5E"))).isEqualTo(Truth.TRUE);
    assertThat(of(compare(Op.EQ, new Value.Text("a")), new Value.Text("A"))).isEqualTo(Truth.FALSE);
  }

  @Test
  void largeNumbersKeepTheirDigits() {
    assertThat(
            of(compare(Op.EQ, new Value.Int(9007199254740993L)), new Value.Int(9007199254740992L)))
        .isEqualTo(Truth.FALSE);
    assertThat(
            of(
                compare(Op.EQ, new Value.Int(9007199254740993L)),
                new Value.Decimal(9007199254740992d)))
        .isEqualTo(Truth.FALSE);
  }

  @Test
  void anExactNumberMeetsADecimalAsItIsWritten() {
    Value tenth = new Value.Exact(new BigDecimal("0.10"));
    assertThat(of(compare(Op.EQ, new Value.Decimal(0.1)), tenth)).isEqualTo(Truth.TRUE);
    assertThat(of(compare(Op.LT, tenth), new Value.Exact(new BigDecimal("0.0999999999999999999"))))
        .isEqualTo(Truth.TRUE);
    assertThat(of(compare(Op.EQ, new Value.Int(3)), new Value.Exact(new BigDecimal("3.000"))))
        .isEqualTo(Truth.TRUE);
    assertThat(of(compare(Op.GT, new Value.Int(3)), new Value.Exact(new BigDecimal("1E+400"))))
        .isEqualTo(Truth.TRUE);
  }

  @Test
  void aBinaryNumberIsNotTheDecimalNextToIt() {
    assertThat(of(compare(Op.EQ, new Value.Int(1L << 60)), new Value.Decimal(1.152921504606847E18)))
        .isEqualTo(Truth.TRUE);
  }

  @Test
  void infinitiesAreBeyondEveryNumberAndNaNIsNone() {
    Value infinite = new Value.Decimal(Double.POSITIVE_INFINITY);
    Value below = new Value.Decimal(Double.NEGATIVE_INFINITY);
    assertThat(of(compare(Op.GT, new Value.Int(Long.MAX_VALUE)), infinite)).isEqualTo(Truth.TRUE);
    assertThat(of(compare(Op.GT, new Value.Exact(BigDecimal.TEN.pow(400))), infinite))
        .isEqualTo(Truth.TRUE);
    assertThat(of(compare(Op.LT, below), new Value.Int(Long.MIN_VALUE))).isEqualTo(Truth.FALSE);
    assertThat(of(compare(Op.EQ, infinite), infinite)).isEqualTo(Truth.TRUE);
    Value nan = new Value.Decimal(Double.NaN);
    assertThat(of(compare(Op.NE, nan), nan)).isEqualTo(Truth.UNKNOWN);
    assertThat(of(compare(Op.LT, infinite), nan)).isEqualTo(Truth.UNKNOWN);
    Condition none = new In(C, new Operand.Literal(new Value.Many(List.of())));
    assertThat(of(none, nan)).isEqualTo(Truth.UNKNOWN);
    assertThat(of(none, infinite)).isEqualTo(Truth.FALSE);
  }

  @Test
  void timesAndBooleansCompare() {
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    assertThat(
            of(compare(Op.LT, new Value.Timestamp(noon)), new Value.Timestamp(noon.minusNanos(1))))
        .isEqualTo(Truth.TRUE);
    assertThat(of(compare(Op.EQ, new Value.Bool(true)), new Value.Bool(true)))
        .isEqualTo(Truth.TRUE);
    assertThat(of(new Condition.Truth(C), new Value.Bool(true))).isEqualTo(Truth.TRUE);
    assertThat(of(new Condition.Truth(C), new Value.Bool(false))).isEqualTo(Truth.FALSE);
    assertThat(of(new Condition.Truth(C), new Value.Text("true"))).isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void threeValuedConnectives() {
    assertThat(of(new Condition.And(List.of(YES, UNKNOWN)))).isEqualTo(Truth.UNKNOWN);
    assertThat(of(new Condition.And(List.of(NO, UNKNOWN)))).isEqualTo(Truth.FALSE);
    assertThat(of(new Condition.And(List.of(YES, YES)))).isEqualTo(Truth.TRUE);
    assertThat(of(new Condition.Or(List.of(YES, UNKNOWN)))).isEqualTo(Truth.TRUE);
    assertThat(of(new Condition.Or(List.of(NO, UNKNOWN)))).isEqualTo(Truth.UNKNOWN);
    assertThat(of(new Condition.Or(List.of(NO, NO)))).isEqualTo(Truth.FALSE);
    assertThat(of(new Not(YES))).isEqualTo(Truth.FALSE);
    assertThat(of(new Not(NO))).isEqualTo(Truth.TRUE);
    assertThat(of(new Condition.If(YES, NO, YES))).isEqualTo(Truth.FALSE);
    assertThat(of(new Condition.If(NO, NO, YES))).isEqualTo(Truth.TRUE);
    assertThat(of(new Condition.If(UNKNOWN, YES, YES))).isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void membershipInLists() {
    Condition in = new In(C, new Operand.Subject("list"));
    Value list = new Value.Many(List.of(new Value.Int(1), new Value.Int(2)));
    assertThat(Evaluation.truth(in, Map.of("c", new Value.Int(2)), Map.of("list", list)))
        .isEqualTo(Truth.TRUE);
    assertThat(Evaluation.truth(in, Map.of("c", new Value.Int(3)), Map.of("list", list)))
        .isEqualTo(Truth.FALSE);
    assertThat(Evaluation.truth(in, Map.of("c", new Value.Int(3)), Map.of()))
        .isEqualTo(Truth.UNKNOWN);
    Map<String, Value> empty = Map.of("list", new Value.Many(List.of()));
    assertThat(Evaluation.truth(in, Map.of("c", new Value.Int(3)), empty)).isEqualTo(Truth.FALSE);
    assertThat(Evaluation.truth(in, Map.of("c", new Value.Null()), empty)).isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void textTestsTakeTheirPartLiterally() {
    Value text = new Value.Text("50%_a");
    assertThat(of(new TextTest(C, TextTest.Kind.STARTS_WITH, "50%"), text)).isEqualTo(Truth.TRUE);
    assertThat(of(new TextTest(C, TextTest.Kind.STARTS_WITH, "%"), text)).isEqualTo(Truth.FALSE);
    assertThat(of(new TextTest(C, TextTest.Kind.ENDS_WITH, "_a"), text)).isEqualTo(Truth.TRUE);
    assertThat(of(new TextTest(C, TextTest.Kind.ENDS_WITH, "50"), text)).isEqualTo(Truth.FALSE);
    assertThat(of(new TextTest(C, TextTest.Kind.CONTAINS, "%_"), text)).isEqualTo(Truth.TRUE);
    assertThat(of(new TextTest(C, TextTest.Kind.CONTAINS, "b"), text)).isEqualTo(Truth.FALSE);
    assertThat(of(new TextTest(C, TextTest.Kind.CONTAINS, "5"), new Value.Int(5)))
        .isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void hasIsNeverUnknown() {
    assertThat(of(new Condition.Has(C), new Value.Int(1))).isEqualTo(Truth.TRUE);
    assertThat(of(new Condition.Has(C), new Value.Null())).isEqualTo(Truth.FALSE);
    assertThat(of(new Condition.Has(C))).isEqualTo(Truth.FALSE);
  }

  /** Letters beyond the first plane are two halves, which sort elsewhere by themselves. */
  @Test
  void textsAreInTheOrderOfTheirCodePoints() {
    List<String> letters =
        List.of(
            "",
            "a",
            "b",
            "\u00e9",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00");
    List<String> all = new ArrayList<>();
    for (String one : letters)
      for (String two : letters) for (String three : letters) all.add(one + two + three);
    for (String one : all)
      for (String other : all)
        assertThat(
                Evaluation.compare(new Value.Text(one), new Value.Text(other)).map(Integer::signum))
            .as(() -> one + " and " + other)
            .contains(
                Integer.signum(
                    Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray())));
  }

  @Test
  void wholeNumbersAreNotRounded() {
    List<Long> all = List.of(Long.MIN_VALUE, -1L, 0L, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE);
    for (long one : all)
      for (long other : all)
        assertThat(Evaluation.compare(new Value.Int(one), new Value.Int(other)))
            .contains(Long.compare(one, other));
  }
}
