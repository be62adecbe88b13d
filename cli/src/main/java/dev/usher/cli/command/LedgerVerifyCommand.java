package dev.usher.cli.command;

import dev.usher.cli.render.LedgerProofText;
import dev.usher.cli.render.LedgerText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import dev.usher.engine.report.LedgerProofReport;
import dev.usher.engine.report.LedgerReport;
import dev.usher.engine.seal.ExportProof;
import dev.usher.engine.seal.SealKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Whether the chain is whole and ends where the targets' marks say: 0 yes, 2 no.",
      "With --export: whether a ledger is what was sealed. Files are all that needs."
    })
final class LedgerVerifyCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyPlace policy = new PolicyPlace();
  @Mixin private final Output output = new Output();

  @ArgGroup(exclusive = false)
  private @Nullable Offline offline;

  /** All three, or none. */
  private static final class Offline {
    @Option(
        names = "--export",
        paramLabel = "FILE",
        required = true,
        description = "What usher ledger export wrote.")
    private Path export = Path.of("");

    @Option(
        names = "--checkpoints",
        paramLabel = "FILE",
        required = true,
        description = "What the server sealed it with; may be said more than once.")
    private List<Path> checkpoints = List.of();

    @Option(
        names = "--key",
        paramLabel = "FILE",
        required = true,
        description = "The public key that it seals with; may be said more than once.")
    private List<Path> keys = List.of();
  }

  LedgerVerifyCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    return offline == null ? live() : proof(offline);
  }

  private int live() {
    LedgerReport report = usher().verifyLedger(policy.path());
    output.print(
        terminal,
        report,
        report.diagnostics(),
        report.failures(),
        () -> new LedgerText(terminal.ink()).verdict(report));
    if (!report.problems().isEmpty()) return ExitCode.DIFFERENT;
    return report.isWhole() ? ExitCode.OK : ExitCode.ERROR;
  }

  private int proof(Offline files) throws IOException {
    List<SealKey> keys = new ArrayList<>();
    for (Path key : files.keys) keys.add(SealKey.parse(Files.readString(key)));
    LedgerProofReport report = ExportProof.of(files.export, files.checkpoints, keys);
    output.print(
        terminal,
        report,
        List.of(),
        List.of(),
        () -> new LedgerProofText(terminal.ink()).render(report));
    return report.isProved() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private Usher usher() {
    return policy.usher(usher, terminal);
  }
}
