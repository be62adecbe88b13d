package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.engine.json.PlanFile;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.LedgerReport;
import dev.usher.engine.report.PlanReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans and what becomes of them, on the example policy and real servers. */
class ApplyTest {
  @TempDir Path folder;
  private Shops shops;
  private Usher usher;

  @BeforeEach
  void start() {
    shops = new Shops(folder);
    usher = shops.usher();
  }

  @AfterEach
  void stop() {
    shops.close();
  }

  @Test
  void a_plan_from_a_file_is_carried_out_as_it_stands_there() throws Exception {
    PlanReport plan = plan();
    Path file = folder.resolve("plan.json");
    PlanFile.write(file, plan);
    assertThat(PlanFile.read(file)).isEqualTo(plan);
    assertThat(Files.readString(file)).doesNotContain("SCRAM-SHA");
    assertThat(apply(PlanFile.read(file)).isWhole()).isTrue();
    assertThat(statements(plan())).isEmpty();
  }

  @Test
  void a_plan_of_another_policy_or_another_time_is_refused() {
    PlanReport plan = plan();
    shops.now.set(Instant.parse("2027-04-02T00:00:00Z"));
    assertThat(apply(plan).diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("plan-overtaken");
    shops.now.set(Instant.parse("2026-11-21T10:05:00Z"));
    shops.edit("people.yaml", "members: [dan]", "members: []");
    assertThat(apply(plan).diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("policy-changed");
    assertThat(usher.ledger(shops.policy).lines()).isEmpty();
  }

  @Test
  void a_realm_that_has_moved_is_left_and_the_other_goes_on() {
    PlanReport plan = plan();
    shops.database(Shops.DEV).run("grant select on public.orders to public");
    ApplyReport applied = apply(plan);
    assertThat(applied.failures()).extracting(Failure::code).containsExactly("moved");
    assertThat(applied.failures().getFirst().message()).contains("plan again");
    assertThat(applied.realms()).hasSize(2);
    assertThat(applied.realms().stream().filter(one -> one.done() == one.outcomes().size()))
        .hasSize(1);
    assertThat(applied.realms().stream().filter(one -> one.done() == 0))
        .singleElement()
        .satisfies(
            realm ->
                assertThat(realm.outcomes())
                    .isNotEmpty()
                    .allMatch(Outcome.NotDone.class::isInstance));
    assertThat(plan().plans()).hasSize(1);
  }

  @Test
  void a_target_that_is_down_is_told_and_the_others_go_on() {
    String staging = shops.database(new Target("staging", "shop-db")).url();
    shops.edit("estate.yaml", staging, "jdbc:postgresql://127.0.0.1:1/nowhere");
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(plan.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.where()).isEqualTo("staging/shop-db");
              assertThat(failure.code()).isEqualTo("unreachable");
            });
    assertThat(plan.plans()).hasSize(2);
    ApplyReport applied = apply(plan);
    assertThat(applied.isWhole()).isFalse();
    assertThat(applied.failures()).extracting(Failure::where).containsExactly("staging/shop-db");
    assertThat(applied.realms()).allMatch(one -> one.done() == one.outcomes().size());
  }

  @Test
  void only_the_environments_that_are_asked_for_are_changed() {
    PlanReport dev = usher.plan(shops.policy, Set.of("dev"), Progress.silent());
    assertThat(dev.plans()).hasSize(1);
    assertThat(effects(dev)).allMatch(effect -> effect.target().environment().equals("dev"));
    assertThat(apply(dev).isWhole()).isTrue();
    assertThat(statements(usher.plan(shops.policy, Set.of("dev"), Progress.silent()))).isEmpty();

    PlanReport rest = plan();
    assertThat(effects(rest)).noneMatch(effect -> effect.target().environment().equals("dev"));
    assertThat(apply(rest).isWhole()).isTrue();
    assertThat(statements(plan())).isEmpty();

    assertThat(usher.plan(shops.policy, Set.of("prd"), Progress.silent()).diagnostics())
        .singleElement()
        .satisfies(one -> assertThat(Diagnostics.render(one)).contains("did you mean prod"));
  }

  @Test
  void who_leaves_one_environment_keeps_their_account_for_the_other() {
    apply(plan());
    shops.edit("roles.yaml", "in: [dev, staging]\n    because: Owns", "in: dev\n    because: Owns");
    PlanReport prod = usher.plan(shops.policy, Set.of("prod"), Progress.silent());
    assertThat(statements(prod)).isEmpty();
    PlanReport staging = usher.plan(shops.policy, Set.of("staging"), Progress.silent());
    assertThat(statements(staging))
        .isNotEmpty()
        .noneMatch(one -> one.startsWith("DROP ROLE \"?alice"));
    assertThat(apply(staging).isWhole()).isTrue();
    assertThat(roles(Shops.DEV)).contains("alice", "bob");
    assertThat(statements(plan())).isEmpty();
  }

  @Test
  void who_leaves_is_gone_from_everywhere() {
    apply(plan());
    assertThat(roles(Shops.PROD)).contains("alice", "carol", "erin");
    assertThat(roles(Shops.DEV)).contains("alice", "dan");
    shops.edit("people.yaml", "[alice, bob], lead: alice", "[bob], lead: bob");
    shops.edit("roles.yaml", "- { who: alice, can: read", "- { who: bob, can: read");
    ApplyReport applied = apply(plan());
    assertThat(applied.isWhole()).as(applied.toString()).isTrue();
    assertThat(roles(Shops.PROD)).doesNotContain("alice").contains("bob");
    assertThat(roles(Shops.DEV)).doesNotContain("alice").contains("bob");
    assertThat(statements(plan())).isEmpty();
  }

  @Test
  void what_was_tampered_with_is_mended() {
    apply(plan());
    shops
        .database(Shops.PROD)
        .run(
            "do $$ begin execute (select format('grant select on public.customers to %I', rolname)"
                + " from pg_roles where rolname like 'usher_prod_shop-db_analyst%'); end $$",
            "grant select on billing.payments to public", "alter role alice createrole");
    PlanReport plan = plan();
    assertThat(statements(plan)).isNotEmpty();
    assertThat(apply(plan).isWhole()).isTrue();
    assertThat(
            shops
                .database(Shops.PROD)
                .rows(
                    "select has_column_privilege('alice', 'customers', 'email', 'select'),"
                        + " has_table_privilege('alice', 'billing.payments', 'select'),"
                        + " rolcreaterole from pg_roles where rolname = 'alice'"))
        .containsExactly(List.of("f", "f", "f"));
    assertThat(statements(plan())).isEmpty();
  }

  @Test
  void a_never_and_an_example_about_what_does_not_exist_are_told() {
    shops.edit(
        "roles.yaml",
        "can: read, on: prod/shop-db/public/customers.email }",
        "can: read, on: prod/shop-db/public/custmers.email }");
    shops.edit(
        "roles.yaml",
        "cannot: update, on: prod/shop-db/public/orders",
        "cannot: update, on: prod/shop-db/public/ordres");
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(plan.diagnostics())
        .filteredOn(one -> one.code().endsWith("-matches-nothing"))
        .extracting(Diagnostic::code, Diagnostic::isError)
        .containsExactly(
            tuple("never-matches-nothing", true), tuple("expect-matches-nothing", false));
    assertThat(plan.diagnostics().toString()).contains("custmers.email", "ordres");
  }

  @Test
  void a_plan_that_would_break_a_never_does_not_start_and_one_that_takes_away_does() {
    apply(plan());
    shops.edit(
        "roles.yaml",
        "    in: prod\n    because: On-call",
        "    in: prod\n    because: On-call\n  - to: bob\n    role: developer\n    in: prod\n"
            + "    because: Just once");
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(plan.diagnostics())
        .filteredOn(Diagnostic::isError)
        .extracting(Diagnostic::code)
        .containsOnly("never-broken");
    assertThat(plan.plans()).isEmpty();

    // dan leaves dev, which takes away alone: that plan is not held back by what prod would be.
    shops.edit("people.yaml", "members: [dan]", "members: []");
    PlanReport leaving = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(leaving.plans()).hasSize(1);
    assertThat(effects(leaving)).allMatch(effect -> effect.kind() == Plan.Effect.Kind.TAKE);
    apply(leaving);
    assertThat(roles(Shops.DEV)).doesNotContain("dan");
  }

  @Test
  void the_ledger_tells_what_was_done_and_the_marks_hold_its_head() throws Exception {
    assertThat(usher.verifyLedger(shops.policy).problems()).isEmpty();
    apply(plan());
    LedgerReport whole = usher.verifyLedger(shops.policy);
    assertThat(whole.problems()).isEmpty();
    assertThat(whole.lines()).extracting(LedgerReport.Line::by).containsOnly("ann");
    assertThat(whole.lines())
        .extracting(LedgerReport.Line::what)
        .containsOnly("intent", "result", "applied");
    assertThat(whole.lines().getLast().what()).isEqualTo("applied");
    assertThat(whole.lines()).anyMatch(line -> String.join(" ", line.why()).contains("TEAM-12"));

    String text = Files.readString(shops.ledger());
    List<String> lines = text.lines().toList();
    Files.writeString(shops.ledger(), text.replaceFirst("\"by\":\"ann\"", "\"by\":\"bob\""));
    assertThat(usher.verifyLedger(shops.policy).problems())
        .anyMatch(problem -> problem.contains("entry 1 was altered"));
    Files.writeString(shops.ledger(), String.join("\n", lines.subList(1, lines.size())) + "\n");
    assertThat(usher.verifyLedger(shops.policy).problems())
        .anyMatch(problem -> problem.contains("entry 2 does not follow"));
    Files.writeString(shops.ledger(), String.join("\n", lines.subList(0, 2)) + "\n");
    assertThat(usher.verifyLedger(shops.policy).problems())
        .anyMatch(problem -> problem.contains("the end was cut off"));
    Files.delete(shops.ledger());
    assertThat(usher.verifyLedger(shops.policy).problems()).isNotEmpty();
    Files.writeString(shops.ledger(), text);
    assertThat(usher.verifyLedger(shops.policy).problems()).isEmpty();
  }

  @Test
  void with_every_local_file_thrown_away_the_next_run_is_right_all_the_same() throws Exception {
    apply(plan());
    Files.delete(shops.ledger());
    assertThat(statements(plan())).isEmpty();
    shops.edit("people.yaml", "members: [erin]", "members: []");
    assertThat(apply(plan()).isWhole()).isTrue();
    assertThat(roles(Shops.PROD)).doesNotContain("erin");
    LedgerReport ledger = usher.verifyLedger(shops.policy);
    assertThat(ledger.problems()).isEmpty();
    assertThat(ledger.lines().getFirst().what()).isEqualTo("continued");
    assertThat(ledger.lines().getFirst().number()).isGreaterThan(1);
  }

  @Test
  void intents_that_a_crash_left_open_are_closed_with_what_is_found() {
    FileLedger ledger = new FileLedger(shops.ledger());
    PlanReport plan = plan();
    Plan first = plan.plans().getFirst();
    ledger.append(intent(first.realm(), statements(first)), Head.NONE);
    ledger.append(intent(first.realm(), List.of("SELECT 'done before the crash'")), Head.NONE);
    apply(plan);
    assertThat(ledger.read().entries())
        .filteredOn(entry -> entry.what() == What.CLOSED)
        .extracting(Entry::closes, Entry::text)
        .containsExactly(
            tuple(Optional.of(1L), "not carried out: the new plan has all of it again"),
            tuple(Optional.of(2L), "carried out or overtaken: the new plan has none of it"));

    ledger.append(intent(first.realm(), List.of("SELECT 'killed at the very end'")), Head.NONE);
    apply(plan());
    assertThat(ledger.read().entries().getLast().text())
        .isEqualTo("carried out or overtaken: nothing of it is left to do");
    assertThat(usher.verifyLedger(shops.policy).problems()).isEmpty();
  }

  private Draft intent(String realm, List<String> statements) {
    return new Draft(
        shops.now.get(),
        "ann",
        What.INTENT,
        realm,
        "stage 1 of 1",
        statements,
        List.of(),
        Optional.empty());
  }

  private List<String> roles(Target target) {
    return shops.database(target).rows("select rolname from pg_roles").stream()
        .map(List::getFirst)
        .toList();
  }

  private PlanReport plan() {
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(plan.hasErrors())
        .as(Diagnostics.render(plan.diagnostics()) + plan.failures())
        .isFalse();
    return plan;
  }

  private ApplyReport apply(PlanReport plan) {
    return usher.apply(shops.policy, plan, Progress.silent());
  }

  private static List<String> statements(PlanReport report) {
    return report.plans().stream().flatMap(plan -> statements(plan).stream()).toList();
  }

  private static List<String> statements(Plan plan) {
    return plan.stages().stream()
        .flatMap(stage -> stage.steps().stream())
        .map(Plan.Step::statement)
        .toList();
  }

  private static List<Plan.Effect> effects(PlanReport report) {
    return report.plans().stream()
        .flatMap(plan -> plan.stages().stream())
        .flatMap(stage -> stage.steps().stream())
        .flatMap(step -> step.effects().stream())
        .toList();
  }
}
