package dev.usher.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.testkit.Database;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is unknown of a new row keeps it out, too. */
class CheckTest {
  private static final Condition NOT_ONE =
      new Condition.Not(
          new Condition.Compare(
              new Operand.Row("i"), Op.EQ, new Operand.Literal(new Value.Int(1))));

  private static String sql(Dialect dialect) {
    return switch (Translation.of(NOT_ONE, dialect, Map.of("i", Type.Whole.BYTES_4), Map.of())) {
      case Carried.Expression(String sql) -> sql;
      case Carried.Refused refused -> throw new AssertionError(refused.message());
    };
  }

  private static void onlyTwo(Connection connection, String into) {
    Sql.run(connection, "insert into " + into + " values (2)");
    for (String refused : List.of("1", "NULL")) {
      assertThatThrownBy(
              () -> Sql.run(connection, "insert into " + into + " values (" + refused + ")"))
          .as(refused)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void ofARowPolicy(Postgres server) throws SQLException {
    try (Database database = server.database()) {
      String writer = database.role(database.tag() + "_writer", "");
      database.run(
          "create table t (i int)",
          "grant insert, select on t to " + writer,
          "alter table t enable row level security",
          "create policy p on t for insert to "
              + writer
              + " with check ("
              + sql(new PostgresDialect())
              + ")");
      try (Connection connection = database.connect()) {
        Sql.run(connection, "set role " + writer);
        onlyTwo(connection, "t");
      }
      assertThat(database.rows("select i from t")).containsExactly(List.of("2"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#all")
  void ofAView(MariaDb server) throws SQLException {
    String database = "usher_" + UUID.randomUUID().toString().substring(0, 8);
    try (Connection connection = server.connect()) {
      Sql.run(connection, "create database " + database, "use " + database);
      try {
        Sql.run(
            connection,
            "create table t (i int)",
            "create view v as select i from t where "
                + sql(new MariaDbDialect())
                + " with check option");
        onlyTwo(connection, "v");
        assertThat(Sql.column(connection, "select i from t")).containsExactly("2");
      } finally {
        Sql.run(connection, "drop database " + database);
      }
    }
  }
}
