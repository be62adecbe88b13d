package dev.usher.sql.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is proved is proved of {@link Convention}: it is {@link Evaluation}'s, value for value. */
class ConventionTest {
  private final Proof proof = new Proof();

  @AfterEach
  void done() {
    proof.close();
  }

  /** What a column holds, constants of its type among it, and the odd ones. */
  private static List<Value> values(Holds holds) {
    List<Value> values = new ArrayList<>(List.of(new Value.Null()));
    switch (holds) {
      case Holds.Flag _, Holds.TinyInt _ -> values.addAll(Worlds.constants(holds));
      case Holds.Whole(long min, long max) ->
          values.addAll(
              List.of(new Value.Int(min), new Value.Int(max), new Value.Int(2), new Value.Int(3)));
      case Holds.Numeric _ -> {
        values.addAll(exacts("0.1", "0.105", "-99999999.99", "0", "7"));
        values.addAll(doubles(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
      }
      case Holds.Decimal(var _, var _, int scale) ->
          values.addAll(scale > 0 ? exacts("0", "0.1", "7") : exacts("0", "1", "7"));
      case Holds.Double(boolean finite) -> {
        values.addAll(doubles(-0.0, 0, 0.1, 1.5, 9007199254740992d, 9007199254740994d, 7));
        values.addAll(doubles(Double.MIN_VALUE, -Double.MAX_VALUE, Math.nextUp(1.5)));
        if (!finite) values.addAll(doubles(Double.NaN, Double.NEGATIVE_INFINITY));
      }
      case Holds.Text _, Holds.Label _, Holds.Uuid _ -> values.addAll(Worlds.constants(holds));
      case Holds.TimestampTz _ ->
          values.addAll(
              times(Instant.MAX, Instant.MIN, Instant.EPOCH, Instant.EPOCH.minusNanos(1000)));
      case Holds.Timestamp _ -> values.addAll(times(Instant.parse("2027-03-31T18:00:00.000001Z")));
      case Holds.Other _ -> {}
    }
    return values;
  }

  private static List<Value> exacts(String... numbers) {
    return List.of(numbers).stream().<Value>map(n -> new Value.Exact(new BigDecimal(n))).toList();
  }

  private static List<Value> doubles(double... numbers) {
    List<Value> values = new ArrayList<>();
    for (double number : numbers) values.add(new Value.Decimal(number));
    return values;
  }

  private static List<Value> times(Instant... times) {
    return List.of(times).stream().<Value>map(Value.Timestamp::new).toList();
  }

  /** Asked of each value of each column. */
  private static List<Condition> conditions(World world, Field field) {
    Operand.Ref row = new Operand.Row(field.name());
    List<Condition> conditions = new ArrayList<>(List.of(new Condition.Has(row)));
    conditions.add(new Condition.Truth(row));
    List<Value> constants = new ArrayList<>(Worlds.constants(field.holds()));
    conditions.add(new Condition.In(row, new Operand.Literal(new Value.Many(constants))));
    conditions.add(new Condition.In(row, new Operand.Literal(new Value.Many(List.of()))));
    for (Value known : Worlds.KNOWN) {
      boolean approximate = known instanceof Value.Exact && field.holds() instanceof Holds.Double;
      if (!approximate) constants.add(known);
    }
    for (Value constant : constants) {
      for (Op op : Op.values()) {
        conditions.add(new Condition.Compare(row, op, new Operand.Literal(constant)));
      }
      conditions.add(new Condition.Compare(new Operand.Literal(constant), Op.LT, row));
    }
    for (TextTest.Kind kind : TextTest.Kind.values()) {
      conditions.add(new TextTest(row, kind, "e"));
      conditions.add(new TextTest(row, kind, ""));
    }
    for (Field other : like(world, field)) {
      conditions.add(new Condition.Compare(row, Op.LT, new Operand.Row(other.name())));
      conditions.add(new Condition.Compare(row, Op.EQ, new Operand.Row(other.name())));
    }
    return conditions;
  }

  /** Other columns of the type hold the next of its values. */
  @ParameterizedTest
  @EnumSource
  void ofEachValue(Engine engine) {
    World world = Worlds.of(engine);
    Set<Holds> done = new HashSet<>();
    for (Field field : world.columns().values()) {
      if (!done.add(field.holds())) continue;
      List<Value> values = values(field.holds());
      for (int i = 0; i < values.size(); i++) {
        Map<String, Value> row = new HashMap<>();
        for (Field one : like(world, field)) {
          row.put(one.name(), values.get((one == field ? i : i + 1) % values.size()));
        }
        same(world, row, Map.of(), conditions(world, field));
      }
    }
  }

  @Test
  void ofEachConnective() {
    Condition p = new Condition.Truth(new Operand.Row("p"));
    Condition q = new Condition.Truth(new Operand.Row("q"));
    Condition r = new Condition.Truth(new Operand.Row("r"));
    List<Condition> conditions =
        List.of(
            new Condition.Not(p),
            new Condition.And(List.of()),
            new Condition.Or(List.of()),
            new Condition.And(List.of(p, q, r)),
            new Condition.Or(List.of(p, q, r)),
            new Condition.If(p, q, r),
            new Condition.Constant(true),
            new Condition.Constant(false));
    List<Value> truths = values(new Holds.Flag());
    for (Value one : truths) {
      for (Value two : truths) {
        for (Value three : truths) {
          same(Worlds.POSTGRES, Map.of("p", one, "q", two, "r", three), Map.of(), conditions);
        }
      }
    }
  }

  @Test
  void ofLists() {
    ofLists("flags", "p", new Value.Bool(true));
    ofLists("ids", "i4", new Value.Int(2));
    ofLists("ids", "n", new Value.Int(7));
    ofLists("budgets", "n", new Value.Exact(new BigDecimal("0.1")));
    ofLists("budgets", "i4", new Value.Exact(new BigDecimal("2")));
    ofLists("rates", "d", new Value.Decimal(0.0), new Value.Decimal(0.1));
    ofLists("names", "t", new Value.Text("it's"), new Value.Text(""));
    ofLists("accounts", "u", Worlds.constants(new Holds.Uuid()).getFirst());
  }

  private void ofLists(String list, String column, Value... elements) {
    List<Value> withNull = new ArrayList<>(List.of(elements));
    withNull.add(new Value.Null());
    List<Map<String, Value>> subjects =
        List.of(
            Map.of(),
            Map.of(list, new Value.Many(List.of())),
            Map.of(list, new Value.Many(List.of(elements))),
            Map.of(list, new Value.Many(withNull)));
    Operand.Ref subject = new Operand.Subject(list);
    List<Condition> conditions =
        List.of(
            new Condition.In(new Operand.Row(column), subject),
            new Condition.In(new Operand.Literal(elements[0]), subject),
            new Condition.In(new Operand.Literal(new Value.Null()), subject),
            new Condition.Has(subject));
    for (Value value : values(Worlds.POSTGRES.columns().get(column).holds())) {
      for (Map<String, Value> one : subjects) {
        same(Worlds.POSTGRES, Map.of(column, value), one, conditions);
      }
    }
  }

  private void same(
      World world, Map<String, Value> row, Map<String, Value> subject, List<Condition> conditions) {
    Script script = new Script();
    Convention convention = new Convention(world, script);
    row.forEach(
        (name, value) -> {
          Field field = world.columns().get(name);
          field.declare(script);
          script.given(field.is(value));
        });
    for (Listing list : world.listed().values()) {
      list.declare(script, world.engine());
      Value attribute = subject.get(list.name().substring("my ".length()));
      script.given(
          attribute instanceof Value.Many(var values) ? list.is(values) : list.isMissing());
    }
    List<String> same = new ArrayList<>();
    for (Condition condition : conditions) {
      String truth = truth(Evaluation.truth(condition, row, subject));
      same.add(Smt.equal(convention.truth(condition), truth));
    }
    assertThat(proof.example(script.toString())).as("can be: " + row + subject).isPresent();
    script.given(Smt.not(Smt.all(same)));
    assertThat(proof.example(script.toString())).as(row + ", " + subject).isEmpty();
  }

  private static List<Field> like(World world, Field field) {
    return world.columns().values().stream()
        .filter(other -> other.holds().equals(field.holds()))
        .toList();
  }

  private static String truth(Evaluation.Truth truth) {
    return switch (truth) {
      case FALSE -> Convention.FALSE;
      case UNKNOWN -> Convention.UNKNOWN;
      case TRUE -> Convention.TRUE;
    };
  }
}
