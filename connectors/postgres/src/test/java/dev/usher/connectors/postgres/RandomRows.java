package dev.usher.connectors.postgres;

import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.postgresql.util.PGobject;

/** Random rows, attributes, conditions over both, and policies of several roles over all that. */
final class RandomRows {
  static final List<String> TABLES = List.of("r0", "r1", "r2", "r3");

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
      List.of("0", "0.1", "-1", "42", "1e100", "0.30000000000000004", "9223372036854775808");

  private static final List<Double> DOUBLES =
      List.of(0.0, 0.1, 1.5, -1.0, 42.0, 1e300, 0.30000000000000004, 9.007199254740993E15);

  private static final List<Instant> INSTANTS =
      List.of(
          Instant.EPOCH,
          Instant.parse("2026-10-25T00:30:00Z"),
          Instant.parse("2026-10-25T00:30:00.000001Z"),
          Instant.parse("9998-12-31T23:59:59Z"));

  /** Columns beside the id, with what they are declared as. */
  static final Map<String, String> COLUMNS = columns();

  private static Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("t", "text");
    columns.put("V \"x", "varchar(60)");
    columns.put("c", "text collate \"C\"");
    columns.put("i", "integer");
    columns.put("b", "bigint");
    columns.put("n", "numeric");
    columns.put("d", "double precision");
    columns.put("f", "boolean");
    columns.put("at", "timestamptz");
    columns.put("u", "uuid");
    return columns;
  }

  private final RandomGenerator random;

  /** Most policies are such as can be carried; what others must be refused for is left out. */
  private final boolean calm;

  /** By action and table: columns of some rows and others of others are what cannot be carried. */
  private final Map<String, Optional<Set<String>>> alike = new HashMap<>();

  /** Whether some roles are put on; no condition has a subject then. */
  private boolean hats;

  /** Roles that read by views, where columns and rows are as unlike as they like. */
  private final Set<String> views = new TreeSet<>();

  RandomRows(RandomGenerator random) {
    this.random = random;
    this.calm = random.nextInt(5) > 0;
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
      case "d" -> new Value.Decimal(random.nextInt(8) == 0 ? Double.NaN : one(DOUBLES));
      case "f" -> new Value.Bool(random.nextBoolean());
      case "at" -> new Value.Timestamp(one(INSTANTS));
      case "u" -> new Value.Text(one(UUIDS));
      default -> new Value.Text(one(TEXTS));
    };
  }

  /** As the driver takes it for that column. */
  static Object jdbc(String column, Value value) throws SQLException {
    return switch (value) {
      case Value.Null _ -> null;
      case Value.Text(String text) when column.equals("u") -> {
        PGobject uuid = new PGobject();
        uuid.setType("uuid");
        uuid.setValue(text);
        yield uuid;
      }
      case Value.Text(String text) -> text;
      case Value.Int(long whole) -> whole;
      case Value.Exact(BigDecimal exact) -> exact;
      case Value.Decimal(double number) -> number;
      case Value.Bool(boolean flag) -> flag;
      case Value.Timestamp(Instant instant) -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
      case Value.Many _ -> throw new IllegalArgumentException("no cell");
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
    if (hats)
      return random.nextInt(4) == 0
          ? new Condition.Has(new Operand.Row(column))
          : new Condition.Compare(row, op(column), literal(column));
    int kind = random.nextInt(10);
    if (calm && kind >= 2 && column.equals("at")) kind = 0;
    if (calm && kind >= 4 && List.of("f", "u").contains(column)) kind = 2;
    return switch (kind) {
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
              new Operand.Row(one(List.of("t", "V \"x", "c"))),
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
   * @param adopted the one of the accounts that was there before usher
   * @param mayHat whether the server has roles that are put on
   */
  Access access(
      dev.usher.core.model.Target target,
      List<String> words,
      List<String> accounts,
      String adopted,
      boolean mayHat) {
    hats = mayHat && random.nextInt(3) == 0;
    Means means = new Means(target);
    List<String> roles = List.of("one", "two", "three");
    List<Condition> conditions = List.of(condition(2), condition(2), condition(1));
    if (random.nextInt(3) == 0)
      for (String role : roles) if (random.nextInt(3) > 0) views.add(role);
    for (String role : roles) {
      for (int i = 2 + random.nextInt(4); i > 0; i--) {
        String table = one(TABLES);
        boolean looks = views.contains(role) && random.nextInt(30) > 0;
        String word = looks ? "select" : one(words);
        boolean reads = word.equals("update") || word.equals("delete");
        if (reads && (calm || random.nextInt(4) > 0))
          permission(means, role, "select", table, conditions);
        permission(means, role, word, table, conditions);
      }
    }
    if (random.nextInt(3) == 0) means.includes("one", "three");
    for (String role : roles) {
      if (views.contains(role)) means.carry(role, Carry.VIEW);
      else if (hats && random.nextInt(3) > 0) means.carry(role, Carry.SWITCH);
    }
    for (String account : accounts) {
      List<String> held = roles.stream().filter(_ -> random.nextInt(5) < 2).toList();
      boolean adopt = account.equals(adopted);
      if (!held.isEmpty()) means.member(account, adopt, attributes(), held.toArray(String[]::new));
    }
    return means.access();
  }

  /** Rows or columns or both or all of a table, as it comes. */
  private void permission(
      Means means, String role, String word, String table, List<Condition> conditions) {
    Condition rows = one(conditions);
    Optional<Set<String>> columns =
        views.contains(role)
            ? Optional.of(some()).filter(_ -> random.nextInt(3) > 0)
            : columns(word, table, conditions);
    boolean narrowed = random.nextInt(3) > 0;
    String on = "public/" + table;
    if (narrowed && columns.isPresent()) means.rows(role, word, columns.get(), rows, on);
    else if (narrowed) means.rows(role, word, rows, on);
    else if (columns.isPresent()) means.columns(role, word, columns.get(), on);
    else means.role(role, word, on);
  }

  private Optional<Set<String>> columns(String word, String table, List<Condition> conditions) {
    if (hats ? random.nextBoolean() : calm || random.nextInt(5) > 0)
      return alike.computeIfAbsent(word + " " + table, _ -> anyColumns(word, conditions));
    return anyColumns(word, conditions);
  }

  /** What a condition reads is not updated. */
  private Optional<Set<String>> anyColumns(String word, List<Condition> conditions) {
    if (word.equals("delete") || !word.equals("update") && random.nextInt(3) > 0)
      return Optional.empty();
    Set<String> some = some();
    if (word.equals("update")) conditions.forEach(one -> some.removeAll(Mentions.columns(one)));
    return Optional.of(some);
  }

  private Set<String> some() {
    Set<String> some = new TreeSet<>(Set.of("id"));
    for (String column : COLUMNS.keySet()) if (random.nextBoolean()) some.add(column);
    return some;
  }
}
