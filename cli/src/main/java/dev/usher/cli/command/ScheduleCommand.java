package dev.usher.cli.command;

import dev.usher.cli.render.ScheduleText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ScheduleReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "schedule",
    description = "Who is to leave, to be suspended or to come back, when, and on whose word.")
final class ScheduleCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  ScheduleCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ScheduleReport report = policy.usher(usher, terminal).schedule();
    output.print(
        terminal,
        report,
        List.of(),
        List.of(),
        () -> new ScheduleText(terminal.ink()).render(report));
    return ExitCode.OK;
  }
}
