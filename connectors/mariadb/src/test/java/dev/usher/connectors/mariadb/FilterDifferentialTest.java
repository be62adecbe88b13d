package dev.usher.connectors.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Table;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import dev.usher.testkit.live.FilterTrial;
import dev.usher.testkit.live.FilterTrial.Asked;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random policies over hostile rows: what an administrator gets by a subject's filter is what
 * Meaning says that the subject has. That accounts reach just that by the views is what {@link
 * RowsDifferentialTest} holds. {@code -Dusher.filters=N} is how many policies.
 */
class FilterDifferentialTest {
  private static final List<String> WORDS =
      List.of("select", "select", "select", "insert", "update", "update", "delete");
  private static final List<String> ACTIONS = List.of("select", "insert", "update", "delete");
  private static final List<String> PEOPLE = List.of("ann", "ben", "cid");
  private static final int POLICIES = Integer.getInteger("usher.filters", 40);
  private static final int ROWS = 40;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void whatAFilterLetsThroughIsWhatIsMeant(MariaDb server) throws SQLException {
    FilterTrial.Count count = new FilterTrial.Count();
    try (Shop shop = new Shop(server, "%", "filters");
        Connection plain = server.connect();
        Connection prepared = server.preparing()) {
      String database = Ground.name(shop.databases.get(shop.first()));
      for (Connection one : List.of(plain, prepared)) Sql.run(one, "use " + database);
      Map<String, Map<Integer, Map<String, Value>>> tables = fill(plain);
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        Catalogue catalogue = session.catalogues().get(shop.first());
        Seeds.each(
            server.toString(),
            POLICIES,
            count,
            random -> {
              Access access = new RandomRows(random).access(shop.first(), WORDS, PEOPLE);
              Connection admin = random.nextBoolean() ? plain : prepared;
              FilterTrial trial = new FilterTrial(access, catalogue, admin, count);
              for (String person : PEOPLE) {
                for (String table : RandomRows.TABLES) {
                  Resource on = Resource.of(shop.first(), Segment.plain(table));
                  Table there = session.table(on).orElseThrow();
                  for (String action : ACTIONS) {
                    String alias = random.nextBoolean() ? "the `r` ? \"$1" : "";
                    Asked asked =
                        new Asked(
                            person,
                            action,
                            on,
                            trial.columns(person, action, on, there.columns(), random),
                            table + (alias.isEmpty() ? "" : " AS " + Ground.name(alias)),
                            alias);
                    trial.held(asked, there, tables.get(table));
                  }
                }
              }
            });
      }
    }
    if (!Seeds.isReplay()) assertThat(count.telling).isGreaterThan(POLICIES);
  }

  private static Map<String, Map<Integer, Map<String, Value>>> fill(Connection admin)
      throws SQLException {
    Map<String, Map<Integer, Map<String, Value>>> tables = new TreeMap<>();
    RandomRows rows = new RandomRows(Seeds.generator(4711));
    for (String table : RandomRows.TABLES) {
      Sql.run(
          admin,
          "create table "
              + table
              + " (id int primary key, "
              + RandomRows.COLUMNS.entrySet().stream()
                  .map(one -> Ground.name(one.getKey()) + " " + one.getValue())
                  .collect(Collectors.joining(", "))
              + ")");
      List<String> names = new ArrayList<>(RandomRows.COLUMNS.keySet());
      names.add("id");
      Map<Integer, Map<String, Value>> all = new TreeMap<>();
      for (int id = 0; id < ROWS; id++) {
        all.put(id, rows.row(id));
        RowsDifferentialTest.insert(admin, table, names, all.get(id));
      }
      tables.put(table, all);
    }
    return tables;
  }
}
