package dev.usher.engine.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {
  @TempDir Path folder;

  @Test
  void a_plan_is_read_back_as_it_was_written() throws Exception {
    Path file = folder.resolve("plan.json");
    PlanFile.write(file, everything());
    assertThat(PlanFile.read(file)).isEqualTo(everything());
    PlanFile.write(file, everything());
    assertThat(PlanFile.read(file)).isEqualTo(everything());
    assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void only_its_owner_may_read_it() throws IOException {
    Path file = folder.resolve("plan.json");
    PlanFile.write(file, everything());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void what_is_no_plan_is_refused() throws Exception {
    Path file = folder.resolve("plan.json");
    PlanFile.write(file, everything());
    String whole = Files.readString(file);
    for (String bad :
        List.of(
            "",
            "{}",
            "[]",
            "nonsense",
            whole.replace("usher-plan-1", "usher-plan-9"),
            whole.replace("\"fingerprint\"", "\"finger\""),
            whole.replace("\"widens\"", "\"harmless\""),
            whole.replace("on public.orders", "on public.customers"),
            whole.replace("GRANT", "REVOKE"),
            whole.replace("2026-11-21T", "yesterday"),
            whole.replace("\"prod/shop-db\"", "\"prod\""))) {
      Files.writeString(file, bad);
      assertThatThrownBy(() -> PlanFile.read(file))
          .as(bad)
          .isInstanceOf(PlanFile.NoPlan.class)
          .hasMessageContaining("plan again");
    }
  }

  /** A report in which every record, and every word of every enumeration, occurs. */
  private static PlanReport everything() {
    Target target = new Target("prod", "shop-db");
    Source at = new Source("roles.yaml", 12, 3);
    List<Plan.Stage> stages = new ArrayList<>();
    int id = 0;
    for (Plan.Phase phase : Plan.Phase.values()) {
      List<Plan.Step> steps = new ArrayList<>();
      for (Plan.Risk risk : Plan.Risk.values()) {
        List<Plan.Effect> effects = new ArrayList<>();
        for (Plan.Effect.Kind kind : Plan.Effect.Kind.values())
          effects.add(
              new Plan.Effect(
                  kind,
                  target,
                  "SELECT for analyst",
                  "SELECT on public.orders for analyst",
                  Set.of(Cause.of("analyst for team:backend", at), Cause.of("no line"))));
        steps.add(new Plan.Step(++id, "GRANT \"\n\t\u20ac\\\" 1", effects, risk));
      }
      stages.add(new Plan.Stage(stages.size() + 1, phase, target, phase.ordinal() > 2, steps));
    }
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (Diagnostic.Severity severity : Diagnostic.Severity.values())
      diagnostics.add(
          new Diagnostic(
              severity,
              "code",
              "message",
              Optional.of("hint"),
              Optional.of(at),
              Optional.of(new Diagnostic.Snippet("  role: x", 3, 4))));
    diagnostics.add(Diagnostic.error("other", "message", "hint"));
    return new PlanReport(
        Instant.parse("2026-11-21T10:00:00.123Z"),
        "abc",
        Set.of("dev", "prod"),
        Optional.of("alice"),
        Optional.of("bob"),
        diagnostics,
        List.of(new Plan("localhost:5432", "f00", stages)),
        Map.of(target, "3:aa", new Target("dev", "shop-db"), "4:bb"),
        List.of(new PlanReport.Note("foreign", "prod/shop-db", "left alone")),
        List.of(new Failure("localhost:5433", "unreachable", "down")));
  }
}
