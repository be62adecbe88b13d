package dev.usher.cli.command;

import dev.usher.cli.render.ThenText;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.DiffReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    description = "Who gained and who lost what between two times; a server remembers.")
final class DiffCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  @Parameters(arity = "0..1", paramLabel = "SUBJECT", description = "Of somebody alone.")
  private @Nullable String subject;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      description = "2026-11-29, or 2026-11-29T08:00:00Z.")
  private Instant from = Instant.EPOCH;

  @Option(names = "--to", paramLabel = "TIME", description = "Now unless said.")
  private @Nullable Instant to;

  DiffCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DiffReport report =
        policy
            .usher(usher, terminal)
            .diff(from, to == null ? Instant.now() : to, Optional.ofNullable(subject));
    return output.answered(
        terminal,
        report,
        report.diagnostics(),
        List.of(),
        () -> new ThenText(terminal.ink()).render(report));
  }
}
