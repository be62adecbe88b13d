package dev.usher.cli.command;

import dev.usher.cli.render.ApplyText;
import dev.usher.cli.render.DriftText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.DriftReport;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "drift",
    description = "Shows what has moved in the systems since the policy was applied.")
final class DriftCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final PlanView view = new PlanView();
  @Mixin private final Output output = new Output();
  @Mixin private final Agreement agreement = new Agreement();

  @Option(names = "--mend", description = "Brings it back.")
  private boolean mend;

  @Spec private @Nullable CommandSpec spec;

  DriftCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (mend) agreement.mustBeSaidWith(output, Objects.requireNonNull(spec));
    DriftReport drift;
    try (LiveProgress progress = terminal.progress()) {
      drift = usher().drift(policy.path(), progress);
    }
    boolean refused = drift.plan().diagnostics().stream().anyMatch(Diagnostic::isError);
    boolean mends = mend && !refused && drift.plan().hasChanges() && drift.samePolicy();
    if (!mends || !output.isJson()) {
      output.print(
          terminal,
          drift,
          drift.plan().diagnostics(),
          drift.plan().failures(),
          () -> new DriftText(terminal.ink(), view.text(terminal.ink()), mend).render(drift));
    }
    if (!mends) {
      if (drift.plan().hasErrors() || mend && drift.plan().hasChanges()) return ExitCode.ERROR;
      return drift.plan().hasChanges() ? ExitCode.DIFFERENT : ExitCode.OK;
    }
    return agreement.isGiven(terminal) ? mend(drift) : ExitCode.ERROR;
  }

  private int mend(DriftReport drift) {
    ApplyReport report;
    try (LiveProgress progress = terminal.progress()) {
      report = usher().apply(policy.path(), drift.plan(), progress);
    }
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> new ApplyText(terminal.ink()).render(report));
    return report.isWhole() && !drift.plan().hasErrors() ? ExitCode.OK : ExitCode.ERROR;
  }

  private Usher usher() {
    return policy.usher(usher, terminal);
  }
}
