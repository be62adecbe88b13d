package dev.usher.cli.render;

import dev.usher.core.decide.Decision;
import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Proof;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Effect.Kind;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.AccessReport.Held;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.CanReport;
import dev.usher.engine.report.DiffReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.FilterReport;
import dev.usher.engine.report.HeldThenReport;
import dev.usher.engine.report.HistoryReport;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.LedgerProofReport;
import dev.usher.engine.report.LedgerReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.ScheduleReport;
import dev.usher.engine.report.VerifyReport;
import dev.usher.engine.report.VerifyReport.Difference;
import dev.usher.engine.report.WhoCanReport;
import dev.usher.engine.report.WhoCouldReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reports as an evening at the shop might give them. */
final class Reports {
  private static final Target PROD = new Target("prod", "shop-db");
  private static final Target DEV = new Target("dev", "shop-db");
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Cause ANALYST =
      Cause.of(
          "analyst for team:backend: On-call reads dashboards",
          new Source("access/roles.yaml", 61, 5));
  private static final Cause LEFT = Cause.of("bob is no longer in the policy");

  private Reports() {}

  static PlanReport plan() {
    List<Effect> many = new ArrayList<>();
    for (int i = 1; i <= 2000; i++) {
      many.add(add(PROD, "SELECT for analyst", "SELECT on public.t%04d for analyst".formatted(i)));
    }
    Plan prod =
        new Plan(
            "localhost:5432",
            "f1",
            List.of(
                new Stage(
                    1,
                    Phase.CLOSE,
                    PROD,
                    true,
                    List.of(
                        new Step(
                            1,
                            "ALTER ROLE \"bob\" NOLOGIN",
                            List.of(
                                new Effect(
                                    Kind.TAKE, PROD, "accounts", "account bob", Set.of(LEFT))),
                            Risk.NARROWS))),
                new Stage(
                    2,
                    Phase.GRANT,
                    PROD,
                    true,
                    List.of(
                        new Step(
                            2,
                            "GRANT SELECT ON public.t0001, … TO \"usher_prod\";",
                            many,
                            Risk.WIDENS),
                        new Step(
                            3,
                            "REVOKE CONNECT ON DATABASE \"shop\" FROM PUBLIC",
                            List.of(
                                new Effect(
                                    Kind.TAKE,
                                    PROD,
                                    "PUBLIC",
                                    "CONNECT on database shop from PUBLIC",
                                    Set.of(
                                        Cause.of(
                                            "public: revoke",
                                            new Source("access/estate.yaml", 24, 5))))),
                            Risk.OUTAGE)))));
    Plan dev =
        new Plan(
            "localhost:5433",
            "f2",
            List.of(
                new Stage(
                    1,
                    Phase.OPEN,
                    DEV,
                    true,
                    List.of(
                        new Step(
                            1,
                            "GRANT \"usher_dev\" TO \"alice\", \"bob\"",
                            List.of(
                                add(DEV, "members of developer", "alice is a developer"),
                                add(DEV, "members of developer", "bob is a developer"),
                                new Effect(
                                    Kind.CHANGE,
                                    DEV,
                                    "accounts",
                                    "account alice may log in",
                                    Set.of())),
                            Risk.WIDENS)))));
    return new PlanReport(
        NOON,
        "digest",
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(prod, dev),
        Map.of(),
        List.of(
            new PlanReport.Note("foreign", "prod/shop-db", "SELECT on public.orders for reporting"),
            new PlanReport.Note(
                "dates", "prod/shop-db", "support for carol ends 2027-04-01T00:00Z")),
        List.of());
  }

  /** A system that has some, as for what is made, and others that have none. */
  static PlanReport withoutTransactions() {
    List<Stage> mixed = new ArrayList<>();
    int step = 0;
    for (Phase phase : List.of(Phase.CLOSE, Phase.REVOKE, Phase.CREATE, Phase.GRANT, Phase.OPEN)) {
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < (phase == Phase.CREATE ? 1 : 2); i++) {
        String statement = phase.name().toLowerCase(Locale.ROOT) + " " + ++step;
        steps.add(
            new Step(step, statement, List.of(add(PROD, "what is done", statement)), Risk.WIDENS));
      }
      mixed.add(new Stage(mixed.size() + 1, phase, PROD, phase == Phase.CREATE, steps));
    }
    Step alone = new Step(1, "open 1", List.of(add(DEV, "what is done", "open 1")), Risk.WIDENS);
    List<Stage> single = List.of(new Stage(1, Phase.OPEN, DEV, false, List.of(alone)));
    List<Plan> plans =
        List.of(new Plan("localhost:3306", "f1", mixed), new Plan("localhost:6379", "f2", single));
    return new PlanReport(
        NOON,
        "digest",
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        plans,
        Map.of(),
        List.of(),
        List.of());
  }

  private static Effect add(Target target, String group, String prose) {
    return new Effect(Kind.ADD, target, group, prose, Set.of(ANALYST));
  }

  static PlanReport nothing(List<Failure> failures) {
    return new PlanReport(
        NOON,
        "digest",
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        failures);
  }

  static Failure down() {
    return new Failure(
        "staging/shop-db", "unreachable", "localhost:5433 refuses connections; is it running?");
  }

  static ApplyReport applied() {
    return new ApplyReport(
        List.of(),
        List.of(
            new ApplyReport.Realm(
                "localhost:5432", List.of(new Outcome.Done(1, NOON), new Outcome.Done(2, NOON)))),
        List.of());
  }

  static ApplyReport halfApplied() {
    return new ApplyReport(
        List.of(),
        List.of(
            new ApplyReport.Realm("localhost:5432", List.of(new Outcome.Done(1, NOON))),
            new ApplyReport.Realm(
                "localhost:5433",
                List.of(
                    new Outcome.Done(1, NOON),
                    new Outcome.Unknown(2, "the connection was lost"),
                    new Outcome.NotDone(3, "the step before it was not done")))),
        List.of());
  }

  static ReceiptReport receipt(List<String> residue, List<Failure> failures) {
    return new ReceiptReport(
        "alice",
        NOON,
        List.of(),
        List.of(
            new ReceiptReport.Place(
                "localhost:5432",
                Set.of("alice"),
                6,
                Optional.of(Duration.ofMillis(31)),
                Optional.of(Duration.ofMillis(58)),
                residue),
            new ReceiptReport.Place(
                "localhost:6379",
                Set.of("alice"),
                0,
                Optional.empty(),
                Optional.empty(),
                List.of())),
        failures);
  }

  static VerifyReport proved() {
    return new VerifyReport(List.of(), 1234, 6, List.of(), List.of(), List.of());
  }

  static VerifyReport tampered() {
    return new VerifyReport(
        List.of(),
        1234,
        6,
        List.of(
            new Difference(
                "excess",
                "prod/shop-db",
                "alice",
                "alice",
                "select",
                "public/customers.email",
                "alice can select public/customers.email, and should not",
                List.of("member of usher_prod_shop-db_analyst_1a2b3c4d")),
            new Difference(
                "missing",
                "dev/stock-db",
                "dan",
                "dan",
                "select",
                "public/items",
                "dan should be able to select public/items, and cannot",
                List.of())),
        List.of(),
        List.of());
  }

  static CanReport can(Decision decision) {
    return new CanReport(
        List.of(),
        "alice",
        "read",
        "prod/shop-db/public/customers",
        Optional.of(decision),
        Optional.of(new CanReport.Live("alice", "part", List.of("member of usher_prod"))));
  }

  static List<Decision> decisions() {
    return List.of(
        new Decision.All(ANALYST, false),
        new Decision.All(ANALYST, true),
        new Decision.Part(List.of("email", "phone"), ANALYST),
        new Decision.None("no grant in prod gives carol anything there"));
  }

  static FilterReport filter(FilterReport.Rows rows) {
    return new FilterReport(
        List.of(),
        "alice",
        "select",
        "prod/shop-db/public/orders",
        List.of("id", "status"),
        Optional.of(Instant.parse("2026-11-29T10:00:00Z")),
        Optional.of(rows));
  }

  static FilterReport.Rows someRows() {
    return new FilterReport.Some(
        "(\"customer_id\" OPERATOR(pg_catalog.=) ANY (?::pg_catalog.int8[]) OR \"status\""
            + " OPERATOR(pg_catalog.=) ?::pg_catalog.text OR \"rate\" OPERATOR(pg_catalog.<)"
            + " ?::pg_catalog.float8)",
        List.of(
            new FilterReport.Parameter("int8[]", List.of(1001L, "9007199254740993")),
            new FilterReport.Parameter("text", "it's \"open\"\u001b[31m"),
            new FilterReport.Parameter("float8", 0.5)));
  }

  static WhoCanReport whoCan() {
    return new WhoCanReport(
        List.of(),
        "read",
        "prod/shop-db/public/customers",
        List.of(
            new WhoCanReport.One("alice", decisions().get(2)),
            new WhoCanReport.One("checkout", decisions().get(0))),
        List.of(new CanReport.Live("postgres", "all", List.of("superuser"))));
  }

  static AccessReport access() {
    Held held =
        new Held(
            "analyst",
            Set.of("select"),
            "public/*",
            List.of("except customers.email, customers.phone"),
            Set.of(ANALYST));
    return new AccessReport(
        List.of(),
        "alice",
        List.of(
            new AccessReport.There(
                "prod/shop-db",
                "alice",
                List.of(
                    held,
                    new Held("analyst", Set.of("usage"), "public", List.of(), Set.of(ANALYST))),
                List.of()),
            new AccessReport.There("prod/stock-db", "alice", List.of(), List.of(held))),
        List.of());
  }

  static LedgerReport ledger(List<String> problems) {
    return ledger(problems, List.of());
  }

  /** What is left of a ledger that was lost and went on. */
  static LedgerReport continued() {
    return new LedgerReport(
        List.of(),
        List.of(
            new LedgerReport.Line(
                42, NOON, "ada", "continued", "prod/shop-db", "the ledger goes on", List.of())),
        "0123456789abcdef0123456789abcdef",
        List.of(),
        List.of());
  }

  static LedgerReport ledger(List<String> problems, List<Failure> failures) {
    return new LedgerReport(
        List.of(),
        List.of(
            new LedgerReport.Line(
                1, NOON, "ada", "intent", "localhost:5432", "17 statements", List.of()),
            new LedgerReport.Line(
                2,
                NOON.plusSeconds(2),
                "ada",
                "result",
                "localhost:5432",
                "17 of 17 done",
                List.of("On-call reads dashboards"))),
        "0123456789abcdef0123456789abcdef",
        problems,
        failures);
  }

  /** Decided while the target was down. */
  static WhoCouldReport whoCould() {
    WhoCanReport.One alice = new WhoCanReport.One("alice", new Decision.All(ANALYST, false));
    WhoCanReport.One bob =
        new WhoCanReport.One("bob", new Decision.Part(List.of("some rows"), ANALYST));
    return new WhoCouldReport(
        List.of(),
        "select",
        "prod/shop-db/public/orders",
        NOON,
        new WhoCouldReport.Side(
            Optional.of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"), List.of(alice, bob)),
        WhoCouldReport.Side.NOTHING);
  }

  static HeldThenReport heldThen() {
    AccessReport.Held held =
        new AccessReport.Held(
            "analyst", Set.of("select"), "prod/shop-db/public/*", List.of(), Set.of(ANALYST));
    return new HeldThenReport(
        List.of(),
        "alice",
        NOON,
        Optional.of("9f86d081884c"),
        List.of(new HeldThenReport.There("prod/shop-db", List.of(held), List.of())));
  }

  static DiffReport difference() {
    DiffReport.Line line =
        new DiffReport.Line("alice", "analyst", "prod/shop-db", "analyst for team:backend", NOON);
    return new DiffReport(
        List.of(),
        NOON.minusSeconds(3600),
        NOON.plusSeconds(3600),
        Optional.of("r1"),
        Optional.of("r2"),
        List.of(
            new DiffReport.RoleChange(
                "analyst",
                "prod/shop-db",
                List.of("insert on prod/shop-db/public/orders"),
                List.of("select on prod/shop-db/public/secrets"))),
        new DiffReport.Moved(List.of(line), List.of(line)),
        new DiffReport.Moved(List.of(), List.of()));
  }

  static ScheduleReport schedule() {
    return new ScheduleReport(
        List.of(
            new ScheduleReport.Line("bob", "suspend", NOON, Optional.empty(), "carol", NOON),
            new ScheduleReport.Line(
                "alice",
                "offboard",
                NOON.plusSeconds(60),
                Optional.of("bob"),
                "token:hr",
                NOON.minusSeconds(60)),
            new ScheduleReport.Line(
                "bob", "resume", NOON.plusSeconds(120), Optional.empty(), "carol", NOON)));
  }

  static HistoryReport history() {
    Deed comes = new Deed("add", "analyst for alice in prod/shop-db", new TreeSet<>());
    Deed changes =
        new Deed(
            "change",
            "account alice opened in prod/shop-db",
            Optional.of("account alice closed"),
            new TreeSet<>());
    Deed goes = new Deed("take", "account alice in prod/shop-db", new TreeSet<>());
    return new HistoryReport(
        "alice",
        List.of(
            new HistoryReport.Event(
                17,
                NOON,
                "usher",
                "localhost:5432",
                List.of(comes, changes),
                List.of("analyst for team:backend: On-call reads dashboards"),
                Optional.of("okta"),
                Optional.of(NOON.minusSeconds(1)),
                Optional.of("usher-1"),
                Optional.of(new HistoryReport.Outcome(NOON.plusSeconds(1), "done"))),
            new HistoryReport.Event(
                19,
                NOON.plusSeconds(60),
                "ada",
                "localhost:5432",
                List.of(goes),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }

  static LedgerProofReport sealed(Optional<Proof.Altered> altered, List<String> problems) {
    return new LedgerProofReport(
        1204, 31, altered.isPresent() ? 4 : 1204, Optional.of(NOON), altered, problems);
  }

  static ImportReport imported(List<String> changes) {
    Path folder = Path.of("access");
    return new ImportReport(
        List.of(),
        "prod/shop",
        "jdbc:postgresql://db.prod/shop",
        Stream.of("estate.yaml", "people.yaml", "roles.yaml").map(folder::resolve).toList(),
        4,
        1,
        2,
        IntStream.rangeClosed(1, 14)
            .mapToObj(
                i ->
                    new ImportReport.Unsaid(
                        "pg_class.relacl of public.t" + i, "SELECT for lead with grant option"))
            .toList(),
        changes,
        List.of());
  }
}
