package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.usher.core.ledger.Entry;
import dev.usher.core.model.Cause;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.PlanReport.Note;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.VerifyReport;
import dev.usher.testkit.fake.House;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is suspended or offboarded, over several systems; no server runs. */
class KeptOutTest {
  @TempDir Path folder;
  private Houses houses;

  @BeforeEach
  void build() {
    houses = new Houses(folder);
    assertThat(houses.apply().isWhole()).isTrue();
  }

  private PlanReport suspend(String who) {
    return houses.usher.suspend(houses.policy, who, Progress.silent());
  }

  private PlanReport resume(String who) {
    return houses.usher.resume(houses.policy, who, Progress.silent());
  }

  private ReceiptReport offboard(String who) {
    PlanReport plan =
        houses.usher.offboard(houses.policy, who, Optional.empty(), Progress.silent());
    return houses.usher.receipt(houses.policy, plan, Progress.silent());
  }

  private void apply(PlanReport plan) {
    assertThat(plan.hasErrors()).as("%s", plan.failures()).isFalse();
    assertThat(houses.usher.apply(houses.policy, plan, Progress.silent()).isWhole()).isTrue();
  }

  private VerifyReport verify() {
    return houses.usher.verify(houses.policy, Set.of(), Progress.silent());
  }

  private List<House> all() {
    return List.of(houses.ash, houses.elm, houses.oak);
  }

  private static List<String> effects(PlanReport plan) {
    return plan.plans().stream()
        .flatMap(one -> one.stages().stream())
        .flatMap(stage -> stage.steps().stream())
        .flatMap(step -> step.effects().stream())
        .map(Effect::prose)
        .toList();
  }

  @Test
  void a_suspension_is_a_plan_of_one_person_and_says_why() {
    houses.guards("alice", "bob", "carol");
    houses.oak.obey("cut \"bob\" \"main\" \"door\" \"safe\" \"enter\"");
    PlanReport plan = suspend("alice");
    assertThat(effects(plan)).isNotEmpty().allMatch(prose -> prose.contains("alice"));
    assertThat(plan.plans())
        .flatExtracting(Plan::stages)
        .flatExtracting(Plan.Stage::steps)
        .flatExtracting(Plan.Step::effects)
        .flatExtracting(effect -> effect.causes())
        .extracting(Cause::text)
        .containsOnly("alice is suspended");
    assertThat(plan.notes()).extracting(Note::kind).contains("kept-out");
    apply(plan);
    assertThat(all()).allSatisfy(house -> assertThat(Houses.open(house)).containsExactly("bob"));
    assertThat(suspend("alice").hasChanges()).as("it is done").isFalse();
    assertThat(houses.ledger.read().entries())
        .filteredOn(entry -> entry.what() == Entry.What.INTENT)
        .anySatisfy(entry -> assertThat(entry.why()).containsExactly("alice is suspended"));
  }

  @Test
  void no_apply_lets_in_who_is_suspended_and_verify_knows() {
    apply(suspend("alice"));
    assertThat(houses.plan().plans()).isEmpty();
    assertThat(houses.plan().notes())
        .extracting(Note::kind, Note::text)
        .contains(
            tuple("kept-out", "alice is suspended, and no apply lets them in: usher resume alice"));
    assertThat(verify().differences()).isEmpty();
    houses.oak.obey("unblock \"alice\"");
    assertThat(verify().differences())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.kind()).isEqualTo("account");
              assertThat(one.subject()).isEqualTo("alice");
              assertThat(one.text()).contains("suspended");
            });
    apply(houses.plan());
    assertThat(Houses.open(houses.oak)).containsExactly("bob");
    apply(resume("alice"));
    assertThat(all())
        .allSatisfy(
            house -> assertThat(Houses.open(house)).containsExactlyInAnyOrder("alice", "bob"));
    assertThat(houses.plan().plans()).isEmpty();
    assertThat(verify().differences()).isEmpty();
  }

  @Test
  void a_plan_that_was_overtaken_is_refused() {
    PlanReport plan = suspend("alice");
    houses.elm.obey("melt \"alice\" \"north\" \"door\" \"hall\" \"enter\"");
    assertThat(houses.usher.apply(houses.policy, plan, Progress.silent()).failures())
        .extracting(Failure::where, Failure::code)
        .containsExactly(tuple("elm", "moved"));
  }

  @Test
  void a_policy_that_breaks_its_own_promises_holds_up_nobodys_leaving() {
    houses.write(
        "never.yaml", "never:\n  - { who: bob, can: enter, on: day/ash/hall, why: Because }\n");
    assertThat(houses.plan().diagnostics()).isNotEmpty();
    apply(suspend("alice"));
    assertThat(Houses.open(houses.ash)).containsExactly("bob");
  }

  @Test
  void who_is_offboarded_is_gone_and_the_line_to_delete_is_said() {
    ReceiptReport receipt = offboard("alice");
    assertThat(receipt.isWhole()).as("%s", receipt).isTrue();
    assertThat(receipt.places())
        .extracting(ReceiptReport.Place::realm)
        .containsExactly("ash", "elm", "oak");
    assertThat(receipt.places())
        .allSatisfy(
            place -> {
              assertThat(place.statements()).isPositive();
              assertThat(place.shut()).isPresent();
              assertThat(place.accounts()).containsExactly("alice");
            });
    assertThat(all())
        .allSatisfy(
            house ->
                assertThat(house.badges()).extracting(House.Badge::name).containsExactly("bob"));
    assertThat(houses.plan().plans()).as("no apply brings her back").isEmpty();
    assertThat(houses.plan().notes())
        .filteredOn(note -> note.kind().equals("kept-out"))
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.where()).endsWith("estate.yaml:10");
              assertThat(note.text()).contains("delete this line");
            });
    assertThat(verify().differences()).isEmpty();
  }

  private void rewrite(String what, String with) throws IOException {
    Path estate = houses.policy.resolve("estate.yaml");
    Files.writeString(estate, Files.readString(estate).replace(what, with));
  }

  @Test
  void the_hold_goes_with_the_line() throws IOException {
    assertThat(offboard("carol").isWhole()).isTrue();
    rewrite(", carol: {}", "");
    PlanReport plan = houses.plan();
    assertThat(effects(plan)).containsOnly("the record that carol is offboarded");
    apply(plan);
    assertThat(houses.plan().plans()).isEmpty();
  }

  @Test
  void who_is_not_in_the_policy_any_more_is_offboarded_before_the_next_apply() throws IOException {
    rewrite("bob: {}", "bob2: {}");
    houses.guards("alice", "bob2");
    ReceiptReport receipt = offboard("bob");
    assertThat(receipt.isWhole()).as("%s", receipt).isTrue();
    assertThat(all())
        .allSatisfy(
            house -> {
              assertThat(house.badges()).extracting(House.Badge::name).containsExactly("alice");
            });
    assertThat(effects(houses.plan())).allMatch(prose -> prose.contains("bob2"));
  }

  @Test
  void what_is_down_is_said_and_any_next_run_finishes_it() {
    houses.elm.faults().down();
    ReceiptReport receipt = offboard("alice");
    assertThat(receipt.isWhole()).isFalse();
    assertThat(receipt.failures())
        .extracting(Failure::where, Failure::code)
        .containsExactly(tuple("day/elm", "unreachable"));
    assertThat(receipt.places())
        .extracting(ReceiptReport.Place::realm)
        .containsExactly("ash", "oak");
    houses.elm.faults().up();
    assertThat(Houses.open(houses.elm)).contains("alice");
    assertThat(verify().differences())
        .extracting(VerifyReport.Difference::text)
        .contains("alice is offboarded elsewhere, and not here");
    apply(houses.plan());
    assertThat(houses.elm.badges()).extracting(House.Badge::name).containsExactly("bob");
    assertThat(offboard("alice").isWhole()).isTrue();
  }

  @Test
  void nobody_is_let_in_again_while_a_system_is_down() {
    apply(suspend("alice"));
    houses.elm.faults().down();
    PlanReport plan = resume("alice");
    assertThat(plan.plans()).isEmpty();
    assertThat(plan.diagnostics())
        .extracting(one -> one.code())
        .containsExactly("resume-everywhere");
    assertThat(Houses.open(houses.ash)).containsExactly("bob");
  }

  @Test
  void nobody_who_is_not_known_is_suspended() {
    assertThat(suspend("alicia").diagnostics())
        .singleElement()
        .satisfies(one -> assertThat(one.code()).isEqualTo("unknown-subject"));
    ReceiptReport receipt = offboard("alicia");
    assertThat(receipt.isWhole()).as("of a name that is written wrong").isFalse();
  }
}
