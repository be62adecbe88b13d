package dev.usher.connectors.postgres.proof;

import static dev.usher.testkit.Sql.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.model.Target;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import dev.usher.testkit.live.Answers;
import dev.usher.testkit.live.Attempt;
import dev.usher.testkit.live.Cell;
import dev.usher.testkit.live.Thing;
import dev.usher.testkit.live.Things;
import dev.usher.testkit.random.RandomSchema;
import java.sql.Connection;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements really run agree with what has_*_privilege answers. */
class AttemptTest {
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void statementsAgreeWithTheServersAnswers(Postgres server) {
    Seeds.each(
        8,
        random -> {
          try (Database database = server.database()) {
            String owner = database.role(database.tag() + "_owner", "");
            String account = database.role(database.tag() + "_who", "login");
            RandomSchema schema = RandomSchema.of(random, List.of(owner));
            database.run(schema.statementsFor(database.name()));
            try (Connection connection = database.connect()) {
              List<Thing> things =
                  Things.read(connection, new Target("dev", "shop"), schema.managed());
              Answers answers = new Answers(PostgresType.TYPE, things, server.major());
              closeToPublic(connection, things);
              Tampering.grantSome(connection, answers, account, random, 4);
              for (String each : schema.managed()) {
                Sql.run(
                    connection,
                    "grant usage on schema " + name(each) + " to " + name(account),
                    // Serial columns' defaults: what usher brings along with insert.
                    "grant usage on all sequences in schema "
                        + name(each)
                        + " to "
                        + name(account));
              }
              BitSet can = answers.ask(connection, List.of(account)).get(account);
              assertThat(can.cardinality()).isPositive();
              Attempt attempt = new Attempt(connection);
              for (int i = 0; i < answers.cells().size(); i++) {
                Cell cell = answers.cells().get(i);
                Optional<Boolean> really = attempt.can(account, cell, answers.thing(i));
                if (really.isPresent()) {
                  assertThat(really.get()).as(cell.toString()).isEqualTo(can.get(i));
                }
              }
            }
          }
        });
  }

  private static void closeToPublic(Connection connection, List<Thing> things) {
    for (Thing thing : things) {
      if (Set.of("database", "schema", "function", "type").contains(thing.ask())) {
        Sql.run(connection, "revoke all on " + Tampering.what(thing, connection) + " from public");
      }
    }
  }
}
