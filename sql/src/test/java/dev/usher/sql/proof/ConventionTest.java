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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is proved is proved of {@link Convention}: it is {@link Evaluation}'s, value for value. */
class ConventionTest {
  private final Proof proof = new Proof();

  @AfterEach
  void done() {
    proof.close();
  }

  private static World world(Engine engine) {
    return switch (engine) {
      case POSTGRES -> Worlds.POSTGRES;
      case MARIADB -> Worlds.MARIADB;
    };
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
      case Holds.Decimal _ -> values.addAll(exacts("0", "1", "7"));
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
  void isWhatEvaluationSays(Engine engine) {
    World world = world(engine);
    for (Field field : world.columns().values()) {
      List<Value> values = values(field.holds());
      for (int i = 0; i < values.size(); i++) {
        Map<String, Value> row = new HashMap<>();
        for (Field one : like(world, field)) {
          row.put(one.name(), values.get((one == field ? i : i + 1) % values.size()));
        }
        same(world, field, row);
      }
    }
  }

  private void same(World world, Field field, Map<String, Value> row) {
    Script script = new Script();
    Convention convention = new Convention(world, script);
    row.forEach(
        (name, value) -> {
          Field one = world.columns().get(name);
          one.declare(script);
          script.given(one.is(value));
        });
    assertThat(proof.example(script.toString())).as("can be: " + row).isPresent();
    List<String> same = new ArrayList<>();
    for (Condition condition : conditions(world, field)) {
      String truth = truth(Evaluation.truth(condition, row, Map.of()));
      same.add(Smt.equal(convention.truth(condition), truth));
    }
    script.given(Smt.not(Smt.all(same)));
    assertThat(proof.example(script.toString())).as(row.toString()).isEmpty();
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
