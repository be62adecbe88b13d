package dev.usher.cli.command;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = "The ledger's lines exactly as they are, to prove them elsewhere.")
final class LedgerExportCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyFolder policy = new PolicyFolder();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A new file for them. Only you can read it; on stdout unless said.")
  private @Nullable Path out;

  LedgerExportCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (out == null) {
      usher.exportLedger(policy.path(), line -> terminal.out().print(line + "\n"));
      terminal.out().flush();
      return ExitCode.OK;
    }
    SecretFile file = SecretFile.create(out);
    try (Writer lines = Files.newBufferedWriter(out)) {
      usher.exportLedger(policy.path(), line -> write(lines, line));
    } catch (UncheckedIOException failure) {
      file.delete();
      throw failure.getCause();
    } catch (IOException | RuntimeException failure) {
      file.delete();
      throw failure;
    }
    return ExitCode.OK;
  }

  private static void write(Writer lines, String line) {
    try {
      lines.write(line);
      lines.write('\n');
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
