package dev.usher.bench;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.mariadb.AdminScript;
import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.connectors.mariadb.MariaDbType;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Many privileges at once, against the script that somebody who knows MariaDB would write. */
final class MariaDb5k implements Benchmark {
  private static final double AT_MOST = 1.3;

  /** Tables fall into so many parts, and each role has one of them. */
  private static final int PARTS = 5;

  /** Rounds that nobody counts: a compiler that is at work takes one of the machine's cores. */
  private static final int WARM = 3;

  private static final String DATABASE = "bench";
  private static final Target TARGET = new Target("prod", "shop");
  private static final String USHER = "usher_bench";
  private static final String PASSWORD = "of the benchmark";

  @Override
  public String name() {
    return "mariadb-5k";
  }

  @Override
  public String about() {
    return "privileges on 5,000 tables for 50 roles in MariaDB, against the best script by hand";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    MariaDb server =
        MariaDb.newest()
            .orElseThrow(() -> new IllegalStateException("no MariaDB for this platform"));
    return scale == Scale.FULL
        ? new Contest<>(server, MariaDbConnector.mariaDb(Clock.systemUTC()), 500, 50).run(9)
        : new Contest<>(server, MariaDbConnector.mariaDb(Clock.systemUTC()), 10, 10).run(1);
  }

  /** Both on one server, in turn, each round from the same beginning. */
  private record Contest<N extends Native>(
      MariaDb server, Connector<N> connector, int tables, int roles) {

    List<Figure> run(int rounds) throws Exception {
      server.run("CREATE DATABASE " + DATABASE);
      List<String> all = new ArrayList<>();
      for (int i = 0; i < tables; i++) all.add("CREATE TABLE " + DATABASE + ".t" + i + " (a int)");
      all.addAll(AdminScript.mariaDb().tables());
      all.addAll(AdminScript.mariaDb().account(USHER, "%"));
      all.addAll(AdminScript.mariaDb().database(USHER, "%", DATABASE));
      all.add("ALTER USER " + USHER + " IDENTIFIED BY '" + PASSWORD + "'");
      server.run(all.toArray(String[]::new));
      for (int i = 0; i < WARM; i++) {
        apply(access());
        if (i < WARM - 1) clear();
      }
      List<List<String>> wanted = held();
      List<String> script = script(names());
      Times usher = new Times();
      Times oneByOne = new Times();
      Times inBatches = new Times();
      for (int i = 0; i < rounds; i++) {
        clear();
        usher.measure(() -> apply(access()));
        same(wanted);
        clear();
        oneByOne.measure(() -> Sql.run(connection(""), script.toArray(String[]::new)));
        same(wanted);
        clear();
        inBatches.measure(
            () -> Sql.run(connection("?allowMultiQueries=true"), String.join(";\n", script)));
        same(wanted);
      }
      Times hand = oneByOne.median() < inBatches.median() ? oneByOne : inBatches;
      return List.of(
          Figure.promised(
              "connector_ratio",
              "usher looks, compiles, plans and runs, to the faster script in the same round",
              usher.medianRatio(hand),
              "x",
              AT_MOST),
          Figure.of("connector_ms", "connector, with its connection", usher.median(), "ms"),
          Figure.of("script_ms", "script, statement by statement", oneByOne.median(), "ms"),
          Figure.of("batch_ms", "script, sent as one", inBatches.median(), "ms"),
          Figure.of("statements", "statements of the script", script.size(), ""),
          Figure.of("grants", "roles on tables", wanted.size(), ""),
          Figure.of("rounds", "rounds", rounds, ""));
    }

    private Connection connection(String query) {
      return server.connect(query, USHER, PASSWORD);
    }

    /** Each role has one part of the tables: every second to read, the others to write too. */
    private Access access() {
      Map<String, Access.Role> all = new TreeMap<>();
      for (int i = 0; i < roles; i++) {
        Set<String> names = new TreeSet<>();
        for (int t = i % PARTS; t < tables; t += PARTS) names.add("t" + t);
        Pattern on =
            new Pattern(
                List.of(
                    new Step.One("", Name.of(TARGET.environment())),
                    new Step.One("", Name.of(TARGET.system())),
                    new Step.One("", new Name.OneOf(names))),
                Optional.empty());
        Set<String> words = writes(i) ? Set.of("read", "write") : Set.of("read");
        String name = "role" + i;
        Right right =
            new Right(
                words, List.of(on), List.of(), Optional.empty(), Optional.empty(), Cause.of(name));
        all.put(name, new Access.Role(name, List.of(right), Map.of()));
      }
      return access(all);
    }

    private static boolean writes(int role) {
      return role / PARTS % 2 == 1;
    }

    private Access access(Map<String, Access.Role> all) {
      SystemType type = connector.type();
      return new Access(TARGET, type, Instant.EPOCH, all, Map.of());
    }

    private void apply(Access meant) {
      Realm realm = realm();
      Login login = new Login(USHER, PASSWORD.toCharArray());
      try (Session<N> session = connector.open(realm, _ -> login, Duration.ofSeconds(30))) {
        ObservedState<N> observed = session.inspect();
        DesiredState<N> desired = connector.compile(realm, List.of(meant), observed);
        List<Plan.Stage> stages =
            connector.arrange(realm, Diff.between(desired, observed), observed);
        for (Plan.Stage stage : stages) session.run(stage, Contest::done);
      }
    }

    private static void done(Outcome outcome) {
      if (!(outcome instanceof Outcome.Done)) throw new IllegalStateException(outcome.toString());
    }

    private Realm realm() {
      Source at = new Source("bench", 1, 1);
      Policy.Connection connection =
          new Policy.Connection(server.url(DATABASE), "env:X", Optional.empty(), false, at);
      Policy.System system =
          new Policy.System(
              TARGET.system(),
              MariaDbType.TYPE,
              "",
              Map.of(TARGET.environment(), connection),
              Map.of(),
              Map.of(),
              "{name}",
              false,
              "password",
              at);
      return new Realm("bench", List.of(new Realm.Place(TARGET, system, connection)));
    }

    /** Native names, by the roles' own. */
    private Map<String, String> names() {
      Map<String, String> found = new TreeMap<>();
      server
          .rows("SELECT role, name FROM usher.mark")
          .forEach(row -> found.put(row.get(0), row.get(1)));
      return found;
    }

    /** One statement for all roles that have the same on a table. */
    private List<String> script(Map<String, String> names) {
      List<String> script = new ArrayList<>();
      script.add("CREATE ROLE " + quoted(new ArrayList<>(names.values())));
      for (int t = 0; t < tables; t++) {
        List<String> read = new ArrayList<>();
        List<String> write = new ArrayList<>();
        for (int i = t % PARTS; i < roles; i += PARTS) {
          (writes(i) ? write : read).add(names.getOrDefault("role" + i, ""));
        }
        String on = " ON " + DATABASE + ".t" + t + " TO ";
        script.add("GRANT SELECT" + on + quoted(read));
        script.add("GRANT SELECT, INSERT, UPDATE, DELETE" + on + quoted(write));
      }
      return script;
    }

    private static String quoted(List<String> names) {
      return "`" + String.join("`, `", names) + "`";
    }

    /** By the connection that made them, for whom a role's giver is known. */
    private void clear() throws Exception {
      List<String> there =
          server.rows("SELECT user FROM mysql.global_priv WHERE user LIKE 'usher\\_prod%'").stream()
              .map(List::getFirst)
              .toList();
      Sql.run(connection(""), "DROP ROLE " + quoted(there), "DELETE FROM usher.mark");
    }

    private List<List<String>> held() {
      return server.rows(
          "SELECT user, table_name, table_priv FROM mysql.tables_priv WHERE db = '"
              + DATABASE
              + "' ORDER BY 1, 2");
    }

    private void same(List<List<String>> wanted) {
      if (!held().equals(wanted) || wanted.size() != tables / PARTS * roles) {
        throw new IllegalStateException("usher and the script did not give the same privileges");
      }
    }
  }
}
