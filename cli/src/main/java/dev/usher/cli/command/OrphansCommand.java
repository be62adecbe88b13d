package dev.usher.cli.command;

import dev.usher.cli.render.OrphanText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.Usher;
import dev.usher.engine.report.OrphanReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "orphans",
    description = {
      "Accounts that nobody answers for: they can log in, or own what a leaver left. 0: none, 2:"
          + " some."
    })
final class OrphansCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  OrphansCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    OrphanReport report = policy.usher(usher, terminal).orphans(policy.path());
    boolean isWhole =
        report.failures().isEmpty() && report.diagnostics().stream().noneMatch(Diagnostic::isError);
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> new OrphanText(terminal.ink()).render(report, isWhole));
    if (!isWhole) return ExitCode.ERROR;
    return report.orphans().isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
  }
}
