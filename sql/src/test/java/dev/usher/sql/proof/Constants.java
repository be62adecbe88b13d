package dev.usher.sql.proof;

import dev.usher.sql.proof.Holds.Collation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Pattern;

/** Constants as the engines read them, and casts of what is no constant. */
final class Constants {
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private Constants() {}

  static Datum of(Engine engine, Expression constant) {
    return switch (constant) {
      case Expression.Text(String text) ->
          new Datum.Text(
              Smt.text(text), engine == Engine.POSTGRES ? Collation.DETERMINISTIC : Collation.ANY);
      case Expression.Typed(String text, String type) -> typed(text, type);
      case Expression.Number(String digits) -> number(digits);
      case Expression other -> throw new Unread("no constant: " + other);
    };
  }

  /** A double is the nearest one; all else must be held as it is. */
  private static Datum typed(String text, String type) {
    return switch (type) {
      case "int2" -> whole(text, Short.MIN_VALUE, Short.MAX_VALUE);
      case "int4" -> whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "int8" -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
      case "numeric" ->
          text.equals("NaN")
              ? new Datum.Exact("2", "0.0")
              : new Datum.Exact("0", Smt.real(new BigDecimal(text)));
      case "float8" ->
          new Datum.Floating(
              text.equals("NaN")
                  ? "(_ NaN 11 53)"
                  : Smt.nearest("RNE", Smt.real(new BigDecimal(text))));
      case "timestamptz" -> {
        BigDecimal micros = Field.seconds(Instant.parse(text)).movePointRight(6);
        yield new Datum.TimestampTz("0", Smt.whole(micros));
      }
      case "uuid" -> {
        if (!UUID.matcher(text).matches()) throw new Unread("no UUID: " + text);
        yield new Datum.Uuid(Smt.text(text));
      }
      default -> throw new Unread("no such type: " + type);
    };
  }

  private static Datum whole(String text, long min, long max) {
    long whole = Long.parseLong(text);
    if (whole < min || whole > max) throw new Unread("out of range when it runs: " + text);
    return new Datum.Whole(Smt.whole(BigDecimal.valueOf(whole)));
  }

  /** MariaDB's manual, numeric literals: with an E it is a double, with a point a decimal. */
  private static Datum number(String digits) {
    BigDecimal number = new BigDecimal(digits);
    if (digits.contains("E")) return new Datum.Floating(Smt.nearest("RNE", Smt.real(number)));
    return digits.contains(".")
        ? new Datum.Exact("0", Smt.real(number))
        : new Datum.Whole(Smt.whole(number));
  }

  static Datum cast(Datum datum, String type) {
    return switch (datum) {
      case Datum.Label(String term) when type.equals("text") ->
          new Datum.Text(term, Collation.DETERMINISTIC);
      case Datum.Uuid(String term) when type.equals("text") ->
          new Datum.Text(term, Collation.DETERMINISTIC);
      case Datum.Whole _ when type.equals("numeric") -> exact(datum);
      case Datum other -> throw new Unread("no such cast here: " + other + " to " + type);
    };
  }

  /** A whole number is a decimal one, too. */
  static Datum exact(Datum datum) {
    return datum instanceof Datum.Whole(String term)
        ? new Datum.Exact("0", Smt.call("to_real", term))
        : datum;
  }
}
