package dev.usher.sql;

import dev.usher.core.condition.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Values that have bitten. */
final class Hostile {
  private Hostile() {}

  static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "  ",
          "a",
          "A",
          "a ",
          "a  ",
          " a",
          "ab",
          "aB",
          "AB",
          "b",
          "B",
          "aa",
          "ba",
          "%",
          "_",
          "a%",
          "%a",
          "a_",
          "\\",
          "\\\\",
          "\\%",
          "a\\",
          "'",
          "''",
          "\"",
          "`",
          "a'b",
          "' OR 1=1 --",
          "'; DROP TABLE t; --",
          "\\' OR 1=1 -- ",
          "/*",
          "*/",
          "--",
          "#",
          "?",
          ":x",
          "$$",
          "$1",
          "{",
          "NULL",
          "null",
          "true",
          "0",
          "1",
          "01",
          "1.0",
          "\t",
          "a\t",
          "\n",
          "\r\n",
          "a\u0001",
          "\u001F",
          "\u00A0",
          "a\u00A0",
          "\u00E9",
          "e\u0301",
          "e",
          "\u00C9",
          "\u00DF",
          "ss",
          "\u017F",
          "s",
          "\u0130",
          "i",
          "I",
          "\u0131",
          "\u212A",
          "K",
          "k",
          "\u00E5",
          "\u00E6",
          "ae",
          "\u200B",
          "a\u200B",
          "\uFEFF",
          "\uFF5E",
          "\uFFFD",
          "\uD7FF",
          "\uE000",
          "\uD83D\uDE00",
          "\uD83D\uDE01",
          "a\uD83D\uDE00",
          "\uDBFF\uDFFD",
          "\u65E5\u672C",
          "\u0391",
          "\u03B1",
          "\u03C2",
          "\u03C3",
          "x".repeat(55));

  /** Those that latin1 of MariaDB has. */
  static final List<String> LATIN =
      TEXTS.stream()
          .filter(text -> text.codePoints().allMatch(c -> c < 0x80 || c >= 0xA0 && c < 0x100))
          .toList();

  static final List<String> LABELS =
      List.of("open", "Open", "closed", "a", "b ", "%", "it's", "\\", "\u00FC", "");

  static final List<Long> LONGS =
      LongStream.of(
              Long.MIN_VALUE,
              Long.MIN_VALUE + 1,
              -9007199254740993L,
              Integer.MIN_VALUE - 1L,
              Integer.MIN_VALUE,
              -8388609,
              -8388608,
              -32769,
              -32768,
              -129,
              -128,
              -2,
              -1,
              0,
              1,
              2,
              3,
              10,
              127,
              128,
              255,
              256,
              1001,
              32767,
              32768,
              65535,
              65536,
              8388607,
              8388608,
              16777216,
              Integer.MAX_VALUE,
              Integer.MAX_VALUE + 1L,
              4294967295L,
              4294967296L,
              9007199254740991L,
              9007199254740992L,
              9007199254740993L,
              1L << 60,
              Long.MAX_VALUE - 1,
              Long.MAX_VALUE)
          .boxed()
          .toList();

  static final List<Double> DOUBLES =
      List.of(
          0.0,
          -0.0,
          1.0,
          -1.0,
          0.1,
          0.2,
          0.3,
          0.1 + 0.2,
          0.5,
          1.5,
          2.5,
          -2.5,
          1e-7,
          1e15,
          1e16,
          9007199254740992d,
          9007199254740994d,
          9.223372036854775807e18,
          1.8446744073709552e19,
          1152921504606846976d,
          1e22,
          1e23,
          1e100,
          -1e100,
          Double.MAX_VALUE,
          -Double.MAX_VALUE,
          Double.MIN_VALUE,
          -Double.MIN_VALUE,
          Double.MIN_NORMAL,
          Math.PI,
          100.10,
          19.99,
          99999999.99,
          1001.0);

  static final List<BigDecimal> EXACTS =
      Stream.of(
              "0",
              "1",
              "-1",
              "0.1",
              "0.10",
              "0.3",
              "0.30000000000000004",
              "0.5",
              "2.5",
              "-2.5",
              "19.99",
              "100.10",
              "99999999.99",
              "-99999999.99",
              "0.01",
              "0.015",
              "9007199254740993",
              "9223372036854775808",
              "18446744073709551615",
              "0.1000000000000000055511151231257827",
              "0.100000000000000000000000000001",
              "12345678901234567890123456789012345.000000000000000000000000000001",
              "1001")
          .map(BigDecimal::new)
          .toList();

  static final List<Instant> INSTANTS =
      Stream.of(
              "1970-01-01T00:00:01Z",
              "1970-01-01T00:00:01.000001Z",
              "1999-12-31T23:59:59.999999Z",
              "2000-01-01T00:00:00Z",
              "2026-03-29T00:59:59.999999Z",
              "2026-03-29T01:00:00Z",
              "2026-10-25T00:30:00Z",
              "2026-10-25T01:30:00Z",
              "2026-11-22T12:00:00.000001Z",
              "2026-11-22T12:00:00.5Z",
              "2026-11-22T12:00:00Z",
              "2038-01-19T03:14:07Z",
              "2038-01-19T03:14:07.999999Z")
          .map(Instant::parse)
          .toList();

  /** Before and after what MariaDB has. */
  static final List<Instant> FAR =
      Stream.of(
              "0001-01-01T00:00:00Z",
              "1582-10-10T00:00:00Z",
              "1969-12-31T23:59:59.999999Z",
              "1970-01-01T00:00:00Z",
              "2038-01-19T03:14:08Z",
              "9999-12-31T23:59:59.999999Z")
          .map(Instant::parse)
          .toList();

  static final List<String> UUIDS =
      List.of(
          "00000000-0000-0000-0000-000000000000",
          "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
          "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12",
          "ffffffff-ffff-ffff-ffff-ffffffffffff",
          "018f3c7e-0000-7000-8000-000000000001");

  static List<Value> texts(List<String> texts) {
    return texts.stream().<Value>map(Value.Text::new).toList();
  }

  static List<Value> longs(long min, long max) {
    return LONGS.stream()
        .filter(one -> one >= min && one <= max)
        .<Value>map(Value.Int::new)
        .toList();
  }

  static List<Value> doubles() {
    return DOUBLES.stream().<Value>map(Value.Decimal::new).toList();
  }

  /** Those that fit without being rounded. */
  static List<Value> exacts(BigDecimal max, int scale) {
    return EXACTS.stream()
        .filter(one -> one.abs().compareTo(max) <= 0 && one.stripTrailingZeros().scale() <= scale)
        .<Value>map(Value.Exact::new)
        .toList();
  }

  static List<Value> instants(List<Instant> instants) {
    return instants.stream().<Value>map(Value.Timestamp::new).toList();
  }

  static List<Value> flags() {
    return List.of(new Value.Bool(true), new Value.Bool(false));
  }

  static List<Value> and(List<Value> values, Value... more) {
    List<Value> all = new ArrayList<>(values);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }
}
