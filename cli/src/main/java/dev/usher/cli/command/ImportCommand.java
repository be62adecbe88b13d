package dev.usher.cli.command;

import dev.usher.cli.render.ImportText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ImportReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description =
        "Writes a policy that describes what a live system grants today; changes nothing there.")
final class ImportCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final Output output = new Output();

  @Parameters(
      paramLabel = "URL",
      description = "Where it is: postgresql://host:port/database, without user and password.")
  private String url = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder to write to; access unless said. Nothing there is overwritten.")
  private Path folder = Path.of("access");

  @Option(
      names = "--admin",
      paramLabel = "env:NAME|file:PATH",
      description = "Where usher's own account is found; env:USHER_ADMIN unless said.")
  private String admin = "env:USHER_ADMIN";

  ImportCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ImportReport report;
    try (LiveProgress progress = terminal.progress()) {
      report = usher.importing(url, admin, folder, progress);
    }
    ImportText text = new ImportText(terminal.ink());
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> report.hasErrors() ? "" : text.render(report));
    if (report.hasErrors()) return ExitCode.ERROR;
    return report.changes().isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
  }
}
