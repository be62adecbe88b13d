package dev.usher.cli.command;

import dev.usher.cli.render.LedgerText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.LedgerReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "ledger", description = "What was done, when, by whom and why.")
final class LedgerCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  LedgerCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    LedgerReport report = usher().ledger(policy.path());
    output.print(
        terminal,
        report,
        List.of(),
        List.of(),
        () -> new LedgerText(terminal.ink()).render(report));
    return ExitCode.OK;
  }

  private Usher usher() {
    return policy.usher(usher, terminal);
  }
}
