package dev.usher.cli.command;

import dev.usher.cli.render.AccessText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.Usher;
import dev.usher.engine.report.AccessReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "access", description = "Everything that somebody can do, everywhere.")
final class AccessCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyFolder policy = new PolicyFolder();
  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "SUBJECT", description = "A person or a service.")
  private String subject = "";

  @Option(names = "--live", description = "Also asks the systems themselves.")
  private boolean live;

  AccessCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    AccessReport report = usher.access(policy.path(), subject, live);
    boolean failed = report.diagnostics().stream().anyMatch(Diagnostic::isError);
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> failed ? "" : new AccessText(terminal.ink()).render(report));
    return failed || !report.failures().isEmpty() ? ExitCode.ERROR : ExitCode.OK;
  }
}
