package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Native;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import dev.usher.testkit.contract.Specimen.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bad luck gets a clear answer, and the next run is right all the same. */
abstract class FaultsContract<N extends Native> extends OthersContract<N> {
  private static final Step BROKEN =
      new Step(9999, "this is no statement of any system", List.of(), Risk.NONE);

  @Test
  void a_crash_between_any_two_steps_converges() {
    way().apply(before());
    List<Integer> seams = Seams.of(way().plan(after()).plan());
    assertThat(seams).hasSizeGreaterThan(3);
    for (int seam : seams) {
      String when = "crashed after " + seam + " steps";
      way().apply(before());
      passwords(List.of(alice, bob));
      try (Visit ofAlice = comesIn(alice);
          Visit ofBob = comesIn(bob)) {
        crash(after(), seam);
        if (!ofBob.tries(specimen.action(), second)) {
          assertThat(comesIn(bob, here)).as(when + ": bob comes in again").isEmpty();
        }
        if (reach(carol, second).opens()) {
          try (Visit ofCarol = enters(carol)) {
            canAsMeant(ofCarol, carol, after(), when + ", when carol is let in");
          }
        }
        way().converge(after());
        if (can(Capability.SESSIONS)) {
          assertThat(ofAlice.tries(specimen.action(), first)).as(when + ": alice").isFalse();
          assertThat(ofBob.tries(specimen.action(), second)).as(when + ": bob").isFalse();
        }
      }
      isLive(after(), when);
    }
  }

  @Test
  void a_crash_before_the_policy_changes_again_leaves_nothing_behind() {
    way().apply(meant().access());
    for (int seam : Seams.of(way().plan(before()).plan())) {
      crash(before(), seam);
      way().converge(meant().access());
      assertThat(List.of(alice, bob)).as("crashed after " + seam).noneMatch(specimen::exists);
    }
  }

  final void crash(Access access, int steps) {
    Way<N> way = way();
    way.with(session -> way.run(session, Seams.before(way.plan(session, access).plan(), steps)));
  }

  @Test
  void a_server_that_goes_away_is_told_and_the_rest_is_done_when_it_is_back() {
    way().apply(before());
    for (int seam : Seams.some(way().plan(after()).plan())) {
      String when = "gone after " + seam + " steps";
      way().apply(before());
      runUntilGone(after(), seam, when);
      assertThatThrownBy(() -> way().plan(after()))
          .as(when)
          .asInstanceOf(type(TargetFailure.class))
          .returns(Code.UNREACHABLE, TargetFailure::code)
          .extracting(TargetFailure::target)
          .isEqualTo(here);
      specimen.comeBack();
      way().converge(after());
      isLive(after(), when);
    }
  }

  /** Nothing is told as done that was begun with the server gone; that it is gone is told. */
  private void runUntilGone(Access access, int steps, String when) {
    Way<N> way = way();
    try (Session<N> session = way.open()) {
      Plan plan = way.plan(session, access).plan();
      assertThat(session.lock(plan.fingerprint())).isInstanceOf(Lock.Held.class);
      List<Outcome> outcomes = new ArrayList<>();
      if (steps == 0) specimen.goAway();
      for (Stage stage : plan.stages()) {
        boolean gone = outcomes.size() >= steps;
        List<Outcome> ofStage = new ArrayList<>();
        try {
          session.run(
              stage,
              outcome -> {
                ofStage.add(outcome);
                boolean late = outcomes.size() + ofStage.size() > steps;
                if (late && !stage.atomic()) isNotDone(outcome, when);
                if (outcomes.size() + ofStage.size() == steps) specimen.goAway();
              });
        } catch (TargetFailure failure) {
          assertThat(failure.code()).as(when).isEqualTo(Code.LOST);
          assertThat(failure).hasMessageContaining("plan again");
          return;
        }
        outcomes.addAll(ofStage);
        if (gone) ofStage.forEach(outcome -> isNotDone(outcome, when));
        if (!outcomes.stream().allMatch(Outcome.Done.class::isInstance)) return;
      }
      throw new AssertionError(when + ", and all was done");
    }
  }

  private static void isNotDone(Outcome outcome, String when) {
    assertThat(outcome).as(when).isNotInstanceOf(Outcome.Done.class);
  }

  @Test
  void a_step_that_fails_is_told_and_a_stage_is_as_atomic_as_it_says() {
    way().apply(before());
    Plan plan = way().plan(after()).plan();
    Stage stage = plan.stages().getFirst();
    List<Step> steps = new ArrayList<>(stage.steps());
    steps.addFirst(BROKEN);
    assertThat(runStage(plan, Seams.with(stage, steps)))
        .hasSameSizeAs(steps)
        .allSatisfy(one -> assertThat(one).isInstanceOf(Outcome.NotDone.class));
    assertThat(way().plan(after()).plan()).as("nothing was done").isEqualTo(plan);

    steps.removeFirst();
    steps.addLast(BROKEN);
    List<Outcome> outcomes = runStage(plan, Seams.with(stage, steps));
    assertThat(outcomes).extracting(Outcome::step).containsExactlyElementsOf(ids(steps));
    assertThat(outcomes.getLast())
        .asInstanceOf(type(Outcome.NotDone.class))
        .extracting(Outcome.NotDone::why)
        .asString()
        .isNotBlank();
    Class<? extends Outcome> rest = stage.atomic() ? Outcome.NotDone.class : Outcome.Done.class;
    assertThat(outcomes.subList(0, outcomes.size() - 1))
        .allSatisfy(one -> assertThat(one).isInstanceOf(rest));
    if (stage.atomic()) assertThat(way().plan(after()).plan()).isEqualTo(plan);
    else assertThat(way().plan(after()).plan()).isNotEqualTo(plan);
    way().apply(after());
    isLive(after(), "after a step that failed");
  }

  private static List<Integer> ids(List<Step> steps) {
    return steps.stream().map(Step::id).toList();
  }

  private List<Outcome> runStage(Plan plan, Stage stage) {
    Way<N> way = way();
    return way.with(
        session -> way.run(session, new Plan(plan.realm(), plan.fingerprint(), List.of(stage))));
  }

  @Test
  void there_is_one_writer_and_a_second_is_told_who() {
    Plan plan = way().plan(before()).plan();
    try (Session<N> one = way().open();
        Session<N> other = way().open(Duration.ofSeconds(3))) {
      assertThat(one.lock(plan.fingerprint())).isInstanceOf(Lock.Held.class);
      assertThat(other.lock(plan.fingerprint()))
          .asInstanceOf(type(Lock.Busy.class))
          .extracting(Lock.Busy::who)
          .asString()
          .isNotBlank();
      one.close();
      assertThat(other.lock(plan.fingerprint()))
          .as("the lock goes with its session")
          .isInstanceOf(Lock.Held.class);
    }
  }

  @Test
  void a_realm_that_has_moved_is_said_to_have() {
    way().apply(before());
    Plan plan = way().plan(after()).plan();
    specimen.give(alice, third);
    try (Session<N> session = way().open()) {
      assertThat(
              session.lock(plan.fingerprint()) instanceof Lock.Held
                  && session.isStill(plan.fingerprint()))
          .isFalse();
    }
    specimen.take(alice, third);
    try (Session<N> session = way().open()) {
      assertThat(session.lock(plan.fingerprint()))
          .as("all as it was")
          .isInstanceOf(Lock.Held.class);
      assertThat(session.isStill(plan.fingerprint())).as("all as it was").isTrue();
    }
  }

  @Test
  void the_head_of_the_ledger_is_kept_in_the_target() {
    way().apply(before());
    assertThat(heads()).isEmpty();
    for (String head : List.of("1:abc", "2:def")) {
      way()
          .with(
              session -> {
                session.mark(Set.of(here), head);
                return head;
              });
      assertThat(heads()).containsEntry(here, head);
      assertThat(way().<Map<Target, String>>with(session -> session.doors().heads()))
          .as("where somebody is shut out the ledger goes on too")
          .containsEntry(here, head);
    }
    assertThat(way().plan(before()).statements()).as("it is no drift").isEmpty();
  }

  @Test
  void where_a_claim_is_refused_nothing_is_done() {
    Plan plan = way().plan(before()).plan();
    List<Optional<String>> seen = new ArrayList<>();
    Claim ours =
        (_, found) -> {
          seen.add(found);
          return found.filter("3:other"::equals).isPresent()
              ? Optional.empty()
              : Optional.of("2:ours");
        };
    way().with(session -> session.claim(Set.of(here), (_, _) -> Optional.of("1:before")));
    try (Session<N> session = way().open()) {
      assertThat(session.lock(plan.fingerprint())).isInstanceOf(Lock.Held.class);
      List<Outcome> outcomes = new ArrayList<>();
      Stage first = plan.stages().getFirst();
      session.run(first, Optional.of(ours), outcomes::add);
      assertThat(seen).contains(Optional.of("1:before"));
      assertThat(outcomes).hasSameSizeAs(first.steps()).allMatch(Outcome.Done.class::isInstance);
      assertThat(heads()).containsEntry(here, "2:ours");
      session.claim(Set.of(here), (_, _) -> Optional.of("3:other"));
      for (Stage stage : plan.stages().subList(1, plan.stages().size())) {
        outcomes.clear();
        session.run(stage, Optional.of(ours), outcomes::add);
        assertThat(outcomes)
            .hasSameSizeAs(stage.steps())
            .allMatch(Outcome.NotDone.class::isInstance);
      }
      assertThat(session.claim(Set.of(here), ours)).containsExactly(here);
    }
    assertThat(heads()).as("another's mark stays").containsEntry(here, "3:other");
    assertThat(way().plan(before()).statements()).as("all the rest is still to do").isNotEmpty();
  }

  private Map<Target, String> heads() {
    return way().with(session -> session.inspect().heads());
  }

  @Test
  void a_wrong_password_is_said_without_it() {
    Login wrong = new Login(specimen.admin().user(), "topsecret".toCharArray());
    assertThatThrownBy(
            () -> specimen.connector().open(specimen.realm(), _ -> wrong, Duration.ofSeconds(10)))
        .asInstanceOf(type(TargetFailure.class))
        .returns(Code.CREDENTIALS, TargetFailure::code)
        .extracting(Throwable::getMessage)
        .asString()
        .contains(wrong.user())
        .doesNotContain("topsecret");
  }
}
