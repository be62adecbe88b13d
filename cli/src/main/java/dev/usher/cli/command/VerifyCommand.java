package dev.usher.cli.command;

import dev.usher.cli.render.VerifyText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.VerifyReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "verify",
    description = "Asks the systems whether live access is what the policy says: 0 yes, 2 no.")
final class VerifyCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Environments environments = new Environments();
  @Mixin private final Output output = new Output();

  VerifyCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    VerifyReport report;
    try (LiveProgress progress = terminal.progress()) {
      report = usher().verify(policy.path(), environments.names(), progress);
    }
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> new VerifyText(terminal.ink()).render(report));
    if (report.hasErrors()) return ExitCode.ERROR;
    return report.isProved() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private Usher usher() {
    return policy.usher(usher, terminal);
  }
}
