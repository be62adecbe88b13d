package dev.usher.sql;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.sql.Ground.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Conditions that mostly make sense, with constants near to what is in the rows. */
final class RandomCondition {
  private final List<Field> fields;
  private final RandomGenerator random;

  RandomCondition(List<Field> fields, RandomGenerator random) {
    this.fields = fields;
    this.random = random;
  }

  Condition next() {
    return condition(random.nextInt(4));
  }

  private Condition condition(int depth) {
    if (depth == 0) return leaf();
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Condition.And(some(depth));
      case 2, 3 -> new Condition.Or(some(depth));
      case 4, 5 -> new Condition.Not(condition(depth - 1));
      case 6 -> new Condition.If(condition(depth - 1), condition(depth - 1), condition(depth - 1));
      default -> leaf();
    };
  }

  private List<Condition> some(int depth) {
    List<Condition> some = new ArrayList<>();
    for (int i = 2 + random.nextInt(2); i > 0; i--) some.add(condition(depth - 1));
    return some;
  }

  private Condition leaf() {
    Field field = Ground.one(fields, random);
    Operand row = new Operand.Row(field.name());
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> new Condition.Compare(row, op(), literal(field));
      case 5 -> new Condition.Compare(literal(field), op(), row);
      case 6 -> new Condition.Compare(row, op(), new Operand.Row(like(field).name()));
      case 7, 8 -> new Condition.Compare(row, op(), attribute(field));
      case 9 -> new Condition.Compare(attribute(field), op(), literal(field));
      case 10, 11 -> new Condition.In(row, new Operand.Literal(list(field)));
      case 12, 13 -> new Condition.In(row, listed(field));
      case 14 -> new Condition.In(literal(field), listed(field));
      case 15, 16 -> test(field);
      case 17 ->
          new Condition.Has(
              random.nextInt(4) > 0 ? new Operand.Row(field.name()) : attribute(field));
      case 18 -> truth();
      default ->
          random.nextInt(6) == 0
              ? new Condition.Constant(random.nextBoolean())
              : new Condition.Compare(row, op(), literal(field));
    };
  }

  private Op op() {
    return Op.values()[random.nextInt(Op.values().length)];
  }

  private Field like(Field field) {
    List<Field> alike =
        fields.stream().filter(other -> other != field && kind(other).equals(kind(field))).toList();
    return alike.isEmpty() ? field : Ground.one(alike, random);
  }

  private static String kind(Field field) {
    return switch (field.values().getFirst()) {
      case Value.Int _, Value.Exact _ -> "number";
      case Value.Text _ -> "text";
      case Value value -> value.getClass().getSimpleName();
    };
  }

  private Operand.Ref attribute(Field field) {
    if (random.nextInt(30) == 0) return new Operand.Subject("nothing");
    return new Operand.Subject(
        switch (field.values().getFirst()) {
          case Value.Bool _ -> "flag";
          case Value.Int _, Value.Exact _ -> random.nextInt(6) > 0 ? "level" : "rate";
          case Value.Decimal _ -> random.nextInt(6) > 0 ? "rate" : "level";
          case Value.Text(String text) -> text.length() == 36 ? "account" : "region";
          case Value.Timestamp _, Value.Null _, Value.Many _ -> "region";
        });
  }

  private Operand listed(Field field) {
    if (random.nextInt(30) == 0) return new Operand.Subject("nothing");
    return new Operand.Subject(
        switch (field.values().getFirst()) {
          case Value.Int _, Value.Exact _ -> random.nextInt(6) > 0 ? "ids" : "rates";
          case Value.Decimal _ -> random.nextInt(6) > 0 ? "rates" : "ids";
          case Value.Text(String text) -> text.length() == 36 ? "accounts" : "names";
          case Value.Bool _, Value.Timestamp _, Value.Null _, Value.Many _ -> "names";
        });
  }

  private Condition test(Field field) {
    List<String> parts = new ArrayList<>(Hostile.TEXTS);
    field
        .values()
        .forEach(
            value -> {
              if (value instanceof Value.Text(String text)) parts.add(text);
            });
    String whole = Ground.one(parts, random);
    int[] points = whole.codePoints().toArray();
    int from = random.nextInt(points.length + 1);
    String part =
        random.nextBoolean()
            ? whole
            : new String(points, from, random.nextInt(points.length - from + 1));
    Operand.Ref of =
        random.nextInt(6) > 0 ? new Operand.Row(text().name()) : new Operand.Subject("region");
    Condition.TextTest.Kind[] kinds = Condition.TextTest.Kind.values();
    return new Condition.TextTest(of, kinds[random.nextInt(kinds.length)], part);
  }

  private Field text() {
    return Ground.one(fields.stream().filter(field -> kind(field).equals("text")).toList(), random);
  }

  private Condition truth() {
    List<Field> flags = fields.stream().filter(field -> kind(field).equals("Bool")).toList();
    return new Condition.Truth(
        random.nextInt(4) > 0
            ? new Operand.Row(Ground.one(flags, random).name())
            : new Operand.Subject("flag"));
  }

  private Value list(Field field) {
    List<Value> values = new ArrayList<>();
    for (int i = 1 + random.nextInt(6); i > 0; i--) values.add(value(field));
    return new Value.Many(values);
  }

  private Operand literal(Field field) {
    return new Operand.Literal(value(field));
  }

  /** What CEL can write: no exact numbers, no infinities. */
  private Value value(Field field) {
    Value value = Ground.one(field.values(), random);
    return switch (value) {
      case Value.Int(long whole) -> number(BigDecimal.valueOf(whole));
      case Value.Exact(BigDecimal exact) -> number(exact);
      case Value.Decimal(double number) ->
          number(Double.isFinite(number) ? new BigDecimal(number) : BigDecimal.ONE);
      case Value.Text(String text) -> new Value.Text(nearby(text, field));
      case Value.Timestamp(Instant instant) ->
          new Value.Timestamp(
              instant.equals(Instant.MAX) || instant.equals(Instant.MIN)
                  ? Hostile.INSTANTS.getFirst()
                  : moved(instant));
      case Value.Bool _, Value.Null _, Value.Many _ -> value;
    };
  }

  private Instant moved(Instant instant) {
    Instant moved =
        switch (random.nextInt(6)) {
          case 0 -> instant.plusNanos(1);
          case 1 -> instant.minusNanos(1);
          case 2 -> instant.plusNanos(1000);
          case 3 -> instant.minusSeconds(3600);
          default -> instant;
        };
    return moved.isBefore(Hostile.FAR.getFirst()) || moved.isAfter(Hostile.FAR.getLast())
        ? instant
        : moved;
  }

  private Value number(BigDecimal near) {
    return switch (random.nextInt(8)) {
      case 0 -> new Value.Decimal(Ground.one(Hostile.DOUBLES, random));
      case 1 -> new Value.Int(Ground.one(Hostile.LONGS, random));
      case 2 -> new Value.Decimal(finite(near.doubleValue() + 0.5));
      case 3 -> new Value.Decimal(finite(Math.nextUp(near.doubleValue())));
      case 4 -> new Value.Decimal(finite(near.doubleValue()));
      default -> new Value.Int(near.longValue());
    };
  }

  private static double finite(double number) {
    return Double.isFinite(number) ? number : 1;
  }

  private String nearby(String text, Field field) {
    if (text.length() == 36) return Ground.one(Hostile.UUIDS, random);
    return switch (random.nextInt(8)) {
      case 0 -> text + Ground.one(Hostile.TEXTS, random);
      case 1 -> text + " ";
      case 2 -> Ground.one(Hostile.TEXTS, random);
      default -> text;
    };
  }
}
