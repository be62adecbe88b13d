package dev.usher.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.filter.Expression;
import dev.usher.core.filter.Parametrised;
import dev.usher.testkit.Bound;
import dev.usher.testkit.Database;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A lookup by an index stays one. */
class IndexTest {
  private static final int ROWS = 5000;

  private static Condition equal(String column, Value value) {
    return new Condition.Compare(new Operand.Row(column), Op.EQ, new Operand.Literal(value));
  }

  private static final List<Condition> CONSTANT =
      List.of(
          equal("i", new Value.Int(17)),
          equal("t", new Value.Text("t17")),
          new Condition.In(
              new Operand.Row("t"),
              new Operand.Literal(
                  new Value.Many(List.of(new Value.Text("t1"), new Value.Text("t2"))))),
          new Condition.In(
              new Operand.Row("i"),
              new Operand.Literal(new Value.Many(List.of(new Value.Int(1), new Value.Int(2))))),
          new Condition.And(
              List.of(
                  new Condition.Compare(
                      new Operand.Row("d"),
                      Op.GT,
                      new Operand.Literal(new Value.Decimal(4990.5))))));

  private static String sql(
      Condition condition,
      Dialect dialect,
      Map<String, Type> columns,
      Map<String, Attribute> subject) {
    return switch (Translation.of(condition, dialect, columns, subject)) {
      case Carried.Expression(String sql) -> sql;
      case Carried.Refused refused -> throw new AssertionError(refused.message());
    };
  }

  private static Expression bound(
      Condition condition, Function<Constants, Dialect> dialect, List<Column> columns) {
    return switch (Parametrising.of(condition, dialect, columns, "", Map.of())) {
      case Parametrised.As(Expression expression) -> expression;
      case Parametrised.Refused refused -> throw new AssertionError(refused.message());
    };
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void onPostgres(Postgres server) throws SQLException {
    Dialect dialect = new PostgresDialect();
    Map<String, Type> columns =
        Map.of(
            "i", Type.Whole.BYTES_4,
            "t", new Type.Text(Type.Text.Form.BYTEWISE),
            "d", new Type.Floating());
    Map<String, Attribute> subject =
        Map.of(
            "list",
            new Attribute.Listed(Type.Whole.BYTES_8, "(SELECT ARRAY[1, 2])::int8[]", "TRUE"),
            "one",
            new Attribute.Looked(new Type.Text(Type.Text.Form.BYTEWISE), "(SELECT 't1'::text)"));
    try (Database database = server.database();
        Connection connection = database.connect()) {
      Sql.run(
          connection,
          "create table many as select i, 't' || i as t, i::float8 as d, repeat('x', 100) as x"
              + " from generate_series(1, "
              + ROWS
              + ") i",
          "create index on many(i)",
          "create index on many(t)",
          "create index on many(d)",
          "analyze many");
      for (Condition condition : CONSTANT)
        indexed(connection, sql(condition, dialect, columns, Map.of()));
      for (Condition condition : CONSTANT) {
        List<Column> there =
            List.of(
                new Column("i", "integer", ""),
                new Column("t", "text", "default"),
                new Column("d", "double precision", ""));
        Expression one = bound(condition, PostgresDialect::new, there);
        for (Bound way : Bound.values())
          assertThat(
                  String.join(
                      "\n", way.column(connection, "explain select * from many where", one)))
              .as(way + " " + one)
              .contains("Index Cond")
              .doesNotContain("Seq Scan");
      }
      indexed(
          connection,
          sql(
              new Condition.In(new Operand.Row("i"), new Operand.Subject("list")),
              dialect,
              columns,
              subject));
      indexed(
          connection,
          sql(
              new Condition.Compare(new Operand.Row("t"), Op.EQ, new Operand.Subject("one")),
              dialect,
              columns,
              subject));
    }
  }

  private static void indexed(Connection connection, String sql) {
    String plan =
        String.join("\n", Sql.column(connection, "explain select * from many where " + sql));
    assertThat(plan).as(sql).contains("Index Cond").doesNotContain("Seq Scan");
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#all")
  void onMariaDb(MariaDb server) throws SQLException {
    Dialect dialect = new MariaDbDialect();
    Map<String, Type> columns =
        Map.of(
            "i", Type.Whole.BYTES_4,
            "t", new Type.Text(Type.Text.Form.COLLATED),
            "d", new Type.Floating());
    String database = "usher_" + UUID.randomUUID().toString().substring(0, 8);
    try (Connection connection = server.connect()) {
      Sql.run(connection, "create database " + database, "use " + database);
      try {
        Sql.run(
            connection,
            "create table many (i int, t varchar(20) charset utf8mb4, d double, x char(100),"
                + " index(i), index(t), index(d))",
            "insert into many select seq, concat('t', seq), seq, 'x' from seq_1_to_" + ROWS,
            "analyze table many");
        for (Condition condition : CONSTANT) {
          String sql = sql(condition, dialect, columns, Map.of());
          String key =
              Sql.rows(connection, "explain select * from many where " + sql).getFirst().get(5);
          assertThat(key).as(sql).isNotNull();
          List<Column> there =
              List.of(
                  new Column("i", "int(11)", ""),
                  new Column("t", "varchar(20)", "utf8mb4"),
                  new Column("d", "double", ""));
          Expression one = bound(condition, MariaDbDialect::new, there);
          for (Bound way : Bound.values())
            assertThat(
                    way.rows(connection, "explain select * from many where", one).getFirst().get(5))
                .as(way + " " + one)
                .isNotNull();
        }
      } finally {
        Sql.run(connection, "drop database " + database);
      }
    }
  }
}
