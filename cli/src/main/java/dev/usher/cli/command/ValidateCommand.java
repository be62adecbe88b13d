package dev.usher.cli.command;

import dev.usher.cli.render.ValidateText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ValidateReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "validate",
    description = "Reads the policy and tells all errors at once; needs no live system.")
final class ValidateCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyFolder policy = new PolicyFolder();
  @Mixin private final Output output = new Output();

  ValidateCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ValidateReport report = usher.validate(policy.path());
    output.print(
        terminal,
        report,
        report.diagnostics(),
        List.of(),
        () -> new ValidateText(terminal.ink()).render(report));
    return report.hasErrors() ? ExitCode.ERROR : ExitCode.OK;
  }
}
