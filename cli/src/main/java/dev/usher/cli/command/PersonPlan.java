package dev.usher.cli.command;

import dev.usher.cli.render.ApplyText;
import dev.usher.cli.render.ScheduleText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.Progress;
import dev.usher.engine.Usher;
import dev.usher.engine.follow.Later;
import dev.usher.engine.json.PlanFile;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ScheduleReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What suspend, resume and offboard have alike: a plan for one person, shown and agreed to. */
final class PersonPlan {
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final PlanView view = new PlanView();
  @Mixin private final Output output = new Output();
  @Mixin private final Agreement agreement = new Agreement();

  @Parameters(paramLabel = "SUBJECT", description = "A person or a service.")
  private String subject = "";

  @Option(
      names = "--on",
      paramLabel = "DATE",
      description =
          "On that date, by a server: 2026-12-31, or 2026-12-31T18:00:00Z; of who leaves a day is"
              + " the last one, else the first. never: no date any more.")
  private @Nullable String date;

  @Option(names = "--dry-run", description = "Shows the plan; changes nothing.")
  private boolean dry;

  @Option(names = "--out", paramLabel = "FILE", description = "Keeps the plan for apply --plan.")
  private @Nullable Path file;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec spec;

  /** Makes the plan. */
  interface Planner {
    PlanReport plan(Path policy, String subject, Progress progress);
  }

  /** Who does it. */
  Usher usher(Usher here, Terminal terminal) {
    return policy.usher(here, terminal);
  }

  Path policy() {
    return policy.path();
  }

  Output output() {
    return output;
  }

  /** What is to be done with a plan that has been agreed to; how the command ends then. */
  interface Work {
    int with(PlanReport plan);
  }

  /** Plans, shows, asks, and does the work. */
  int call(Terminal terminal, Planner planner, Work work) throws IOException {
    if (!dry) agreement.mustBeSaidWith(output, Objects.requireNonNull(spec));
    PlanReport plan;
    try (LiveProgress progress = terminal.progress()) {
      plan = planner.plan(policy.path(), subject, progress);
    }
    // A server that is down keeps nobody from being shut out of the others.
    boolean refused = plan.diagnostics().stream().anyMatch(Diagnostic::isError);
    if (file != null && !refused) PlanFile.write(file, plan);
    if (dry || refused || !output.isJson()) tell(terminal, plan);
    if (dry || refused) return plan.hasErrors() ? ExitCode.ERROR : ExitCode.OK;
    if (plan.hasChanges() && !agreement.isGiven(terminal)) return ExitCode.ERROR;
    return work.with(plan);
  }

  /** Whether it is to be done without being looked at before. */
  boolean isAtOnce() {
    return agreement.isSaid() && !dry && file == null;
  }

  /** Whether it is to be done on a date. */
  boolean isLater() {
    return date != null;
  }

  /** Has the server do it on that date. */
  int later(Usher here, Terminal terminal, Optional<Kind> kind, Optional<String> successor) {
    if (dry || file != null)
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--on makes no plan: what it takes on that day is planned then; say it without --dry-run"
              + " and --out");
    Later later = new Later(subject, kind, Objects.requireNonNull(date), successor);
    ScheduleReport report = usher(here, terminal).later(later);
    output.print(
        terminal,
        report,
        List.of(),
        List.of(),
        () ->
            report.schedule().isEmpty()
                ? "Nothing is to become of %s on a date any more.\n".formatted(subject)
                : new ScheduleText(terminal.ink()).render(report));
    return ExitCode.OK;
  }

  /** Plans and carries out, and shows each plan on the way. */
  interface AtOnce<T> {
    T run(Path policy, String subject, Consumer<PlanReport> shown, Progress progress);
  }

  <T> T atOnce(Terminal terminal, AtOnce<T> work) {
    try (LiveProgress progress = terminal.progress()) {
      Consumer<PlanReport> shown =
          plan -> {
            progress.close();
            if (!output.isJson()) tell(terminal, plan);
          };
      return work.run(policy.path(), subject, shown, progress);
    }
  }

  /** Carries it out as apply does. */
  int carryOut(Usher usher, Terminal terminal, PlanReport plan) {
    ApplyReport report;
    try (LiveProgress progress = terminal.progress()) {
      report = usher(usher, terminal).apply(policy.path(), plan, progress);
    }
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> new ApplyText(terminal.ink()).render(report));
    return report.isWhole() && !plan.hasErrors() ? ExitCode.OK : ExitCode.ERROR;
  }

  private void tell(Terminal terminal, PlanReport plan) {
    output.print(
        terminal,
        plan,
        plan.diagnostics(),
        plan.failures(),
        () -> view.text(terminal.ink()).render(plan));
  }
}
