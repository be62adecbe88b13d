package dev.usher.sql.proof;

import dev.usher.core.condition.Value;
import dev.usher.sql.Column;
import dev.usher.sql.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A column or an attribute that is looked up: any value at all of those that its type holds, or
 * NULL.
 *
 * @param declared the type, as the catalogue has it
 */
record Field(String name, String declared, String collation, Holds holds) {
  private static final BigDecimal MICROS = BigDecimal.TEN.pow(6);

  /** RFC 9562, section 4, in lower case. */
  private static final String UUID = uuid();

  private static String uuid() {
    String hex = "(re.union (re.range \"0\" \"9\") (re.range \"a\" \"f\"))";
    String dash = "(str.to_re \"-\")";
    String four = "((_ re.loop 4 4) " + hex + ")";
    String eight = "((_ re.loop 8 8) " + hex + ")";
    String twelve = "((_ re.loop 12 12) " + hex + ")";
    return Smt.call("re.++", eight, dash, four, dash, four, dash, four, dash, twelve);
  }

  Type type(Engine engine) {
    return engine.dialect.type(new Column(name, declared, collation));
  }

  private String value() {
    return Smt.name(name);
  }

  private String isNull() {
    return Smt.name(name + " is NULL");
  }

  private String rank() {
    return Smt.name(name + " rank");
  }

  void declare(Script script) {
    List<String> lines = new ArrayList<>();
    lines.add("(declare-const " + isNull() + " Bool)");
    switch (holds) {
      case Holds.Flag _ -> constant(lines, "Bool");
      case Holds.TinyInt _ -> within(lines, BigDecimal.valueOf(-128), BigDecimal.valueOf(127));
      case Holds.Whole(long min, long max) ->
          within(lines, BigDecimal.valueOf(min), BigDecimal.valueOf(max));
      case Holds.Numeric _ -> {
        constant(lines, "Real");
        rank(lines, 2);
      }
      case Holds.Decimal(BigDecimal min, BigDecimal max, int scale) ->
          within(lines, min.movePointRight(scale), max.movePointRight(scale));
      case Holds.Double(boolean finite) -> {
        constant(lines, "Float64");
        if (finite) {
          lines.add("(assert (not (or (fp.isNaN %1$s) (fp.isInfinite %1$s))))".formatted(value()));
        }
      }
      case Holds.Text _, Holds.Label _ -> constant(lines, "String");
      case Holds.Uuid _ -> {
        constant(lines, "String");
        lines.add("(assert (str.in_re " + value() + " " + UUID + "))");
      }
      case Holds.TimestampTz _ -> {
        constant(lines, "Int");
        rank(lines, 1);
      }
      case Holds.Timestamp _ -> {
        constant(lines, "Int");
        lines.add("(assert (>= " + value() + " 0))");
      }
      case Holds.Other _ -> {}
    }
    script.declare(name, lines);
  }

  private void constant(List<String> lines, String sort) {
    lines.add("(declare-const " + value() + " " + sort + ")");
  }

  private void within(List<String> lines, BigDecimal min, BigDecimal max) {
    constant(lines, "Int");
    lines.add("(assert (<= " + Smt.whole(min) + " " + value() + " " + Smt.whole(max) + "))");
  }

  private void rank(List<String> lines, int most) {
    lines.add("(declare-const " + rank() + " Int)");
    lines.add("(assert (<= (- 1) " + rank() + " " + most + "))");
  }

  /** As SQL sees it. */
  Datum.Cell cell() {
    return new Datum.Cell(
        isNull(),
        switch (holds) {
          case Holds.Flag _ -> new Datum.Flag(value());
          case Holds.TinyInt _, Holds.Whole _ -> new Datum.Whole(value());
          case Holds.Numeric _ -> new Datum.Exact(rank(), value());
          case Holds.Decimal(var _, var _, int scale) -> new Datum.Exact("0", scaled(scale));
          case Holds.Double _ -> new Datum.Floating(value());
          case Holds.Text(Holds.Collation own) -> new Datum.Text(value(), own);
          case Holds.Label _ -> new Datum.Label(value());
          case Holds.Uuid _ -> new Datum.Uuid(value());
          case Holds.TimestampTz _ -> new Datum.TimestampTz(rank(), value());
          case Holds.Timestamp _ -> new Datum.Timestamp(value());
          case Holds.Other _ -> new Datum.Other();
        });
  }

  /** As conditions see it. */
  Meant.Thing thing() {
    return new Meant.Thing(
        holds instanceof Holds.Timestamp ? Smt.or(isNull(), Smt.equal(value(), "0")) : isNull(),
        switch (holds) {
          case Holds.Flag _ -> new Meant.Bool(value());
          case Holds.TinyInt _ -> new Meant.Bool(Smt.not(Smt.equal(value(), "0")));
          case Holds.Whole _ -> new Meant.Number("0", Smt.call("to_real", value()), false);
          case Holds.Numeric _ -> new Meant.Number(rank(), value(), true);
          case Holds.Decimal(var _, var _, int scale) -> new Meant.Number("0", scaled(scale), true);
          case Holds.Double _ -> new Meant.Binary(value());
          case Holds.Text _, Holds.Label _, Holds.Uuid _ -> new Meant.Text(value());
          case Holds.TimestampTz _ -> new Meant.Time(rank(), scaled(6));
          case Holds.Timestamp _ -> new Meant.Time("0", scaled(6));
          case Holds.Other _ -> new Meant.Other();
        });
  }

  private String scaled(int scale) {
    return Smt.call("/", Smt.call("to_real", value()), Smt.real(BigDecimal.TEN.pow(scale)));
  }

  /** That it is just this value. */
  String is(Value value) {
    return switch (value) {
      case Value.Null _ -> isNull();
      case Value.Bool(boolean flag) when holds instanceof Holds.TinyInt -> there(flag ? "2" : "0");
      case Value.Exact(BigDecimal exact) ->
          holds instanceof Holds.Decimal(var _, var _, int scale)
              ? there(Smt.whole(exact.movePointRight(scale)))
              : ranked(0, term(value));
      case Value.Decimal(double number) when holds instanceof Holds.Numeric ->
          ranked(Double.isNaN(number) ? 2 : number < 0 ? -1 : 1, "0.0");
      case Value.Timestamp(Instant instant) when holds instanceof Holds.Timestamp ->
          there(micros(instant));
      case Value.Timestamp(Instant instant) ->
          instant.equals(Instant.MAX)
              ? ranked(1, "0")
              : instant.equals(Instant.MIN) ? ranked(-1, "0") : ranked(0, micros(instant));
      case Value.Bool _, Value.Int _, Value.Decimal _, Value.Text _, Value.Many _ ->
          there(term(value));
    };
  }

  /** A value by itself. */
  static String term(Value value) {
    return switch (value) {
      case Value.Bool(boolean flag) -> "" + flag;
      case Value.Int(long whole) -> Smt.whole(BigDecimal.valueOf(whole));
      case Value.Exact(BigDecimal exact) -> Smt.real(exact);
      case Value.Decimal(double number) -> Smt.bits(number);
      case Value.Text(String text) -> Smt.text(text);
      case Value.Null _, Value.Timestamp _, Value.Many _ ->
          throw new IllegalArgumentException("not written so: " + value);
    };
  }

  private static String micros(Instant instant) {
    return Smt.whole(seconds(instant).multiply(MICROS));
  }

  static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(instant.getEpochSecond())
        .add(BigDecimal.valueOf(instant.getNano(), 9));
  }

  private String there(String term) {
    return Smt.and(Smt.not(isNull()), Smt.equal(value(), term));
  }

  private String ranked(int rank, String term) {
    return Smt.and(there(term), Smt.equal(rank(), rank < 0 ? "(- 1)" : "" + rank));
  }
}
