package dev.usher.cli.command;

import dev.usher.cli.render.AccessText;
import dev.usher.cli.render.ThenText;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.HeldThenReport;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "access", description = "Everything that somebody can do, everywhere.")
final class AccessCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "SUBJECT", description = "A person or a service.")
  private String subject = "";

  @Option(names = "--live", description = "Also asks the systems themselves.")
  private boolean live;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "At a time that is past, as decided and as carried out; a server remembers.")
  private @Nullable Instant at;

  AccessCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (at != null) return then(at);
    AccessReport report = usher().access(policy.path(), subject, live);
    return output.answered(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> new AccessText(terminal.ink()).render(report));
  }

  private int then(Instant time) {
    if (live) throw new Refused("--live asks the systems of today; leave it out beside --at");
    HeldThenReport report = usher().accessAt(subject, time);
    return output.answered(
        terminal,
        report,
        report.diagnostics(),
        List.of(),
        () -> new ThenText(terminal.ink()).render(report));
  }

  private Usher usher() {
    return policy.usher(usher, terminal);
  }
}
