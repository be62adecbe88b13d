package dev.usher.cli.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.core.condition.Value;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One row of a table, with something hostile in every column.
 *
 * @param values of each column; NULL where there is none
 */
record AlikeRow(int id, Map<String, Value> values) {
  /** What columns are declared as, in their order, beside the id. */
  static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put("region", "text");
    COLUMNS.put("note", "varchar(4000)");
    COLUMNS.put("total", "int");
    COLUMNS.put("big", "bigint");
    COLUMNS.put("open", "bool");
    COLUMNS.put("price", "numeric");
    COLUMNS.put("score", "double precision");
    COLUMNS.put("ref", "uuid");
    COLUMNS.put("at", "timestamptz");
  }

  static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "north",
          "NORTH",
          "no'rth",
          "north ",
          "100%",
          "a_b",
          "a%",
          "süd",
          "su\u0308d",
          "\"x\\",
          "\\",
          "NULL",
          "'; DROP TABLE orders; --",
          "$1 ? :x",
          "{fn now()}",
          "$$",
          "a\nb\tc",
          "7",
          "true",
          "\uD83D\uDE00",
          "\u7f8e",
          "x".repeat(3000));

  static final List<String> UUIDS =
      List.of(
          "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
          "00000000-0000-0000-0000-000000000000",
          "ffffffff-ffff-ffff-ffff-ffffffffffff");

  static final List<Long> WHOLES =
      List.of(-1L, 0L, 1L, 6L, 7L, 8L, (long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE);

  private static final List<Long> LONGS =
      List.of(-1L, 0L, 7L, 9_007_199_254_740_993L, Long.MAX_VALUE, Long.MIN_VALUE);

  private static final List<Value> EXACTS =
      List.of(
          new Value.Exact(new BigDecimal("0.1")),
          new Value.Exact(new BigDecimal("0.105")),
          new Value.Exact(new BigDecimal("-1")),
          new Value.Exact(new BigDecimal("7")),
          new Value.Exact(new BigDecimal("0.30000000000000004")),
          new Value.Exact(new BigDecimal("9223372036854775808")),
          new Value.Exact(new BigDecimal("1e100")),
          new Value.Decimal(Double.NaN));

  private static final List<Value> DOUBLES =
      List.of(
          new Value.Decimal(0.0),
          new Value.Decimal(-0.0),
          new Value.Decimal(1.5),
          new Value.Decimal(0.1),
          new Value.Decimal(1e300),
          new Value.Decimal(Double.POSITIVE_INFINITY),
          new Value.Decimal(Double.NEGATIVE_INFINITY),
          new Value.Decimal(Double.NaN));

  private static final List<Value> TIMES =
      List.of(
          new Value.Timestamp(Instant.EPOCH),
          new Value.Timestamp(Instant.parse("2026-10-25T00:30:00Z")),
          new Value.Timestamp(Instant.parse("2026-10-25T00:30:00.000001Z")),
          new Value.Timestamp(Instant.MAX),
          new Value.Timestamp(Instant.MIN));

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MANY = 30;
  private static final int NULL_IN = 7;

  /** The same in every run, so that a policy is replayed with its rows. */
  static List<AlikeRow> all() {
    List<AlikeRow> rows = new ArrayList<>();
    RandomGenerator random = Seeds.generator(4711);
    for (int id = 0; id < MANY; id++) {
      Map<String, Value> values = new TreeMap<>(nulls());
      values.put("id", new Value.Int(id));
      for (String column : COLUMNS.keySet())
        if (random.nextInt(NULL_IN) > 0) values.put(column, value(column, random));
      // What JSON has no way to say is in a half of them.
      if (id % 2 == 0)
        values.replaceAll((_, value) -> isSaidInJson(value) ? value : new Value.Null());
      rows.add(new AlikeRow(id, values));
    }
    return rows;
  }

  /** A row of nothing but NULL. */
  static Map<String, Value> nulls() {
    Map<String, Value> nulls = new TreeMap<>();
    nulls.put("id", new Value.Null());
    COLUMNS.keySet().forEach(column -> nulls.put(column, new Value.Null()));
    return nulls;
  }

  static <T> T one(List<T> some, RandomGenerator random) {
    return some.get(random.nextInt(some.size()));
  }

  static Value value(String column, RandomGenerator random) {
    return switch (column) {
      case "total" -> new Value.Int(one(WHOLES, random));
      case "big" -> new Value.Int(one(LONGS, random));
      case "open" -> new Value.Bool(random.nextBoolean());
      case "price" -> one(EXACTS, random);
      case "score" -> one(DOUBLES, random);
      case "ref" -> new Value.Text(one(UUIDS, random));
      case "at" -> one(TIMES, random);
      default -> new Value.Text(one(TEXTS, random));
    };
  }

  static Value get(Map<String, Value> values, String column) {
    return values.getOrDefault(column, new Value.Null());
  }

  /** As a constant of SQL for that column. */
  String sql(String column) {
    return switch (get(values, column)) {
      case Value.Null _ -> "null::" + type(column);
      case Value.Timestamp(Instant at) -> literal(time(at), column);
      case Value value -> literal(text(value), column);
    };
  }

  private static String literal(String text, String column) {
    return Sql.text(text) + "::" + type(column);
  }

  private static String type(String column) {
    return COLUMNS.getOrDefault(column, "int");
  }

  private static String time(Instant at) {
    if (at.equals(Instant.MAX)) return "infinity";
    return at.equals(Instant.MIN) ? "-infinity" : at.toString();
  }

  private static String text(Value value) {
    return switch (value) {
      case Value.Null _ -> "";
      case Value.Bool(boolean truth) -> String.valueOf(truth);
      case Value.Int(long whole) -> String.valueOf(whole);
      case Value.Decimal(double number) -> String.valueOf(number);
      case Value.Exact(BigDecimal exact) -> exact.toPlainString();
      case Value.Text(String text) -> text;
      case Value.Timestamp(Instant at) -> at.toString();
      case Value.Many many -> throw new IllegalArgumentException("no cell: " + many);
    };
  }

  /** Whether JSON says just that, and no text instead of it. */
  static boolean isSaidInJson(Value value) {
    return switch (value) {
      case Value.Timestamp _, Value.Many _ -> false;
      case Value.Decimal(double number) -> !Double.isNaN(number);
      // A whole number that no long holds is none that a row can have.
      case Value.Exact(BigDecimal exact) -> exact.scale() > 0 || exact.precision() < 19;
      case Value.Null _, Value.Bool _, Value.Int _, Value.Text _ -> true;
    };
  }

  static ObjectNode json(Map<String, Value> values) {
    ObjectNode json = JSON.createObjectNode();
    values.forEach(
        (name, value) -> {
          switch (value) {
            case Value.Null _ -> json.putNull(name);
            case Value.Bool(boolean truth) -> json.put(name, truth);
            case Value.Int(long whole) -> json.put(name, whole);
            case Value.Exact(BigDecimal exact) when isSaidInJson(value) -> json.put(name, exact);
            // Which is read as what it is nearest to.
            case Value.Decimal(double number) when Double.isInfinite(number) ->
                json.put(name, new BigDecimal(number > 0 ? "1e999" : "-1e999"));
            case Value.Decimal(double number) when !Double.isNaN(number) -> json.put(name, number);
            case Value.Decimal _, Value.Exact _, Value.Text _, Value.Timestamp _, Value.Many _ ->
                json.put(name, value instanceof Value.Many ? "" : text(value));
          }
        });
    return json;
  }
}
