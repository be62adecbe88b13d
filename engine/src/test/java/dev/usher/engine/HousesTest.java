package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.SystemType;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.engine.json.Json;
import dev.usher.engine.json.PlanFile;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import dev.usher.testkit.fake.House;
import dev.usher.testkit.fake.LocksType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several systems in one plan, none of which has transactions; no server runs. */
class HousesTest {
  @TempDir Path folder;
  private Houses houses;

  @BeforeEach
  void build() {
    houses = new Houses(folder);
  }

  @Test
  void all_realms_are_planned_and_carried_out_and_proved() {
    PlanReport plan = houses.plan();
    assertThat(plan.hasErrors()).as(plan.toString()).isFalse();
    assertThat(plan.plans()).extracting(Plan::realm).containsExactly("ash", "elm", "oak");
    isWhole(houses.apply());
    assertThat(houses.plan().plans()).isEmpty();
    var proof = houses.usher.verify(houses.policy, Set.of(), Progress.silent());
    assertThat(proof.differences()).isEmpty();
    assertThat(proof.accounts()).isEqualTo(6);
    houses.elm.obey("cut \"alice\" \"south\" \"door\" \"safe\" \"enter\"");
    assertThat(houses.usher.verify(houses.policy, Set.of(), Progress.silent()).differences())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.kind()).isEqualTo("excess");
              assertThat(one.on()).isEqualTo("night/elm/safe");
              assertThat(one.paths()).containsExactly("a key of its own");
            });
  }

  @Test
  void one_that_refuses_does_not_stop_the_others() {
    houses.elm.faults().refuseAfter(3);
    ApplyReport applied = houses.apply();
    assertThat(applied.failures()).extracting(Failure::code).containsExactly("not-done");
    assertThat(applied.failures().getFirst().message()).contains("jammed", "plan again");
    assertThat(applied.realms())
        .filteredOn(realm -> realm.done() < realm.outcomes().size())
        .singleElement()
        .satisfies(
            realm -> {
              assertThat(realm.realm()).isEqualTo("elm");
              assertThat(realm.done()).isEqualTo(3);
              assertThat(realm.outcomes().subList(3, realm.outcomes().size()))
                  .allMatch(Outcome.NotDone.class::isInstance);
            });
    assertThat(Houses.open(houses.elm)).as("nobody is let in to what is not there yet").isEmpty();
    assertThat(houses.plan().plans()).extracting(Plan::realm).containsExactly("elm");
    isWhole(houses.apply());
    assertThat(houses.plan().plans()).isEmpty();
  }

  @Test
  void one_that_is_down_is_told_and_does_not_stop_the_others() {
    PlanReport plan = houses.plan();
    houses.elm.faults().down();
    assertThat(houses.plan().failures())
        .extracting(Failure::where, Failure::code)
        .containsExactly(tuple("day/elm", "unreachable"));
    ApplyReport applied = houses.usher.apply(houses.policy, plan, Progress.silent());
    assertThat(applied.failures()).extracting(Failure::code).containsExactly("unreachable");
    assertThat(Houses.open(houses.ash)).containsExactlyInAnyOrder("alice", "bob");
    assertThat(Houses.open(houses.oak)).containsExactlyInAnyOrder("alice", "bob");
    houses.elm.faults().up();
    isWhole(houses.apply());
    assertThat(houses.plan().plans()).isEmpty();
  }

  @Test
  void one_where_somebody_else_writes_is_left_and_the_others_go_on() {
    houses.elm.sit("the night porter");
    ApplyReport applied = houses.apply();
    assertThat(applied.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.code()).isEqualTo("locked");
              assertThat(failure.message()).contains("the night porter");
            });
    assertThat(houses.plan().plans()).extracting(Plan::realm).containsExactly("elm");
    houses.elm.rise();
    isWhole(houses.apply());
  }

  @Test
  void wherever_usher_is_killed_the_next_run_closes_its_intent_and_does_the_rest() {
    isWhole(houses.apply());
    int steps = 0;
    Set<String> found = new TreeSet<>();
    for (; ; steps++) {
      houses.guards("alice", "bob");
      isWhole(houses.apply());
      houses.guards("alice", "carol");
      houses.elm.faults().killAfter(steps);
      if (houses.apply().isWhole()) break;
      assertThat(open()).as("killed after %d", steps).hasSize(1);
      assertThat(open().getFirst().where()).isEqualTo("elm");

      isWhole(houses.apply());
      assertThat(open()).isEmpty();
      Entry closed = lastOf(What.CLOSED);
      assertThat(closed.where()).isEqualTo("elm");
      found.add(closed.text().replaceAll("[0-9]+", "N"));
      assertThat(houses.plan().plans()).isEmpty();
      assertThat(Houses.open(houses.elm)).containsExactlyInAnyOrder("alice", "carol");
    }
    assertThat(steps).as("killed before each command").isGreaterThan(8);
    assertThat(found)
        .contains(
            "not carried out: the new plan has all of it again",
            "carried out in part: the new plan has N of its N statements again");
    assertThat(houses.usher.verifyLedger(houses.policy).problems()).isEmpty();
  }

  @Test
  void a_line_that_dies_leaves_one_step_unknown_and_the_next_plan_finds_out() {
    for (boolean heard : List.of(true, false)) {
      houses = new Houses(folder.resolve("heard-" + heard));
      Plan plan = houses.plan().plans().get(1);
      String second = Houses.statements(plan).get(1);
      if (heard) houses.elm.faults().loseAfter(1);
      else houses.elm.faults().loseBefore(1);
      ApplyReport applied = houses.apply();
      assertThat(applied.realms().get(1).outcomes().subList(0, 3))
          .extracting(one -> one.getClass().getSimpleName())
          .containsExactly("Done", "Unknown", "NotDone");
      assertThat(applied.failures())
          .extracting(Failure::message)
          .allMatch(message -> message.contains("plan again"));
      assertThat(open()).as("the result says what is known").isEmpty();
      assertThat(results("elm").getLast()).startsWith("1 of 2 done: ");
      Plan next = houses.plan().plans().getFirst();
      assertThat(Houses.statements(next).contains(second)).isEqualTo(!heard);
      isWhole(houses.apply());
      assertThat(houses.plan().plans()).isEmpty();
    }
  }

  @Test
  void what_takes_comes_first_and_who_may_come_in_comes_last() {
    isWhole(houses.apply());
    houses.guards("alice", "carol");
    for (Plan plan : houses.plan().plans()) {
      assertThat(plan.stages()).extracting(Stage::phase).isSorted();
      assertThat(plan.stages().getFirst().phase()).isEqualTo(Phase.CLOSE);
      assertThat(plan.stages().getLast().phase()).isEqualTo(Phase.OPEN);
      assertThat(Houses.statements(plan)).first().isEqualTo("block \"bob\"");
      assertThat(Houses.statements(plan)).last().isEqualTo("unblock \"carol\"");
    }
  }

  @Test
  void over_all_realms_closing_comes_first_and_letting_in_last() {
    isWhole(houses.apply());
    houses.guards("alice", "carol");
    int before = houses.ledger.read().entries().size();
    isWhole(houses.apply());
    List<String> begun =
        houses.ledger.read().entries().stream()
            .skip(before)
            .filter(entry -> entry.what() == What.INTENT)
            .map(entry -> entry.text().replaceAll("stage . of ., (.*) in .*", "$1"))
            .toList();
    List<String> closing = List.of("close", "end sessions");
    assertThat(begun.subList(0, 6)).allMatch(closing::contains);
    assertThat(begun.subList(6, begun.size() - 3)).hasSizeGreaterThan(5);
    assertThat(begun.subList(6, begun.size() - 3)).noneMatch(closing::contains);
    assertThat(begun.subList(6, begun.size() - 3)).doesNotContain("open");
    assertThat(begun.subList(begun.size() - 3, begun.size())).containsOnly("open");
  }

  @Test
  void one_that_fails_in_a_round_is_left_behind_by_the_others() {
    isWhole(houses.apply());
    houses.guards("alice", "carol");
    PlanReport plan = houses.plan();
    houses.oak.faults().down();
    houses.elm.faults().refuseAfter(4);
    ApplyReport applied = houses.usher.apply(houses.policy, plan, Progress.silent());
    assertThat(applied.failures()).extracting(Failure::code).contains("unreachable", "not-done");
    assertThat(Houses.open(houses.ash)).containsExactlyInAnyOrder("alice", "carol");
    assertThat(Houses.open(houses.elm)).containsExactly("alice");
    houses.oak.faults().up();
    isWhole(houses.apply());
    assertThat(Houses.open(houses.elm)).containsExactlyInAnyOrder("alice", "carol");
    assertThat(Houses.open(houses.oak)).containsExactlyInAnyOrder("alice", "carol");
  }

  @Test
  void a_plan_says_that_its_stages_are_no_transactions() throws Exception {
    PlanReport plan = houses.plan();
    assertThat(plan.plans()).allSatisfy(one -> assertThat(one.stages()).noneMatch(Stage::atomic));
    assertThat(Json.of(plan)).contains("\"atomic\": false").doesNotContain("\"atomic\": true");
    Path file = folder.resolve("plan.json");
    PlanFile.write(file, plan);
    assertThat(PlanFile.read(file)).isEqualTo(plan);
    isWhole(houses.usher.apply(houses.policy, PlanFile.read(file), Progress.silent()));
  }

  @Test
  void what_open_sessions_keep_is_told_where_they_cannot_be_ended() {
    houses = new Houses(folder.resolve("kept"), LocksType.with());
    isWhole(houses.apply());
    houses.guards("alice");
    assertThat(houses.plan().notes())
        .extracting(PlanReport.Note::kind, PlanReport.Note::where)
        .contains(
            tuple("sessions", "day/ash"),
            tuple("sessions", "day/elm"),
            tuple("sessions", "night/elm"),
            tuple("sessions", "day/oak"));
    House.Visit bob = houses.elm.enter("bob", "north");
    isWhole(houses.apply());
    assertThat(bob.tries(new House.Thing("north", "door", "hall"), "enter")).isTrue();

    houses = new Houses(folder.resolve("ended"));
    isWhole(houses.apply());
    houses.guards("alice");
    assertThat(houses.plan().notes()).isEmpty();
  }

  @Test
  void who_leaves_by_night_keeps_the_day() {
    isWhole(houses.apply());
    houses.guards("alice");
    PlanReport night = houses.usher.plan(houses.policy, Set.of("night"), Progress.silent());
    assertThat(night.plans()).extracting(Plan::realm).containsExactly("elm");
    isWhole(houses.usher.apply(houses.policy, night, Progress.silent()));
    assertThat(Houses.open(houses.elm)).containsExactlyInAnyOrder("alice", "bob");
    isWhole(houses.apply());
    assertThat(Houses.open(houses.elm)).containsExactly("alice");
    assertThat(houses.plan().plans()).isEmpty();
  }

  @Test
  void a_server_is_of_one_type() {
    SystemType gates = LocksType.named("gates");
    houses = new Houses(folder.resolve("types"), LocksType.TYPE, gates);
    houses.write(
        "gates.yaml",
        """
        systems:
          gate: { type: gates, in: { night: { url: "locks://oak/cellar", admin: "env:A" } } }
        """);
    PlanReport plan = houses.plan();
    assertThat(plan.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.where()).isEqualTo("night/gate");
              assertThat(failure.message()).contains("oak is a locks", "cannot be a gates");
            });
    assertThat(plan.plans()).extracting(Plan::realm).containsExactly("ash", "elm", "oak");
  }

  private static void isWhole(ApplyReport applied) {
    assertThat(applied.isWhole()).as(applied.toString()).isTrue();
  }

  /** Intents that nothing answers. */
  private List<Entry> open() {
    List<Entry> intents = new ArrayList<>();
    for (Entry entry : houses.ledger.read().entries()) {
      if (entry.what() == What.INTENT) intents.add(entry);
      entry.closes().ifPresent(number -> intents.removeIf(one -> one.number() == number));
    }
    return intents;
  }

  private Entry lastOf(What what) {
    return houses.ledger.read().entries().stream()
        .filter(entry -> entry.what() == what)
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private List<String> results(String realm) {
    return houses.ledger.read().entries().stream()
        .filter(entry -> entry.what() == What.RESULT && entry.where().equals(realm))
        .map(Entry::text)
        .toList();
  }
}
