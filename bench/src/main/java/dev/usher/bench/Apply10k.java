package dev.usher.bench;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.engine.report.PlanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Many privileges at once, against the script that somebody who knows PostgreSQL would write. */
final class Apply10k implements Benchmark {
  private static final double AT_MOST = 1.25;
  private static final String SEED = "seed";

  @Override
  public String name() {
    return "apply-10k";
  }

  @Override
  public String about() {
    return "10,000 table privileges for 50 roles on 2,000 tables, against the best script by hand";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    Privileges privileges =
        scale == Scale.FULL
            ? new Privileges(new Estate(20, 100), 50)
            : new Privileges(new Estate(4, 8), 6);
    try (Playground playground = new Playground()) {
      return new Contest(playground, privileges).run(scale == Scale.FULL ? 9 : 1);
    }
  }

  /** Both on one server, in turn, each round from the same beginning. */
  private static final class Contest {
    private final Playground playground;
    private final Privileges privileges;
    private final Work work;
    private final Psql psql;
    private final String url;
    private List<String> groups = List.of();

    Contest(Playground playground, Privileges privileges) {
      this.playground = playground;
      this.privileges = privileges;
      this.work = new Work(playground.scene().usher());
      this.psql = new Psql(playground);
      this.url = playground.server().url(Playground.DATABASE);
    }

    List<Figure> run(int rounds) throws Exception {
      Path before = write(privileges.before(), "before");
      Path after = write(privileges.after(), "after");
      try (Connection connection = playground.superuser()) {
        privileges.estate().create(connection, Playground.OWNER);
      }
      work.apply(before, work.plan(before));
      groups = groups();
      keepAsSeed();
      Path script = playground.scene().file("by-hand.sql");
      Files.writeString(script, HandScript.of(privileges, groups));

      Times hand = new Times();
      Times connector = new Times();
      Times whole = new Times();
      for (int i = 0; i < rounds; i++) {
        beginAgain();
        hand.measure(() -> psql.run(script));
        List<List<String>> wanted = acls();

        beginAgain();
        PlanReport plan = work.plan(after);
        connector.measure(() -> runStages(plan.plans()));
        same(wanted);

        beginAgain();
        PlanReport again = work.plan(after);
        whole.measure(() -> work.apply(after, again));
        same(wanted);
      }
      return List.of(
          Figure.promised(
              "connector_ratio",
              "usher's connector runs its plan, to the script's time",
              connector.median() / hand.median(),
              "x",
              AT_MOST),
          Figure.of(
              "apply_ratio",
              "the whole of apply (policy, lock, look again, ledger), to the script's time",
              whole.median() / hand.median(),
              "x"),
          Figure.of("script_ms", scriptBy(), hand.median(), "ms"),
          Figure.of("connector_ms", "connector, with its connection", connector.median(), "ms"),
          Figure.of("apply_ms", "apply, in a JVM that is warm", whole.median(), "ms"),
          Figure.of("privileges", "table privileges", privileges.count(), ""),
          Figure.of("rounds", "rounds", rounds, ""));
    }

    private String scriptBy() {
      return psql.isInstalled() ? "the script, by psql" : "the script, by one JDBC statement";
    }

    private Path write(PolicyFolder policy, String folder) throws IOException {
      return policy.write(playground, folder, privileges.estate().schemaNames(), url);
    }

    /** The native role of each role of the policy, by its mark. */
    private List<String> groups() throws SQLException {
      List<String> found =
          playground
              .rows(
                  """
                  select r.rolname from pg_roles r
                  join pg_auth_members m on m.roleid = r.oid
                  join pg_roles p on p.oid = m.member and p.rolname ~ '^p[0-9]+$'
                  order by substr(p.rolname, 2)::int
                  """)
              .stream()
              .map(List::getFirst)
              .toList();
      if (found.size() != privileges.roles()) throw new IllegalStateException(found.toString());
      return found;
    }

    private void keepAsSeed() {
      playground
          .server()
          .run(
              "postgres",
              "alter database " + Playground.DATABASE + " rename to " + SEED,
              "checkpoint");
    }

    /** A copy of the seed; what hangs on the database itself is no part of a copy. */
    private void beginAgain() {
      String name = Playground.DATABASE;
      playground
          .server()
          .run(
              "postgres",
              "drop database if exists " + name + " with (force)",
              "create database " + name + " template " + SEED + " owner " + Playground.OWNER,
              "grant create on database " + name + " to " + Playground.USHER,
              "set role " + Playground.OWNER,
              "grant connect on database " + name + " to " + String.join(", ", groups),
              "reset role",
              "checkpoint");
    }

    private void runStages(List<Plan> plans) {
      Target target = new Target("prod", PolicyFolder.SYSTEM);
      Login login = new Login(Playground.USHER, new char[0]);
      try (Session<?> session =
          new PostgresConnector(Clock.systemUTC())
              .open(realm(target), _ -> login, Duration.ofSeconds(10))) {
        for (Plan.Stage stage : plans.getFirst().stages()) session.run(stage, Contest::done);
      }
    }

    private static void done(Outcome outcome) {
      if (!(outcome instanceof Outcome.Done)) throw new IllegalStateException(outcome.toString());
    }

    private Realm realm(Target target) {
      Source at = new Source("bench", 1, 1);
      Policy.Connection connection =
          new Policy.Connection(url, "file:" + playground.secret(), Optional.empty(), false, at);
      Policy.System system =
          new Policy.System(
              target.system(),
              PostgresType.TYPE,
              "",
              Map.of(target.environment(), connection),
              Map.of("schemas", privileges.estate().schemaNames()),
              Map.of(),
              "{name}",
              false,
              "scram",
              at);
      return new Realm("bench", List.of(new Realm.Place(target, system, connection)));
    }

    /** Every privilege on a table, whoever holds it. */
    private List<List<String>> acls() throws SQLException {
      return playground.rows(
          """
          select n.nspname, c.relname, a.grantor::regrole, a.grantee::regrole, a.privilege_type,
                 a.is_grantable
          from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
          where c.relkind = 'r' and n.nspname ~ '^s[0-9]+$'
          order by 1, 2, 3, 4, 5
          """);
    }

    private void same(List<List<String>> wanted) throws SQLException {
      if (!acls().equals(wanted)) {
        throw new IllegalStateException("usher and the script did not give the same privileges");
      }
      long given = wanted.stream().filter(row -> row.get(3).startsWith("usher_")).count();
      if (given != privileges.count()) {
        throw new IllegalStateException(given + " privileges, not " + privileges.count());
      }
    }
  }
}
