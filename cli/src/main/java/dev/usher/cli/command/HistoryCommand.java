package dev.usher.cli.command;

import dev.usher.cli.render.HistoryText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.HistoryReport;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "history",
    description = "What was decided and done about somebody or something, newest last.")
final class HistoryCommand implements Callable<Integer> {
  /** The last one that PostgreSQL and RFC 3339 can write. */
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  @Parameters(
      paramLabel = "SUBJECT|ADDRESS",
      description = "A person or a service, also one who has left; or prod/shop-db/public/orders.")
  private String about = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Only from then on: 2026-11-29, or 2026-11-29T08:00:00Z.")
  private Instant from = Instant.EPOCH;

  @Option(
      names = {"--to", "--at"},
      paramLabel = "TIME",
      description = "Only before then.")
  private Instant until = LAST;

  HistoryCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    HistoryReport report = policy.usher(usher, terminal).history(policy.path(), about, from, until);
    output.print(
        terminal,
        report,
        List.of(),
        List.of(),
        () -> new HistoryText(terminal.ink()).render(report));
    return ExitCode.OK;
  }
}
