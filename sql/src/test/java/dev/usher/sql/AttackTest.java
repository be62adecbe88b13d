package dev.usher.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Value;
import dev.usher.testkit.Database;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names, constants and parts of texts that carry SQL stay what they are. */
class AttackTest {
  private static final List<String> ATTACKS =
      List.of(
          "' OR TRUE --",
          "') OR (1=1",
          "'; DROP TABLE canary; --",
          "\\\\'; DROP TABLE canary; --",
          "\\'; DROP TABLE canary; -- x",
          "\\",
          "x\\",
          "\" OR TRUE --",
          "\"; DROP TABLE canary; --",
          "` OR TRUE -- x",
          "`; DROP TABLE canary; -- x",
          "*/ OR TRUE /*",
          "/*! OR TRUE */",
          "$$; DROP TABLE canary; $$",
          "%' OR '1'='1",
          "U&'\\0027 OR TRUE --'",
          "E'\\' OR TRUE --",
          "\u02BC OR TRUE --",
          "\uFF07 OR TRUE --",
          "\u00BF\u5C27 OR 1=1",
          "?",
          "${x}",
          "{fn now()}",
          "\n--\nx");

  /** Row 1 holds the attack, row 2 something else, row 3 nothing. */
  private static void attacked(Connection connection, Dialect dialect, Type text, String attack) {
    String name = dialect.name(attack);
    String table = "attacked";
    String sqlText = hex(attack, dialect);
    Sql.run(
        connection,
        "drop table if exists " + table,
        "create table %s (id int, %s varchar(100))".formatted(table, name),
        "insert into %s values (1, %s), (2, 'other'), (3, NULL)".formatted(table, sqlText));
    Operand.Ref column = new Operand.Row(attack);
    Value value = new Value.Text(attack);
    Condition equal = new Condition.Compare(column, Op.EQ, new Operand.Literal(value));
    expect(connection, dialect, text, attack, equal, "1");
    expect(connection, dialect, text, attack, new Condition.Not(equal), "2");
    expect(
        connection,
        dialect,
        text,
        attack,
        new Condition.In(
            column, new Operand.Literal(new Value.Many(List.of(value, new Value.Text("x"))))),
        "1");
    expect(
        connection,
        dialect,
        text,
        attack,
        new Condition.Compare(column, Op.EQ, new Operand.Subject(attack)),
        "1");
    for (TextTest.Kind kind : TextTest.Kind.values()) {
      expect(connection, dialect, text, attack, new TextTest(column, kind, attack), "1");
      expect(
          connection,
          dialect,
          text,
          attack,
          new Condition.Not(new TextTest(column, kind, attack)),
          "2");
    }
    expect(connection, dialect, text, attack, new Condition.Not(new Condition.Has(column)), "3");
    assertThat(Sql.column(connection, "select count(*) from canary")).containsExactly("1");
  }

  private static void expect(
      Connection connection,
      Dialect dialect,
      Type text,
      String attack,
      Condition condition,
      String row) {
    Carried carried =
        Translation.of(
            condition,
            dialect,
            Map.of(attack, text),
            Map.of(attack, new Attribute.Known(new Value.Text(attack))));
    assertThat(carried)
        .isInstanceOfSatisfying(
            Carried.Expression.class,
            expression ->
                assertThat(
                        Sql.column(connection, "select id from attacked where " + expression.sql()))
                    .as(expression.sql())
                    .containsExactly(row));
  }

  private static String hex(String text, Dialect dialect) {
    String digits = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    return switch (dialect) {
      case PostgresDialect _ -> "convert_from(decode('" + digits + "', 'hex'), 'UTF8')";
      case MariaDbDialect _ -> "_utf8mb4 x'" + digits + "'";
    };
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void onPostgres(Postgres server) throws SQLException {
    try (Database database = server.database();
        Connection connection = database.connect()) {
      Sql.run(connection, "create table canary as select 1");
      for (String strings : List.of("on", "off")) {
        Sql.run(
            connection,
            "set standard_conforming_strings = " + strings,
            "set escape_string_warning = off");
        for (String attack : ATTACKS) {
          attacked(
              connection, new PostgresDialect(), new Type.Text(Type.Text.Form.BYTEWISE), attack);
          attacked(
              connection, new PostgresDialect(), new Type.Text(Type.Text.Form.COLLATED), attack);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#all")
  void onMariaDb(MariaDb server) throws SQLException {
    String database = "usher_" + UUID.randomUUID().toString().substring(0, 8);
    try (Connection connection = server.connect()) {
      Sql.run(
          connection,
          "create database " + database + " character set utf8mb4",
          "use " + database,
          "create table canary as select 1");
      try {
        for (String mode :
            List.of("", "ANSI", "NO_BACKSLASH_ESCAPES", "ANSI,NO_BACKSLASH_ESCAPES")) {
          Sql.run(connection, "set sql_mode = '" + mode + "'");
          for (String attack : ATTACKS) {
            attacked(
                connection, new MariaDbDialect(), new Type.Text(Type.Text.Form.COLLATED), attack);
          }
        }
      } finally {
        Sql.run(connection, "drop database " + database);
      }
    }
  }

  /** A column that a policy names and a table has not is no way out of the quotes either. */
  static Stream<Dialect> dialects() {
    return Stream.of(new PostgresDialect(), new MariaDbDialect());
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void whatIsNotInTheTableIsNotInTheSql(Dialect dialect) {
    for (String attack : ATTACKS) {
      assertThat(
              Translation.of(
                  new Condition.Has(new Operand.Row(attack)), dialect, Map.of(), Map.of()))
          .isInstanceOf(Carried.Refused.class);
    }
  }
}
