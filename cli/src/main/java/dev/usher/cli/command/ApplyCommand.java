package dev.usher.cli.command;

import dev.usher.cli.render.ApplyText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.Usher;
import dev.usher.engine.json.PlanFile;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.PlanReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "apply",
    description = "Carries out a plan, exactly as shown; refuses one whose systems have moved.")
final class ApplyCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Environments environments = new Environments();
  @Mixin private final PlanView view = new PlanView();
  @Mixin private final Output output = new Output();
  @Mixin private final Agreement agreement = new Agreement();

  @Option(names = "--plan", paramLabel = "FILE", description = "The plan that plan --out kept.")
  private @Nullable Path file;

  @Spec private @Nullable CommandSpec spec;

  ApplyCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, PlanFile.NoPlan {
    agreement.mustBeSaidWith(output, Objects.requireNonNull(spec));
    PlanReport plan = planned();
    if (!output.isJson()) {
      Output.problems(terminal, plan.diagnostics(), plan.failures());
      terminal.out().print(view.text(terminal.ink()).render(plan));
      terminal.out().flush();
    }
    // A target that is down keeps only itself from being served; an error in the policy keeps all.
    boolean refused = plan.diagnostics().stream().anyMatch(Diagnostic::isError);
    if (refused || !plan.hasChanges()) {
      ApplyReport nothing = new ApplyReport(plan.diagnostics(), List.of(), plan.failures());
      if (output.isJson())
        output.print(terminal, nothing, nothing.diagnostics(), nothing.failures(), () -> "");
      return plan.hasErrors() ? ExitCode.ERROR : ExitCode.OK;
    }
    if (!agreement.isGiven(terminal)) return ExitCode.ERROR;

    ApplyReport report;
    try (LiveProgress progress = terminal.progress()) {
      report = usher().apply(policy.path(), plan, progress);
    }
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> new ApplyText(terminal.ink()).render(report));
    return report.isWhole() && !plan.hasErrors() ? ExitCode.OK : ExitCode.ERROR;
  }

  private PlanReport planned() throws IOException, PlanFile.NoPlan {
    if (file != null) {
      if (!environments.names().isEmpty() && spec != null) {
        throw new ParameterException(
            spec.commandLine(), "--env goes with planning; the kept plan says where it applies");
      }
      return PlanFile.read(file);
    }
    try (LiveProgress progress = terminal.progress()) {
      return usher().plan(policy.path(), environments.names(), progress);
    }
  }

  private Usher usher() {
    return policy.usher(usher, terminal);
  }
}
