package dev.usher.sql.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Value;
import dev.usher.sql.Carried;
import dev.usher.sql.proof.Proof.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What translations have got wrong elsewhere is refuted, by a row of which it is wrong. */
class RefutedTest {
  private final Proof proof = new Proof();

  @AfterEach
  void done() {
    proof.close();
  }

  private static final Condition P = new Condition.Truth(new Operand.Row("p"));
  private static final Condition Q = new Condition.Truth(new Operand.Row("q"));
  private static final Condition R = new Condition.Truth(new Operand.Row("r"));

  private static Condition compare(String column, Op op, Value value) {
    return new Condition.Compare(new Operand.Row(column), op, new Operand.Literal(value));
  }

  private static Condition in(String column, String list) {
    return new Condition.In(new Operand.Row(column), new Operand.Subject(list));
  }

  private static Condition startsWith(String part) {
    return new TextTest(new Operand.Row("t"), TextTest.Kind.STARTS_WITH, part);
  }

  private static Arguments postgres(String what, Condition meant, String wrong, String example) {
    return Arguments.of(what, Worlds.POSTGRES, meant, wrong, example);
  }

  private static Arguments mariaDb(String what, Condition meant, String wrong, String example) {
    return Arguments.of(what, Worlds.MARIADB, meant, wrong, example);
  }

  static Stream<Arguments> wrong() {
    Value one = new Value.Int(1);
    Condition open = compare("own", Op.EQ, new Value.Text("open"));
    Condition mariaOpen = compare("t", Op.EQ, new Value.Text("open"));
    return Stream.of(
        postgres("OR for AND", new Condition.And(List.of(P, Q)), "(\"p\" OR \"q\")", "q=true"),
        postgres(
            "the other branch of an unknown test",
            new Condition.If(P, Q, R),
            "((\"p\" AND \"q\") OR ((NOT \"p\" OR \"p\" IS NULL) AND \"r\"))",
            "p is NULL=true"),
        postgres(
            "a NULL that is unequal",
            compare("i4", Op.NE, one),
            "(\"i4\" OPERATOR(pg_catalog.<>) '1'::pg_catalog.int4 OR \"i4\" IS NULL)",
            "i4 is NULL=true"),
        postgres(
            "NaN, which is above all else",
            compare("d", Op.GT, new Value.Decimal(1.5)),
            "\"d\" OPERATOR(pg_catalog.>) '1.5'::pg_catalog.float8",
            "d=(_ NaN 11 53)"),
        postgres(
            "a constant that is rounded",
            compare("i4", Op.LT, new Value.Decimal(2.5)),
            "\"i4\" OPERATOR(pg_catalog.<) '2'::pg_catalog.int4",
            "i4=2"),
        postgres(
            "NULL outside of an empty list",
            new Condition.Not(in("i4", "ids")),
            "\"i4\" OPERATOR(pg_catalog.<>) ALL (\"my ids\")",
            "my ids is empty=true"),
        postgres(
            "outside of a list that is not there",
            new Condition.Not(in("i4", "ids")),
            "(\"i4\" IS NOT NULL AND \"i4\" OPERATOR(pg_catalog.<>) ALL (\"my ids\"))",
            "my ids is there=false"),
        postgres("LIKE that is not escaped", startsWith("50%"), "\"t\" LIKE '50%%'", "t=\"50"),
        postgres(
            "a collation that takes others for equal",
            open,
            "\"own\" OPERATOR(pg_catalog.=) 'open'::pg_catalog.text",
            "collation"),
        postgres(
            "an order of the database's own",
            compare("t", Op.LT, new Value.Text("b")),
            "\"t\" OPERATOR(pg_catalog.<) 'b'::pg_catalog.text",
            "collation"),
        postgres(
            "a composite of NULLs",
            new Condition.Has(new Operand.Row("other")),
            "\"other\" IS NOT NULL",
            "composite"),
        mariaDb("a boolean that is neither 0 nor 1", P, "`p` = 1", "p="),
        mariaDb(
            "a collation that takes others for equal",
            mariaOpen,
            "`t` = _utf8mb4'open'",
            "collation"),
        mariaDb(
            "a collation that pads",
            mariaOpen,
            "CONVERT(`t` USING utf8mb4) COLLATE utf8mb4_bin = _utf8mb4'open'",
            "collation"),
        mariaDb(
            "a zero below zero, by its bits",
            in("d", "rates"),
            "`d` IN (SELECT `my rates`)",
            "d=(_ -zero 11 53)"),
        mariaDb(
            "a timestamp of zeros",
            compare("at", Op.NE, new Value.Timestamp(Instant.EPOCH.plusSeconds(1))),
            "UNIX_TIMESTAMP(`at`) <> 1.000000",
            "at=0"),
        mariaDb(
            "IS NULL of what was inserted last",
            new Condition.Not(new Condition.Has(new Operand.Row("i4"))),
            "`i4` IS NULL",
            "sql_auto_is_null"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void wrong(String what, World world, Condition meant, String wrong, String example) {
    assertThat(proof.of(world, meant, wrong))
        .as(what)
        .isInstanceOfSatisfying(
            Verdict.Refuted.class, refuted -> assertThat(refuted.example()).contains(example));
    String right = ((Carried.Expression) Proof.carried(world, meant)).sql();
    assertThat(proof.of(world, meant, right)).as(what).isEqualTo(new Verdict.Proved(right));
  }

  /** And so nothing is proved of it. */
  @Test
  void whatHasNoMeaningIsNotRead() {
    Condition meant = compare("i4", Op.EQ, new Value.Int(1));
    for (String sql :
        List.of(
            // Goes beside nothing.
            "\"p\" OR \"q\"",
            // Whatever the search_path finds.
            "\"i4\" = '1'::pg_catalog.int4",
            "\"i4\" OPERATOR(pg_catalog.=) '1'::int4",
            // Fails when it runs, or converts.
            "\"i4\" OPERATOR(pg_catalog.=) '99999999999'::pg_catalog.int4",
            "\"i4\" OPERATOR(pg_catalog.=) '1'::pg_catalog.float8",
            "\"label\" OPERATOR(pg_catalog.=) 'a'::pg_catalog.text",
            // standard_conforming_strings decides.
            "\"t\" COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.=) '\\'::pg_catalog.text",
            "\"i4\" IS NOT NULL -- AND FALSE",
            "\"i4\" IS NOT NULL; SELECT TRUE")) {
      assertThatThrownBy(() -> proof.of(Worlds.POSTGRES, meant, sql))
          .as(sql)
          .isInstanceOf(Unread.class);
    }
    for (String sql :
        List.of(
            "`i4` = '1'",
            "`i4` = 1E0",
            "`u` = _utf8mb4'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
            "`at` = 1806516000",
            // sql_mode decides.
            "CONVERT(`t` USING utf8mb4) COLLATE utf8mb4_nopad_bin = _utf8mb4'\\'",
            "NOT `p` = 0 = 0",
            "`i4` IS NOT NULL # AND FALSE")) {
      assertThatThrownBy(() -> proof.of(Worlds.MARIADB, meant, sql))
          .as(sql)
          .isInstanceOf(Unread.class);
    }
  }
}
