package dev.usher.cli.command;

import dev.usher.cli.render.DecisionText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.Usher;
import dev.usher.engine.report.CanReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "can",
    description = "Whether somebody can do something: all, part or none of it, with the reason.")
final class CanCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "SUBJECT", description = "A person or a service.")
  private String subject = "";

  @Parameters(paramLabel = "ACTION", description = "An action or a bundle: select, read, write.")
  private String action = "";

  @Parameters(
      paramLabel = "ADDRESS",
      description = "What: prod/shop-db/public/orders, or one column: …/orders.total")
  private String address = "";

  @Option(
      names = "--row",
      arity = "1..*",
      paramLabel = "COLUMN=VALUE",
      description = "One row's values, where permissions are narrowed to rows.")
  private Map<String, Value> row = new LinkedHashMap<>();

  @Option(names = "--live", description = "Also asks the system itself.")
  private boolean live;

  CanCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Optional<Map<String, Value>> values = row.isEmpty() ? Optional.empty() : Optional.of(row);
    CanReport report = usher().can(policy.path(), subject, action, address, values, live);
    output.print(
        terminal,
        report,
        report.diagnostics(),
        List.of(),
        () -> new DecisionText(terminal.ink()).render(report));
    return report.diagnostics().stream().anyMatch(Diagnostic::isError)
        ? ExitCode.ERROR
        : ExitCode.OK;
  }

  private Usher usher() {
    return policy.usher(usher, terminal);
  }
}
