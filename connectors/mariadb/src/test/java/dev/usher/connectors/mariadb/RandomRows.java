package dev.usher.connectors.mariadb;

import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Random rows, attributes, conditions over both, and policies of several roles over all that. */
final class RandomRows {
  static final List<String> TABLES = List.of("r0", "r1");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A",
          "a ",
          "ab",
          "b",
          "%",
          "_",
          "a%",
          "\\",
          "a\\",
          "'",
          "a'b",
          "\"",
          "NULL",
          "'; DROP TABLE r0; --",
          "\\' OR 1=1 --",
          "$1",
          "?",
          ":x",
          "{fn now()}",
          "$$",
          "\u00e4",
          "a\u0308",
          "\u00df",
          "\ud83d\ude00",
          "\uffff",
          "1",
          "true",
          "a\nb");

  private static final List<String> UUIDS =
      List.of(
          "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
          "00000000-0000-0000-0000-000000000000",
          "ffffffff-ffff-ffff-ffff-ffffffffffff");

  private static final List<Long> LONGS =
      List.of(0L, 1L, -1L, 2L, 42L, 2147483647L, -2147483648L, Long.MAX_VALUE, Long.MIN_VALUE);

  private static final List<String> EXACTS =
      List.of("0", "0.1", "-1", "42", "1e29", "0.3000000001", "9223372036854775808");

  private static final List<Double> DOUBLES =
      List.of(0.0, 0.1, 1.5, -1.0, 42.0, 1e300, 0.30000000000000004, 9.007199254740993E15);

  private static final List<Instant> INSTANTS =
      List.of(
          Instant.parse("1970-01-01T00:00:01Z"),
          Instant.parse("2026-10-25T00:30:00Z"),
          Instant.parse("2026-10-25T00:30:00.000001Z"),
          Instant.parse("2038-01-19T03:14:07Z"));

  /** Columns beside the id, with what they are declared as. */
  static final Map<String, String> COLUMNS = columns();

  private static Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("t", "text charset utf8mb4 collate utf8mb4_general_ci");
    columns.put("V `\"x", "varchar(60) charset utf8mb4 collate utf8mb4_unicode_ci");
    columns.put("c", "varchar(60) charset utf8mb4 collate utf8mb4_bin");
    columns.put("i", "int");
    columns.put("b", "bigint");
    columns.put("n", "decimal(40,10)");
    columns.put("d", "double");
    columns.put("f", "boolean");
    columns.put("at", "timestamp(6) null");
    columns.put("u", "uuid");
    return columns;
  }

  private final RandomGenerator random;

  RandomRows(RandomGenerator random) {
    this.random = random;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  Map<String, Value> row(int id) {
    Map<String, Value> row = new HashMap<>();
    row.put("id", new Value.Int(id));
    for (String column : COLUMNS.keySet()) {
      row.put(column, random.nextInt(6) > 0 ? value(column) : new Value.Null());
    }
    return row;
  }

  private Value value(String column) {
    return switch (column) {
      case "i" -> {
        long whole = one(LONGS);
        yield new Value.Int(Math.clamp(whole, Integer.MIN_VALUE, Integer.MAX_VALUE));
      }
      case "b" -> new Value.Int(one(LONGS));
      case "n" -> new Value.Exact(new BigDecimal(one(EXACTS)));
      case "d" -> new Value.Decimal(one(DOUBLES));
      case "f" -> new Value.Bool(random.nextBoolean());
      case "at" -> new Value.Timestamp(one(INSTANTS));
      case "u" -> new Value.Text(one(UUIDS));
      default -> new Value.Text(one(TEXTS));
    };
  }

  Map<String, Value> attributes() {
    Map<String, Value> all = new HashMap<>();
    all.put("word", new Value.Text(one(TEXTS)));
    all.put("key", new Value.Text(one(UUIDS)));
    all.put("level", new Value.Int(one(LONGS)));
    all.put("rate", new Value.Decimal(one(DOUBLES)));
    all.put("flag", new Value.Bool(random.nextBoolean()));
    all.put("words", many(() -> new Value.Text(one(TEXTS))));
    all.put("levels", many(() -> new Value.Int(one(LONGS))));
    all.put("rates", many(() -> new Value.Decimal(one(DOUBLES))));
    all.put("none", new Value.Many(List.of()));
    all.keySet().removeIf(_ -> random.nextInt(5) == 0);
    return all;
  }

  private Value many(java.util.function.Supplier<Value> of) {
    List<Value> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) values.add(of.get());
    return new Value.Many(values);
  }

  Condition condition(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) return leaf();
    return switch (random.nextInt(5)) {
      case 0, 1 -> new Condition.And(List.of(condition(depth - 1), condition(depth - 1)));
      case 2 -> new Condition.Or(List.of(condition(depth - 1), condition(depth - 1)));
      case 3 -> new Condition.Not(condition(depth - 1));
      default -> new Condition.If(condition(depth - 1), condition(depth - 1), condition(depth - 1));
    };
  }

  private Condition leaf() {
    String column = one(List.copyOf(COLUMNS.keySet()));
    Operand row = new Operand.Row(column);
    return switch (random.nextInt(10)) {
      case 0, 1 -> new Condition.Compare(row, op(column), literal(column));
      case 2, 3 -> new Condition.Compare(row, op(column), new Operand.Subject(attribute(column)));
      case 4, 5, 6 -> new Condition.In(row, new Operand.Subject(list(column)));
      case 7 ->
          new Condition.Has(
              random.nextBoolean()
                  ? new Operand.Row(column)
                  : new Operand.Subject(random.nextBoolean() ? attribute(column) : list(column)));
      case 8 ->
          new Condition.TextTest(
              new Operand.Row(one(List.of("t", "V `\"x", "c"))),
              one(List.of(Condition.TextTest.Kind.values())),
              one(TEXTS));
      default ->
          new Condition.Truth(
              random.nextBoolean() ? new Operand.Row("f") : new Operand.Subject("flag"));
    };
  }

  private Op op(String column) {
    boolean ordered = !column.equals("f") && !column.equals("u");
    return ordered ? one(List.of(Op.values())) : one(List.of(Op.EQ, Op.NE));
  }

  private Operand literal(String column) {
    Value value = value(column);
    return new Operand.Literal(
        switch (value) {
          case Value.Exact(BigDecimal exact) -> new Value.Decimal(exact.doubleValue());
          case Value.Decimal(double number) -> new Value.Decimal(Double.isNaN(number) ? 1 : number);
          default -> value;
        });
  }

  private String attribute(String column) {
    if (random.nextInt(20) == 0) return "nobody has";
    return switch (column) {
      case "i", "b", "n" -> "level";
      case "d" -> "rate";
      case "f" -> "flag";
      case "u" -> "key";
      default -> "word";
    };
  }

  private String list(String column) {
    if (random.nextInt(8) == 0) return "none";
    return switch (column) {
      case "i", "b", "n" -> "levels";
      case "d" -> "rates";
      default -> "words";
    };
  }

  /**
   * Several roles, each with several permissions, and who holds them.
   *
   * @param words that permissions may be of
   */
  Access access(dev.usher.core.model.Target target, List<String> words, List<String> accounts) {
    Means means = new Means(target);
    List<String> roles = List.of("one", "two", "three");
    // Columns and rows of one action that are alike are what can be carried; at times they are not.
    Map<String, Set<String>> alike = new HashMap<>();
    boolean open = false;
    List<Condition> conditions = List.of(condition(2), condition(2), condition(1));
    for (String role : roles) {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        String table = one(TABLES);
        String word = one(words);
        Condition rows = one(conditions);
        boolean narrowed = random.nextInt(3) > 0;
        boolean byColumn =
            !word.equals("delete") && (random.nextInt(3) == 0 || narrowed && word.equals("update"));
        Set<String> columns =
            random.nextInt(5) == 0 ? some() : alike.computeIfAbsent(word, _ -> some());
        if (word.equals("update")) {
          columns = new TreeSet<>(columns);
          for (Condition one : conditions) columns.removeAll(Mentions.columns(one));
        }
        boolean reads = word.equals("update") || word.equals("delete");
        if (reads && random.nextInt(4) > 0) means.rows(role, "select", one(conditions), table);
        if (word.equals("update") && random.nextInt(4) > 0) {
          // What is updated is to be read of every row, or it is refused.
          if (byColumn) means.columns("open", "select", columns, table);
          else means.role("open", "select", table);
          open = true;
        }
        if (narrowed && byColumn) means.rows(role, word, columns, rows, table);
        else if (narrowed) means.rows(role, word, rows, table);
        else if (byColumn) means.columns(role, word, columns, table);
        else means.role(role, word, table);
      }
    }
    if (random.nextInt(3) == 0) means.includes("one", "three");
    for (String account : accounts) {
      List<String> held =
          new ArrayList<>(roles.stream().filter(_ -> random.nextInt(5) < 2).toList());
      if (open && !held.isEmpty()) held.add("open");
      if (!held.isEmpty()) means.member(account, attributes(), held.toArray(String[]::new));
    }
    return means.access();
  }

  private Set<String> some() {
    Set<String> some = new TreeSet<>(Set.of("id"));
    for (String column : COLUMNS.keySet()) if (random.nextBoolean()) some.add(column);
    return some;
  }
}
