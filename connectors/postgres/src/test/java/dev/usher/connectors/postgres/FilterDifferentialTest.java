package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Table;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import dev.usher.testkit.live.FilterTrial;
import dev.usher.testkit.live.FilterTrial.Asked;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random policies over hostile rows. What an administrator gets by a subject's filter is what
 * Meaning says that the subject has; and, where the policy can be carried out, what the subject's
 * own account reaches under row security. {@code -Dusher.filters=N} is how many policies.
 */
class FilterDifferentialTest {
  private static final List<String> WORDS =
      List.of("select", "select", "select", "insert", "update", "update", "delete");
  private static final List<String> ACTIONS = List.of("select", "insert", "update", "delete");
  private static final int POLICIES = Integer.getInteger("usher.filters", 25);

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void whatAFilterLetsThroughIsWhatIsMeantAndWhatIsSeen(Postgres server) throws SQLException {
    FilterTrial.Count count = new FilterTrial.Count();
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = shop.open();
        Connection admin = shop.database().connect()) {
      List<String> accounts =
          List.of(
              shop.account("ann"),
              shop.account("b'o\"b"),
              shop.account("C\u00e9"),
              shop.account("dan"));
      Map<String, Map<Integer, Map<String, Value>>> tables = fill(shop, admin);
      Seeds.each(
          server.name(),
          POLICIES,
          count,
          random -> new Trial(shop, session, admin, accounts, tables, count).run(random));
      shop.run(
          session, shop.plan(session, new Means(shop.target()).access()).plan(), Shop::mustBeDone);
    }
    if (Seeds.isReplay()) return;
    assertThat(count.telling).isGreaterThan(POLICIES);
    assertThat(count.seen).isGreaterThan(POLICIES);
  }

  private static Map<String, Map<Integer, Map<String, Value>>> fill(Shop shop, Connection admin)
      throws SQLException {
    Map<String, Map<Integer, Map<String, Value>>> tables = new TreeMap<>();
    RandomRows rows = new RandomRows(Seeds.generator(4711));
    List<String> names = new ArrayList<>(List.of("id"));
    names.addAll(RandomRows.COLUMNS.keySet());
    for (String table : RandomRows.TABLES) {
      shop.database()
          .run(
              "set role " + shop.owner,
              "create table public."
                  + table
                  + " (id int primary key, "
                  + RandomRows.COLUMNS.entrySet().stream()
                      .map(one -> Sql.name(one.getKey()) + " " + one.getValue())
                      .collect(Collectors.joining(", "))
                  + ")");
      Map<Integer, Map<String, Value>> all = new TreeMap<>();
      for (int id = 0; id < RowsProof.ROWS; id++) all.put(id, rows.row(id));
      tables.put(table, all);
      try (PreparedStatement insert = RowsProof.insert(admin, table, names)) {
        for (Map<String, Value> row : all.values()) {
          RowsProof.set(insert, names, row);
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
    return tables;
  }

  private record Trial(
      Shop shop,
      Session<PostgresFact> session,
      Connection admin,
      List<String> accounts,
      Map<String, Map<Integer, Map<String, Value>>> tables,
      FilterTrial.Count count) {

    void run(RandomGenerator random) throws SQLException {
      Access access =
          new RandomRows(random).access(shop.target(), WORDS, accounts, "nobody", false);
      Shop.Planned planned = shop.plan(session, access);
      boolean isCarried = planned.errors().isEmpty();
      if (isCarried) shop.run(session, planned.plan(), Shop::mustBeDone);
      Catalogue catalogue = planned.observed().catalogues().get(shop.target());
      FilterTrial trial = new FilterTrial(access, catalogue, admin, count);
      for (String account : accounts) {
        for (String table : RandomRows.TABLES) {
          Resource on = Resource.of(shop.target(), Segment.plain("public"), Segment.plain(table));
          Table there = session.table(on).orElseThrow();
          for (String action : ACTIONS) {
            List<String> columns = trial.columns(account, action, on, there.columns(), random);
            boolean called = random.nextBoolean();
            String alias = called ? "the \"r\" ? $1" : "";
            Asked asked =
                new Asked(
                    account,
                    action,
                    on,
                    columns,
                    "public." + table + (called ? " AS " + Sql.name(alias) : ""),
                    alias);
            Optional<Set<Integer>> found = trial.held(asked, there, tables.get(table));
            // Who is given nothing has no account.
            boolean isThere = isCarried && access.members().containsKey(account);
            if (isThere && found.isPresent() && !readsByViews(access, account))
              seen(asked, table, found.get());
          }
        }
      }
    }

    private static boolean readsByViews(Access access, String account) {
      return access.heldBy(account).stream()
          .anyMatch(held -> access.roles().get(held.role()).carry() == Carry.VIEW);
    }

    /** As the account itself, all undone. */
    private void seen(Asked asked, String table, Set<Integer> found) throws SQLException {
      String on = "public." + table;
      String all = asked.columns().stream().map(Sql::name).collect(Collectors.joining(", "));
      switch (asked.action()) {
        case "select" -> {
          if (!asked.columns().contains("id")) return;
          is(asked, found, "select " + all + " from " + on, "");
        }
        case "delete" -> is(asked, found, "delete from " + on, "select id from " + on);
        case "update" -> {
          List<String> set = new ArrayList<>(asked.columns());
          set.remove("id");
          if (set.isEmpty() || set.size() < asked.columns().size()) return;
          String sets =
              set.stream().map(one -> Sql.name(one) + " = null").collect(Collectors.joining(", "));
          is(
              asked,
              found,
              "update " + on + " set " + sets,
              "select id from " + on + " where xmin::text = txid_current()::text");
        }
        default -> {}
      }
    }

    private void is(Asked asked, Set<Integer> found, String sql, String then) throws SQLException {
      admin.setAutoCommit(false);
      Set<Integer> reached = new TreeSet<>();
      try {
        Sql.run(admin, "set local role " + Sql.name(asked.subject()));
        if (then.isEmpty()) {
          int id = asked.columns().indexOf("id");
          Sql.rows(admin, sql).forEach(row -> reached.add(Integer.valueOf(row.get(id))));
        } else {
          Sql.run(admin, sql, "reset role");
          Sql.column(admin, then).forEach(id -> reached.add(Integer.valueOf(id)));
          if (sql.startsWith("delete")) {
            Set<Integer> gone = new TreeSet<>();
            for (int id = 0; id < RowsProof.ROWS; id++) if (!reached.contains(id)) gone.add(id);
            reached.clear();
            reached.addAll(gone);
          }
        }
      } catch (IllegalStateException denied) {
        if (!(denied.getCause() instanceof SQLException why) || !why.getSQLState().equals("42501"))
          throw denied;
      } finally {
        admin.rollback();
        admin.setAutoCommit(true);
      }
      count.seen++;
      assertThat(reached).as("%s reaches by %s%n%s", asked.subject(), sql, asked).isEqualTo(found);
    }
  }
}
