package dev.usher.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Value;
import dev.usher.core.filter.Expression;
import dev.usher.core.filter.Parametrised;
import dev.usher.sql.MariaDbDialect.Bytewise;
import dev.usher.testkit.Bound;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same as {@link FaithfulTest}, of what an application runs: constants and attributes are bound
 * as parameters, as what they are and as texts, and nothing of them stands in the text.
 */
class ParametrisedTest {
  private static final int CONDITIONS = Integer.getInteger("usher.conditions", 300);

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void onPostgres(Postgres server) {
    try (Ground ground = new PostgresGround(server)) {
      new Trying(server.name(), ground, PostgresDialect::new).all();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#all")
  void onMariaDbAndMySql(MariaDb server) {
    Bytewise bytewise = server.isMySql() ? Bytewise.MYSQL : Bytewise.MARIADB;
    try (Ground ground = new MariaDbGround(server)) {
      new Trying(server.name(), ground, constants -> new MariaDbDialect(constants, bytewise)).all();
    }
  }

  /**
   * MySQL is told the same, but for what it calls the collation: what MariaDB answers holds of it
   * as far as both do what their manuals say. MariaDB takes that name too, and pads.
   */
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void mySqlIsToldTheSame(MariaDb server) {
    try (Ground ground = new MariaDbGround(server)) {
      Seeds.each(
          CONDITIONS,
          random -> {
            Condition condition = new RandomCondition(ground.fields, random).next();
            Map<String, Value> subject = Ground.one(ground.subjects, random);
            String told = told(ground, condition, subject, Bytewise.MYSQL);
            String other = told(ground, condition, subject, Bytewise.MARIADB);
            assertThat(told).doesNotContain(Bytewise.MARIADB.collation());
            assertThat(told.replace(Bytewise.MYSQL.collation(), Bytewise.MARIADB.collation()))
                .isEqualTo(other);
          });
    }
  }

  private static String told(
      Ground ground, Condition condition, Map<String, Value> subject, Bytewise bytewise) {
    return Parametrising.of(
            condition,
            constants -> new MariaDbDialect(constants, bytewise),
            ground.columns(),
            "",
            subject)
        .toString();
  }

  /** No database has such texts, and what a client made of one would be another. */
  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\0b", "\uD83D", "x\uDE00"})
  void whatNoDatabaseHasIsRefused(String text) {
    Value value = new Value.Text(text);
    Operand.Ref row = new Operand.Row("t");
    List<Condition> all =
        List.of(
            new Condition.Compare(row, Op.EQ, new Operand.Literal(value)),
            new Condition.Compare(row, Op.NE, new Operand.Subject("word")),
            new Condition.In(row, new Operand.Subject("words")),
            new Condition.TextTest(row, Condition.TextTest.Kind.CONTAINS, text));
    Map<String, Value> subject = Map.of("word", value, "words", new Value.Many(List.of(value)));
    for (Condition one : all) {
      assertThat(
              Parametrising.of(
                  one,
                  PostgresDialect::new,
                  List.of(new Column("t", "text", "default")),
                  "",
                  subject))
          .isInstanceOf(Parametrised.Refused.class);
      assertThat(
              Parametrising.of(
                  one,
                  MariaDbDialect::new,
                  List.of(new Column("t", "varchar(9)", "utf8mb4")),
                  "",
                  subject))
          .isInstanceOf(Parametrised.Refused.class);
    }
  }

  private static final class Trying {
    private final String server;
    private final Ground ground;
    private final Function<Constants, Dialect> dialect;
    private int carried;
    private int refused;
    private int telling;
    private int parameters;
    private int asked;

    Trying(String server, Ground ground, Function<Constants, Dialect> dialect) {
      this.server = server;
      this.ground = ground;
      this.dialect = dialect;
    }

    void all() {
      everyForm();
      Seeds.each(CONDITIONS, this::one);
      System.out.printf(
          "%s: %d conditions with %d parameters on %d rows, %d of them neither of all rows"
              + " nor of none; %d refused; seeds from %d%n",
          server, carried, parameters, ground.rows.size(), telling, refused, Seeds.first());
      if (Seeds.isReplay()) return;
      assertThat(telling).isGreaterThan(carried / 4);
      assertThat(parameters).isGreaterThan(carried / 2);
    }

    private void one(RandomGenerator random) {
      Condition condition = new RandomCondition(ground.fields, random).next();
      attempt(condition, Ground.one(ground.subjects, random), random.nextBoolean() ? "" : ALIAS);
    }

    private static final String ALIAS = "o \"`'? %s $1 -- \u00E9";

    /** What chance may pass by: each column beside each of its values, and beside attributes. */
    private void everyForm() {
      for (Ground.Field field : ground.fields) {
        Operand.Ref row = new Operand.Row(field.name());
        List<Condition> forms = new ArrayList<>();
        List<Value> some = field.values().stream().filter(Trying::isWritable).toList();
        for (int i = 0; i < some.size(); i += Math.max(1, some.size() / 12)) {
          forms.add(new Condition.Compare(row, Op.EQ, new Operand.Literal(some.get(i))));
          forms.add(
              new Condition.In(row, new Operand.Literal(new Value.Many(some.subList(0, i + 1)))));
        }
        for (String list : Ground.lists().keySet())
          forms.add(new Condition.In(row, new Operand.Subject(list)));
        for (String scalar : Ground.scalars().keySet()) {
          forms.add(new Condition.Compare(row, Op.EQ, new Operand.Subject(scalar)));
          forms.add(new Condition.Compare(row, Op.LE, new Operand.Subject(scalar)));
        }
        for (Condition form : forms) {
          for (int subject = 0; subject < 3; subject++) {
            attempt(form, ground.subjects.get(subject), "");
            attempt(new Condition.Not(form), ground.subjects.get(subject), ALIAS);
          }
        }
      }
    }

    private static boolean isWritable(Value value) {
      return value instanceof Value.Text || value instanceof Value.Int;
    }

    private void attempt(Condition condition, Map<String, Value> subject, String alias) {
      switch (Parametrising.of(condition, dialect, ground.columns(), alias, subject)) {
        case Parametrised.Refused _ -> refused++;
        case Parametrised.As(Expression expression) -> {
          carried++;
          parameters += expression.parameters().size();
          hasNothingOfAnybodys(expression, alias);
          held(condition, subject, alias, expression);
        }
      }
    }

    /** Names of columns and of the alias taken out, all that is left is of usher's own words. */
    private void hasNothingOfAnybodys(Expression expression, String alias) {
      String text = String.join("?", expression.texts());
      if (!alias.isEmpty()) text = text.replace(ground.dialect().name(alias) + ".", "");
      for (Column column : ground.columns())
        text = text.replace(ground.dialect().name(column.name()), "c");
      text = text.replace("'NaN'", "").replace("pg_catalog.\"C\"", "");
      assertThat(text).matches("[A-Za-z0-9_ ().,:<>=?\\[\\]]*").doesNotContain("\0");
    }

    private void held(
        Condition condition, Map<String, Value> subject, String alias, Expression expression) {
      Set<Integer> meant = new TreeSet<>();
      for (int i = 0; i < ground.rows.size(); i++)
        if (Evaluation.holds(condition, ground.rows.get(i), subject)) meant.add(i);
      if (!meant.isEmpty() && meant.size() < ground.rows.size()) telling++;
      String select =
          "SELECT %s FROM hostile%s WHERE"
              .formatted(
                  ground.dialect().name("id"),
                  alias.isEmpty() ? "" : " AS " + ground.dialect().name(alias));
      // One client after the other, in one way after the other: to ask all of each takes minutes.
      Bound way = Bound.values()[asked % Bound.values().length];
      List<Map.Entry<String, Connection>> clients = List.copyOf(ground.clients().entrySet());
      Map.Entry<String, Connection> client =
          clients.get(asked / Bound.values().length % clients.size());
      asked++;
      Set<Integer> found =
          way.column(client.getValue(), select, expression).stream()
              .map(Integer::valueOf)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(found)
          .as(
              "%s, %s, %s%n%s%n%s%nsubject %s",
              server, client.getKey(), way, condition, expression, subject)
          .isEqualTo(meant);
    }
  }
}
