package dev.usher.testkit.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.model.Target;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.live.Thing;
import dev.usher.testkit.live.Things;
import java.sql.Connection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomSchemaTest {
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void everySchemaCanBeMade(Postgres server) {
    TreeSet<String> kinds = new TreeSet<>();
    Seeds.each(
        20,
        random -> {
          try (Database database = server.database()) {
            String owner = database.role(database.tag() + "_owner", "");
            RandomSchema schema = RandomSchema.of(random, List.of(owner));
            database.run(schema.statementsFor(database.name()));
            try (Connection connection = database.connect()) {
              List<Thing> things =
                  Things.read(connection, new Target("dev", "shop"), schema.managed());
              kinds.addAll(
                  things.stream()
                      .map(thing -> thing.ask() + thing.relkind())
                      .collect(Collectors.toSet()));
            }
          }
        });
    if (Seeds.isReplay()) return;
    assertThat(kinds)
        .contains(
            "database",
            "schema",
            "type",
            "tabler",
            "tablep",
            "tablev",
            "tablem",
            "tablef",
            "sequenceS",
            "functionf",
            "functionp",
            "functiona");
  }
}
