package dev.usher.cli.command;

import dev.usher.cli.render.IssueText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Target;
import dev.usher.engine.Usher;
import dev.usher.engine.report.IssueReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "issue",
    description = "Makes a password for somebody's account; shown once, kept nowhere.")
final class IssueCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "SUBJECT", description = "A person or a service.")
  private String subject = "";

  @Parameters(paramLabel = "TARGET", description = "Where: prod/shop-db.")
  private Target target = new Target("", "");

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "How long it works: 30m, 8h, 7d. 1h unless said.")
  private Duration length = Duration.ofHours(1);

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes it to a new file that only you can read, instead of showing it.")
  private @Nullable Path file;

  IssueCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    // The file comes first: a password that cannot be kept must not be made.
    Optional<SecretFile> kept =
        file == null ? Optional.empty() : Optional.of(SecretFile.create(file));
    IssueReport report = issue(kept);
    if (kept.isPresent() && report.secret().isPresent()) {
      kept.get().write(report.secret().get());
      report = withoutSecret(report);
    } else if (kept.isPresent()) {
      kept.get().delete();
    }
    IssueReport shown = report;
    boolean failed =
        !shown.failures().isEmpty() || shown.diagnostics().stream().anyMatch(Diagnostic::isError);
    output.print(
        terminal,
        shown,
        shown.diagnostics(),
        shown.failures(),
        () -> failed ? "" : new IssueText(terminal.ink(), Optional.ofNullable(file)).render(shown));
    return failed ? ExitCode.ERROR : ExitCode.OK;
  }

  private IssueReport issue(Optional<SecretFile> kept) throws IOException {
    boolean issued = false;
    try {
      IssueReport report =
          policy.usher(usher, terminal).issue(policy.path(), subject, target, length);
      issued = true;
      return report;
    } finally {
      if (!issued && kept.isPresent()) kept.get().delete();
    }
  }

  private static IssueReport withoutSecret(IssueReport report) {
    return new IssueReport(
        report.diagnostics(),
        report.subject(),
        report.target(),
        report.account(),
        report.url(),
        Optional.empty(),
        report.end(),
        report.endsByItself(),
        report.failures());
  }
}
