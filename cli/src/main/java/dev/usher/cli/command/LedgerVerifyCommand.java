package dev.usher.cli.command;

import dev.usher.cli.render.LedgerText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.LedgerReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "verify",
    description = "Whether the chain is whole and ends where the targets' marks say: 0 yes, 2 no.")
final class LedgerVerifyCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyFolder policy = new PolicyFolder();
  @Mixin private final Output output = new Output();

  LedgerVerifyCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    LedgerReport report = usher.verifyLedger(policy.path());
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> new LedgerText(terminal.ink()).verdict(report));
    if (!report.problems().isEmpty()) return ExitCode.DIFFERENT;
    return report.isWhole() ? ExitCode.OK : ExitCode.ERROR;
  }
}
