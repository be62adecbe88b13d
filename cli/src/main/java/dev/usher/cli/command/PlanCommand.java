package dev.usher.cli.command;

import dev.usher.cli.render.PlanText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.json.PlanFile;
import dev.usher.engine.report.PlanReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "plan", description = "Shows what apply would do; changes nothing.")
final class PlanCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Environments environments = new Environments();
  @Mixin private final PlanView view = new PlanView();
  @Mixin private final Output output = new Output();

  @Option(names = "--out", paramLabel = "FILE", description = "Keeps the plan for apply --plan.")
  private @Nullable Path file;

  @Option(
      names = "--detailed-exitcode",
      description = "Ends with 2 when there is something to do, 0 when there is not.")
  private boolean detailed;

  PlanCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    PlanReport report;
    try (LiveProgress progress = terminal.progress()) {
      report = usher().plan(policy.path(), environments.names(), progress);
    }
    if (file != null && !report.hasErrors()) PlanFile.write(file, report);
    PlanText text = view.text(terminal.ink());
    output.print(
        terminal, report, report.diagnostics(), report.failures(), () -> text.render(report));
    if (report.hasErrors()) return ExitCode.ERROR;
    return detailed && report.hasChanges() ? ExitCode.DIFFERENT : ExitCode.OK;
  }

  private Usher usher() {
    return policy.usher(usher, terminal);
  }
}
