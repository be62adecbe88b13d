package dev.usher.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Evaluation;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the SQL lets through on a real server is what Evaluation says, row for row: no row too many,
 * none too few. {@code -Dusher.conditions=20000} tries more.
 */
class FaithfulTest {
  private static final int BATCH = 30;
  private static final int CONDITIONS = Integer.getInteger("usher.conditions", 300);

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void onPostgres(Postgres server) {
    try (Ground ground = new PostgresGround(server)) {
      tried(server.name(), ground);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#all")
  void onMariaDb(MariaDb server) {
    try (Ground ground = new MariaDbGround(server)) {
      tried(server.name(), ground);
    }
  }

  private static final class Count {
    int carried;
    int refused;
    int telling;
    int needing;
  }

  private static void tried(String server, Ground ground) {
    assertThat(ground.types()).hasSize(ground.fields.size() + 1);
    Count count = new Count();
    everyForm(ground, count);
    Seeds.each((CONDITIONS + BATCH - 1) / BATCH, random -> batch(ground, random, count));
    System.out.printf(
        "%s: %d conditions on %d rows, %d of them neither of all rows nor of none; %d refused%n",
        server, count.carried, ground.rows.size(), count.telling, count.refused);
    assertThat(count.telling).isGreaterThan(count.carried / 4);
    assertThat(count.needing).isGreaterThan(count.carried / 20);
  }

  private record Try(Condition condition, Map<String, Value> subject, boolean looked, String sql) {}

  /** What chance may pass by: each column beside each attribute, for somebody with empty lists. */
  private static void everyForm(Ground ground, Count count) {
    List<Try> tries = new ArrayList<>();
    for (Ground.Field field : ground.fields) {
      Operand.Ref row = new Operand.Row(field.name());
      List<Condition> forms = new ArrayList<>(List.of(new Condition.Has(row)));
      for (String list : Ground.lists().keySet()) {
        forms.add(new Condition.In(row, new Operand.Subject(list)));
      }
      for (String scalar : Ground.scalars().keySet()) {
        forms.add(new Condition.Compare(row, Op.EQ, new Operand.Subject(scalar)));
        forms.add(new Condition.Compare(row, Op.LE, new Operand.Subject(scalar)));
      }
      for (Condition form : forms) {
        for (int subject = 0; subject < 3; subject++) {
          for (boolean looked : List.of(true, false)) {
            attempt(ground, form, subject, looked, tries, count);
            attempt(ground, new Condition.Not(form), subject, looked, tries, count);
          }
        }
      }
    }
    for (int from = 0; from < tries.size(); from += BATCH) {
      held(ground, tries.subList(from, Math.min(tries.size(), from + BATCH)), count);
    }
  }

  private static void batch(Ground ground, RandomGenerator random, Count count) {
    RandomCondition conditions = new RandomCondition(ground.fields, random);
    List<Try> tries = new ArrayList<>();
    while (tries.size() < BATCH) {
      int subject = random.nextInt(ground.subjects.size());
      attempt(ground, conditions.next(), subject, random.nextBoolean(), tries, count);
    }
    held(ground, tries, count);
  }

  private static void attempt(
      Ground ground,
      Condition condition,
      int number,
      boolean looked,
      List<Try> tries,
      Count count) {
    Map<String, Value> subject = ground.subjects.get(number);
    if (Mentions.needsAttributes(condition)) {
      assertThat(meant(ground, new Try(condition, Map.of(), looked, ""))).isEmpty();
      count.needing++;
    }
    Map<String, Attribute> attributes = looked ? ground.looked(number) : Ground.known(subject);
    switch (Translation.of(condition, ground.dialect(), ground.types(), attributes)) {
      case Carried.Expression(String sql) -> {
        Try one = new Try(condition, subject, looked, sql);
        // Nobody needs to ask a server.
        if (sql.equals("FALSE")) assertThat(meant(ground, one)).as(one.toString()).isEmpty();
        else tries.add(one);
      }
      case Carried.Refused _ -> count.refused++;
    }
  }

  private static void held(Ground ground, List<Try> tries, Count count) {
    count.carried += tries.size();
    List<Set<Integer>> meant = tries.stream().map(one -> meant(ground, one)).toList();
    for (Set<Integer> rows : meant) {
      if (!rows.isEmpty() && rows.size() < ground.rows.size()) count.telling++;
    }
    ground
        .rowsOf(tries.stream().map(Try::sql).toList())
        .forEach((way, answers) -> compare(ground, way, tries, meant, answers));
  }

  private static Set<Integer> meant(Ground ground, Try one) {
    Set<Integer> rows = new TreeSet<>();
    for (int i = 0; i < ground.rows.size(); i++) {
      if (Evaluation.holds(one.condition(), ground.rows.get(i), one.subject())) rows.add(i);
    }
    return rows;
  }

  private static void compare(
      Ground ground,
      String way,
      List<Try> tries,
      List<Set<Integer>> meant,
      List<Set<Integer>> answers) {
    for (int i = 0; i < tries.size(); i++) {
      if (answers.get(i).equals(meant.get(i))) continue;
      Set<Integer> tooMany = new TreeSet<>(answers.get(i));
      tooMany.removeAll(meant.get(i));
      Set<Integer> tooFew = new TreeSet<>(meant.get(i));
      tooFew.removeAll(answers.get(i));
      int first = (tooMany.isEmpty() ? tooFew : tooMany).iterator().next();
      throw new AssertionError(
          "by %s: too many %s, too few %s%n%s%nlooked up: %s%n%s%nrow %s%nsubject %s"
              .formatted(
                  way,
                  tooMany,
                  tooFew,
                  tries.get(i).condition(),
                  tries.get(i).looked(),
                  tries.get(i).sql(),
                  ground.rows.get(first),
                  tries.get(i).subject()));
    }
  }
}
