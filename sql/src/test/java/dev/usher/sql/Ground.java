package dev.usher.sql;

import dev.usher.core.condition.Value;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A table full of hostile rows on a real server, and subjects beside it. */
abstract class Ground implements AutoCloseable {
  private static final int ROWS = 200;
  private static final int SUBJECTS = 12;

  /** A column, how it is declared, and what can be in it beside NULL. */
  record Field(String name, String declared, List<Value> values) {}

  final List<Field> fields;
  final List<Map<String, Value>> rows = new ArrayList<>();
  final List<Map<String, Value>> subjects = new ArrayList<>();

  /** The same rows whatever the seed is: so that a condition is replayed with its rows. */
  Ground(List<Field> fields, RandomGenerator random) {
    this.fields = fields;
    for (int i = 0; i < ROWS; i++) {
      Map<String, Value> row = new LinkedHashMap<>();
      for (Field field : fields) {
        if (random.nextInt(8) > 0) row.put(field.name(), one(field.values(), random));
      }
      rows.add(row);
    }
    Map<String, Value> empty = new HashMap<>();
    lists().keySet().forEach(name -> empty.put(name, new Value.Many(List.of())));
    subjects.add(empty);
    for (int i = 1; i < SUBJECTS; i++) subjects.add(subject(random));
    // Zero has a sign in the rows.
    Value zeros = new Value.Many(List.of(new Value.Decimal(0), new Value.Decimal(1.5)));
    subjects.get(1).put("rates", zeros);
  }

  private static Map<String, Value> subject(RandomGenerator random) {
    Map<String, Value> subject = new HashMap<>();
    scalars()
        .forEach(
            (name, values) -> {
              if (random.nextInt(5) > 0) subject.put(name, one(values, random));
            });
    lists()
        .forEach(
            (name, values) -> {
              if (random.nextInt(5) == 0) return;
              List<Value> list = new ArrayList<>();
              for (int size = random.nextInt(6); size > 0; size--) list.add(one(values, random));
              if (random.nextInt(5) == 0) list.add(new Value.Null());
              subject.put(name, new Value.Many(list));
            });
    return subject;
  }

  /** Attributes by name, with what they may be; in one order, so that a seed replays. */
  static Map<String, List<Value>> scalars() {
    return new TreeMap<>(
        Map.of(
            "region", Hostile.texts(Hostile.TEXTS),
            "account", Hostile.texts(Hostile.UUIDS),
            "level", Hostile.longs(Long.MIN_VALUE, Long.MAX_VALUE),
            "rate", Hostile.doubles(),
            "flag", Hostile.flags()));
  }

  static Map<String, List<Value>> lists() {
    return new TreeMap<>(
        Map.of(
            "names", Hostile.texts(Hostile.TEXTS),
            "accounts", Hostile.texts(Hostile.UUIDS),
            "ids", Hostile.longs(Long.MIN_VALUE, Long.MAX_VALUE),
            "rates", Hostile.doubles()));
  }

  static <T> T one(List<T> of, RandomGenerator random) {
    return of.get(random.nextInt(of.size()));
  }

  abstract Dialect dialect();

  /** What the dialect says of the columns, as the catalogue describes them. */
  abstract Map<String, Type> types();

  /** The attributes of a subject, by number, looked up. */
  abstract Map<String, Attribute> looked(int subject);

  /** For each expression the numbers of the rows that it lets through, in each way there is. */
  abstract Map<String, List<Set<Integer>>> rowsOf(List<String> expressions);

  /** The connections that a filter is asked by, each with what there is to it. */
  abstract Map<String, Connection> clients();

  /** The catalogue's columns. */
  abstract List<Column> columns();

  static Map<String, Attribute> known(Map<String, Value> subject) {
    Map<String, Attribute> attributes = new HashMap<>();
    subject.forEach((name, value) -> attributes.put(name, new Attribute.Known(value)));
    return attributes;
  }

  /** One statement with a SELECT … WHERE for each expression. */
  String select(List<String> expressions) {
    List<String> selects = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      selects.add(
          "SELECT "
              + i
              + " AS c, "
              + dialect().name("id")
              + " AS r FROM hostile WHERE "
              + expressions.get(i));
    }
    return String.join("\nUNION ALL ", selects);
  }

  static List<Set<Integer>> sorted(List<List<String>> answer, int expressions) {
    List<Set<Integer>> sets = new ArrayList<>();
    for (int i = 0; i < expressions; i++) sets.add(new TreeSet<>());
    answer.forEach(row -> sets.get(Integer.parseInt(row.get(0))).add(Integer.parseInt(row.get(1))));
    return sets;
  }

  @Override
  public abstract void close();
}
