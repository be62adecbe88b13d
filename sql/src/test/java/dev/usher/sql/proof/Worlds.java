package dev.usher.sql.proof;

import dev.usher.core.condition.Value;
import dev.usher.sql.Type;
import dev.usher.sql.Type.Text.Form;
import dev.usher.sql.proof.Holds.Collation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A column of each type that is proved, and an attribute of each form. */
final class Worlds {
  static final World POSTGRES =
      world(
          Engine.POSTGRES,
          Collation.DETERMINISTIC,
          Form.BYTEWISE,
          new Holds.Flag(),
          new Field("p", "boolean", "", new Holds.Flag()),
          new Field("q", "boolean", "", new Holds.Flag()),
          new Field("r", "boolean", "", new Holds.Flag()),
          new Field("i2", "smallint", "", new Holds.Whole(Short.MIN_VALUE, Short.MAX_VALUE)),
          new Field("i4", "integer", "", new Holds.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          new Field("i8", "bigint", "", new Holds.Whole(Long.MIN_VALUE, Long.MAX_VALUE)),
          new Field("n", "numeric(10,2)", "", new Holds.Numeric()),
          new Field("n2", "numeric", "", new Holds.Numeric()),
          new Field("d", "double precision", "", new Holds.Double(false)),
          new Field("d2", "double precision", "", new Holds.Double(false)),
          new Field("t", "text", "default", new Holds.Text(Collation.DETERMINISTIC)),
          new Field(
              "v", "character varying(60)", "default", new Holds.Text(Collation.DETERMINISTIC)),
          new Field("own", "text", "", new Holds.Text(Collation.ANY)),
          new Field("label", "enum", "", new Holds.Label()),
          new Field("at", "timestamp with time zone", "", new Holds.TimestampTz()),
          new Field("at2", "timestamp(3) with time zone", "", new Holds.TimestampTz()),
          new Field("u", "uuid", "", new Holds.Uuid()),
          new Field("u2", "uuid", "", new Holds.Uuid()),
          new Field("other", "public.pair", "", new Holds.Other()));

  static final World MARIADB =
      world(
          Engine.MARIADB,
          Collation.ANY,
          Form.COLLATED,
          new Holds.TinyInt(),
          new Field("p", "tinyint(1)", "", new Holds.TinyInt()),
          new Field("q", "tinyint(1)", "", new Holds.TinyInt()),
          new Field("r", "tinyint(1)", "", new Holds.TinyInt()),
          new Field("i1", "tinyint(3) unsigned", "", new Holds.Whole(0, 255)),
          new Field("i3", "mediumint(9)", "", new Holds.Whole(-8_388_608, 8_388_607)),
          new Field("i4", "int(11)", "", new Holds.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          new Field("i8", "bigint(20)", "", new Holds.Whole(Long.MIN_VALUE, Long.MAX_VALUE)),
          new Field("wide", "bigint(20) unsigned", "", decimal("0", "18446744073709551615", 0)),
          new Field("n", "decimal(10,2)", "", decimal("-99999999.99", "99999999.99", 2)),
          new Field("n2", "decimal(5,4) unsigned", "", decimal("0", "9.9999", 4)),
          new Field("d", "double", "", new Holds.Double(true)),
          new Field("d2", "double", "", new Holds.Double(true)),
          new Field("t", "varchar(60)", "utf8mb4", new Holds.Text(Collation.ANY)),
          new Field("v", "text", "latin1", new Holds.Text(Collation.ANY)),
          new Field("label", "enum('a','b')", "utf8mb4", new Holds.Label()),
          new Field("at", "timestamp(6)", "", new Holds.Timestamp()),
          new Field("at2", "timestamp", "", new Holds.Timestamp()),
          new Field("u", "uuid", "", new Holds.Uuid()),
          new Field("u2", "uuid", "", new Holds.Uuid()),
          new Field("other", "datetime", "", new Holds.Other()));

  private Worlds() {}

  static World of(Engine engine) {
    return switch (engine) {
      case POSTGRES -> POSTGRES;
      case MARIADB -> MARIADB;
    };
  }

  private static Holds decimal(String min, String max, int scale) {
    return new Holds.Decimal(new BigDecimal(min), new BigDecimal(max), scale);
  }

  private static World world(
      Engine engine, Collation collation, Form form, Holds flag, Field... columns) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Field column : columns) fields.put(column.name(), column);
    Type text = new Type.Text(form);
    return new World(
        engine,
        fields,
        Map.of(
            "admin", looked("admin", flag, new Type.Flag()),
            "level",
                looked(
                    "level", new Holds.Whole(Long.MIN_VALUE, Long.MAX_VALUE), Type.Whole.BYTES_8),
            "budget", looked("budget", decimal("-999.99", "999.99", 2), Type.Exact.ANY),
            "rate", looked("rate", new Holds.Double(true), new Type.Floating()),
            "region", looked("region", new Holds.Text(collation), text),
            "account", looked("account", new Holds.Uuid(), new Type.Uuid())),
        Map.of(
            "flags", new Listing("my flags", new Type.Flag(), "Bool"),
            "ids", new Listing("my ids", Type.Whole.BYTES_8, "Int"),
            "budgets", new Listing("my budgets", Type.Exact.ANY, "Real"),
            "rates", new Listing("my rates", new Type.Floating(), "Float64"),
            "names", new Listing("my names", text, "String"),
            "accounts", new Listing("my accounts", new Type.Uuid(), "String")),
        Map.of());
  }

  private static World.Looked looked(String name, Holds holds, Type type) {
    return new World.Looked(new Field("my " + name, "", "", holds), type);
  }

  /** Constants that a column is compared with: inside and outside of its values, and between. */
  static List<Value> constants(Holds holds) {
    return switch (holds) {
      case Holds.Flag _, Holds.TinyInt _ -> List.of(new Value.Bool(true), new Value.Bool(false));
      case Holds.Whole(long min, long max) -> {
        List<Value> wholes =
            new ArrayList<>(
                List.of(
                    new Value.Int(0),
                    new Value.Int(min),
                    new Value.Int(max),
                    new Value.Decimal(2.5),
                    new Value.Decimal(2),
                    new Value.Decimal(-0.5),
                    new Value.Decimal(1e300)));
        if (min > Long.MIN_VALUE) wholes.add(new Value.Int(min - 1));
        if (max < Long.MAX_VALUE) wholes.add(new Value.Int(max + 1));
        yield wholes;
      }
      case Holds.Numeric _, Holds.Decimal _ ->
          List.of(
              new Value.Int(0),
              new Value.Int(Long.MIN_VALUE),
              new Value.Decimal(0.1),
              new Value.Decimal(0.105),
              new Value.Decimal(-99999999.99),
              new Value.Decimal(1e300));
      case Holds.Double _ ->
          List.of(
              new Value.Decimal(1.5),
              new Value.Decimal(-0.0),
              new Value.Decimal(0.1),
              new Value.Decimal(Double.MIN_VALUE),
              new Value.Decimal(-Double.MAX_VALUE),
              new Value.Int(3),
              new Value.Int(9007199254740993L),
              new Value.Int(Long.MAX_VALUE));
      case Holds.Text _, Holds.Label _ -> texts();
      case Holds.Uuid _ ->
          List.of(
              new Value.Text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
              new Value.Text("00000000-0000-0000-0000-000000000000"));
      case Holds.TimestampTz _, Holds.Timestamp _ ->
          List.of(
              time("2027-03-31T18:00:00Z"),
              time("2027-03-31T18:00:00.000001Z"),
              time("2027-03-31T18:00:00.0000005Z"),
              time("1970-01-01T00:00:00Z"),
              time("0001-01-01T00:00:00Z"),
              time("9999-12-31T23:59:59.999999999Z"));
      case Holds.Other _ -> List.of();
    };
  }

  private static Value time(String time) {
    return new Value.Timestamp(Instant.parse(time));
  }

  /** What has a meaning of its own in quotes, in LIKE, in regular expressions, in Unicode. */
  static final List<String> TEXTS =
      List.of("", "open", "it's", "\\'--", "50%", "a_\\", "a ", "\"", "\u00E9\uD83D\uDE00");

  private static List<Value> texts() {
    return TEXTS.stream().<Value>map(Value.Text::new).toList();
  }

  /** Attributes of somebody, of every kind; no column equals all of them. */
  static final List<Value> KNOWN =
      List.of(
          new Value.Null(),
          new Value.Bool(true),
          new Value.Int(7),
          new Value.Decimal(2.5),
          new Value.Decimal(Double.NaN),
          new Value.Exact(new BigDecimal("0.015")),
          new Value.Text("A0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
          new Value.Timestamp(Instant.parse("2027-03-31T18:00:00Z")),
          new Value.Many(List.of(new Value.Int(7))));
}
