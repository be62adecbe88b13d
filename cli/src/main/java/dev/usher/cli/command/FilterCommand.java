package dev.usher.cli.command;

import dev.usher.cli.render.FilterText;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Placeholders;
import dev.usher.engine.Usher;
import dev.usher.engine.Wanted;
import dev.usher.engine.report.FilterReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "filter",
    description =
        "Which rows of a table somebody can reach, as SQL with parameters for a query of your own.")
final class FilterCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "SUBJECT", description = "A person or a service.")
  private String subject = "";

  @Parameters(paramLabel = "ACTION", description = "select, insert, update or delete.")
  private String action = "";

  @Parameters(paramLabel = "ADDRESS", description = "A table: prod/shop-db/public/orders")
  private String address = "";

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "COLUMN",
      description = "What the query reads or writes; else all that the policy gives something of.")
  private List<String> columns = new ArrayList<>();

  @Option(names = "--alias", paramLabel = "NAME", description = "What the query calls the table.")
  private Optional<String> alias = Optional.empty();

  @Option(
      names = "--style",
      paramLabel = "STYLE",
      description = "How parameters are written: question (?), numbered ($1) or format (%%s).")
  private Placeholders style = Placeholders.QUESTION;

  FilterCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    FilterReport report =
        policy
            .usher(usher, terminal)
            .filter(policy.path(), new Wanted(subject, action, address, columns, alias, style));
    return output.answered(
        terminal,
        report,
        report.diagnostics(),
        List.of(),
        () -> new FilterText(terminal.ink()).render(report));
  }
}
