package dev.usher.cli.command;

import dev.usher.cli.render.DecisionText;
import dev.usher.cli.render.ThenText;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.report.WhoCanReport;
import dev.usher.engine.report.WhoCouldReport;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "who-can", description = "Everyone who can do something, with the reason.")
final class WhoCanCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "ACTION", description = "An action or a bundle: select, read, write.")
  private String action = "";

  @Parameters(
      paramLabel = "ADDRESS",
      description = "What: prod/shop-db/public/orders, or one column: …/orders.total")
  private String address = "";

  @Option(names = "--live", description = "Also asks the system itself.")
  private boolean live;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "At a time that is past, as decided and as carried out; a server remembers:"
              + " 2026-11-29, or 2026-11-29T08:00:00Z.")
  private @Nullable Instant at;

  WhoCanCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (at != null) return then(at);
    WhoCanReport report = usher().whoCan(policy.path(), action, address, live);
    return output.answered(
        terminal,
        report,
        report.diagnostics(),
        List.of(),
        () -> new DecisionText(terminal.ink()).render(report));
  }

  private int then(Instant time) {
    if (live) throw new Refused("--live asks the system of today; leave it out beside --at");
    WhoCouldReport report = usher().whoCould(action, address, time);
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
