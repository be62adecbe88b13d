package dev.usher.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Value;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be carried is refused, with what can. */
class RefusedTest {
  private static final Dialect POSTGRES = new PostgresDialect();
  private static final Dialect MARIADB = new MariaDbDialect();

  private static Operand row(String name) {
    return new Operand.Row(name);
  }

  private static Operand literal(Value value) {
    return new Operand.Literal(value);
  }

  private static Condition equal(String column, Value value) {
    return new Condition.Compare(row(column), Op.EQ, literal(value));
  }

  private static Map<String, Type> columns(Dialect dialect, String type) {
    return Map.of("c", dialect.type(new Column("c", type, "utf8mb4")));
  }

  private static Carried carried(Condition condition, Map<String, Type> columns) {
    return Translation.of(condition, POSTGRES, columns, Map.of());
  }

  private static void refused(Carried carried, String message, String hint) {
    assertThat(carried).isEqualTo(new Carried.Refused(message, hint));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          character(10) | blanks at its end do not count
          "char" | conditions know
          bpchar | conditions know
          public.citext | conditions know
          public.email | conditions know
          public."integer" | conditions know
          name | conditions know
          real | 0.1 is not 0.1 there
          timestamp without time zone | it has no time zone
          timestamp(3) without time zone | it has no time zone
          date | it has no time zone
          text[] | conditions know
          integer[] | conditions know
          jsonb | conditions know
          bytea | conditions know
          interval | conditions know
          money | conditions know
          bit(1) | conditions know
          oid | conditions know
          """)
  void columnsOfPostgresThatAreNotProved(String type, String hint) {
    notProved(POSTGRES, type, hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          char(10) | blanks at its end come and go
          float | 0.1 is not 0.1 there
          datetime | it has no time zone
          datetime(6) | it has no time zone
          date | it has no time zone
          varbinary(10) | conditions know
          blob | conditions know
          bit(1) | conditions know
          year(4) | conditions know
          set('a','b') | conditions know
          inet6 | conditions know
          geometry | conditions know
          """)
  void columnsOfMariaDbThatAreNotProved(String type, String hint) {
    notProved(MARIADB, type, hint);
  }

  private static void notProved(Dialect dialect, String type, String hint) {
    Map<String, Type> columns = columns(dialect, type);
    Operand.Ref c = new Operand.Row("c");
    List<Condition> uses =
        List.of(
            equal("c", new Value.Text("x")),
            new Condition.Compare(c, Op.EQ, new Operand.Subject("nothing")),
            new Condition.Compare(c, Op.EQ, c),
            new Condition.In(c, new Operand.Subject("nothing")),
            new Condition.TextTest(c, TextTest.Kind.CONTAINS, "x"),
            new Condition.Truth(c));
    for (Condition use : uses) {
      assertThat(Translation.of(use, dialect, columns, Map.of()))
          .as(use.toString())
          .isInstanceOfSatisfying(
              Carried.Refused.class, refused -> assertThat(refused.hint()).contains(hint));
    }
    assertThat(Translation.of(new Condition.Has(c), dialect, columns, Map.of()))
        .isInstanceOf(Carried.Expression.class);
  }

  @Test
  void textsOfOtherCharacterSets() {
    Type type = MARIADB.type(new Column("c", "varchar(10)", "sjis"));
    refused(
        Translation.of(equal("c", new Value.Text("x")), MARIADB, Map.of("c", type), Map.of()),
        "`row.c` is a varchar(10) in sjis, which is not compared",
        "make it one in utf8mb4");
  }

  @Test
  void aColumnThatIsNotThere() {
    refused(
        carried(equal("d", new Value.Int(1)), columns(POSTGRES, "integer")),
        "the table has no column `d`",
        "it has c");
  }

  @Test
  void aConstantOfAnotherType() {
    refused(
        carried(equal("c", new Value.Text("1")), columns(POSTGRES, "integer")),
        "`row.c` is a whole number, and what it is compared with is a text",
        "write a whole number, without quotes");
    refused(
        carried(
            new Condition.In(row("c"), literal(new Value.Many(List.of(new Value.Int(1))))),
            columns(POSTGRES, "text")),
        "`row.c` is a text, and what it is compared with is a number",
        "write a text, in quotes");
    refused(
        carried(equal("c", new Value.Int(1)), columns(POSTGRES, "boolean")),
        "`row.c` is true or false, and what it is compared with is a number",
        "write true or false");
  }

  /** Somebody's attribute of another type is unknown, as Evaluation has it: no row, no refusal. */
  @Test
  void anAttributeOfAnotherTypeLetsNothingThrough() {
    Condition compared = new Condition.Compare(row("c"), Op.EQ, new Operand.Subject("level"));
    for (Condition condition : List.of(compared, new Condition.Not(compared))) {
      assertThat(
              Translation.of(
                  condition,
                  POSTGRES,
                  columns(POSTGRES, "integer"),
                  Map.of("level", new Attribute.Known(new Value.Text("1")))))
          .isEqualTo(new Carried.Expression("FALSE"));
    }
  }

  @Test
  void whatHasNoOrder() {
    Map<String, Type> columns =
        Map.of(
            "b",
            new Type.Flag(),
            "u",
            new Type.Uuid(),
            "t",
            new Type.Text(Type.Text.Form.COLLATED));
    refused(
        carried(new Condition.Compare(row("b"), Op.LT, row("b")), columns),
        "`row.b` is true or false, which has no order",
        "write == or !=");
    refused(
        carried(new Condition.Compare(row("t"), Op.LT, row("u")), columns),
        "`row.u` is a UUID, which has no order",
        "write == or !=");
    refused(
        carried(equal("u", new Value.Text("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11")), columns),
        "`row.u` is a UUID, and this text is none in its canonical form",
        "write 8-4-4-4-12 hexadecimal digits, in lower case");
  }

  @Test
  void columnsThatDoNotCompareExactly() {
    Map<String, Type> columns =
        Map.of("d", new Type.Floating(), "i", Type.Whole.BYTES_8, "n", Type.Exact.ANY);
    refused(
        carried(new Condition.Compare(row("d"), Op.EQ, row("i")), columns),
        "`row.d` is a number and `row.i` is a whole number: they do not compare exactly",
        "make both of one type");
    assertThat(carried(new Condition.Compare(row("n"), Op.EQ, row("i")), columns))
        .isInstanceOf(Carried.Expression.class);
  }

  @Test
  void textsThatNoDatabaseHas() {
    for (String text : List.of("a\u0000", "\uD83D", "\uDE00")) {
      Carried carried = carried(equal("c", new Value.Text(text)), columns(POSTGRES, "text"));
      assertThat(carried).as(text).isInstanceOf(Carried.Refused.class);
      Condition part = new Condition.TextTest(row("c"), TextTest.Kind.CONTAINS, text);
      assertThat(carried(part, columns(POSTGRES, "text"))).isInstanceOf(Carried.Refused.class);
    }
  }

  @Test
  void timesThatCelHasNot() {
    Map<String, Type> columns = columns(POSTGRES, "timestamp with time zone");
    for (String time : List.of("0000-12-31T23:59:59Z", "+10000-01-01T00:00:00Z")) {
      refused(
          carried(equal("c", new Value.Timestamp(Instant.parse(time))), columns),
          "a timestamp that is not of the years 1 to 9999",
          "write one that is");
    }
  }

  @Test
  void ifsThatWouldDoubleTooOften() {
    Condition leaf = equal("c", new Value.Int(1));
    Condition deep = leaf;
    for (int i = 0; i < 30; i++) deep = new Condition.If(deep, leaf, leaf);
    refused(
        carried(deep, columns(POSTGRES, "integer")),
        "a condition of more than 2000 tests",
        "write ? : within ? : as conditions joined by && and ||");
  }

  @Test
  void listsWhereThereAreNone() {
    Map<String, Attribute> subject = new HashMap<>();
    subject.put("list", new Attribute.Listed(Type.Whole.BYTES_8, "(x)", "TRUE"));
    subject.put("one", new Attribute.Looked(Type.Whole.BYTES_8, "(y)"));
    Map<String, Type> columns = columns(POSTGRES, "integer");
    refused(
        Translation.of(
            new Condition.Compare(row("c"), Op.EQ, new Operand.Subject("list")),
            POSTGRES,
            columns,
            subject),
        "`list` is a list",
        "write row.NAME in subject.NAME");
    refused(
        Translation.of(
            new Condition.In(row("c"), new Operand.Subject("one")), POSTGRES, columns, subject),
        "`subject.one` is a whole number and no list",
        "write ==");
  }
}
