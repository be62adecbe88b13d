package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.core.plan.Plan;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ValidateReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the example policy to databases that hold just what it says, and back to nothing to do. */
class ExampleTest {
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
  void the_example_is_valid_without_a_remark() {
    ValidateReport report = usher.validate(shops.policy);
    assertThat(report.diagnostics()).as(Diagnostics.render(report.diagnostics())).isEmpty();
    assertThat(report.counts()).containsEntry("people", 5).containsEntry("services", 1);
  }

  @Test
  void what_is_planned_is_done_and_then_there_is_nothing_more() {
    PlanReport plan = plan();
    assertThat(plan.plans()).hasSize(2);
    ApplyReport applied = usher.apply(shops.policy, plan, Progress.silent());
    assertThat(applied.failures()).isEmpty();
    assertThat(applied.isWhole()).as(applied.toString()).isTrue();
    assertThat(statements(plan())).isEmpty();
  }

  private PlanReport plan() {
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(plan.hasErrors())
        .as(Diagnostics.render(plan.diagnostics()) + plan.failures())
        .isFalse();
    return plan;
  }

  static List<String> statements(PlanReport report) {
    return report.plans().stream()
        .flatMap(plan -> plan.stages().stream())
        .flatMap(stage -> stage.steps().stream())
        .map(Plan.Step::statement)
        .toList();
  }
}
