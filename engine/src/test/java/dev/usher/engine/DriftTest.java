package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.report.DriftReport;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has moved since the policy was applied; no server runs. */
class DriftTest {
  @TempDir Path folder;
  private Houses houses;

  @BeforeEach
  void build() {
    houses = new Houses(folder);
  }

  private DriftReport drift() {
    return houses.usher.drift(houses.policy, Progress.silent());
  }

  @Test
  void before_the_first_apply_nothing_is_known() {
    DriftReport drift = drift();
    assertThat(drift.since()).isEmpty();
    assertThat(drift.samePolicy()).isFalse();
    assertThat(drift.plan().hasChanges()).isTrue();
  }

  @Test
  void what_is_done_by_hand_is_drift_and_is_brought_back() {
    assertThat(houses.apply().isWhole()).isTrue();
    assertThat(drift().plan().hasChanges()).isFalse();
    houses.elm.obey("cut \"alice\" \"south\" \"door\" \"safe\" \"enter\"");
    DriftReport drift = drift();
    assertThat(drift.samePolicy()).isTrue();
    assertThat(drift.by()).contains("ann");
    assertThat(drift.plan().plans()).singleElement().returns("elm", plan -> plan.realm());
    assertThat(houses.usher.apply(houses.policy, drift.plan(), Progress.silent()).isWhole())
        .isTrue();
    assertThat(drift().plan().hasChanges()).isFalse();
  }

  @Test
  void what_the_policy_itself_changes_is_told_apart() {
    assertThat(houses.apply().isWhole()).isTrue();
    houses.guards("alice", "carol");
    assertThat(drift().samePolicy()).isFalse();
    assertThat(houses.apply().isWhole()).isTrue();
    assertThat(drift().samePolicy()).isTrue();
  }

  @Test
  void one_persons_plan_is_no_apply_of_all_of_the_policy() {
    assertThat(houses.apply().isWhole()).isTrue();
    houses.guards("alice", "bob", "carol");
    houses.usher.apply(
        houses.policy,
        houses.usher.suspend(houses.policy, "alice", Progress.silent()),
        Progress.silent());
    assertThat(drift().samePolicy()).isFalse();
  }
}
