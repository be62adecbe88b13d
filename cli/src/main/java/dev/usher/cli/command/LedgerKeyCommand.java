package dev.usher.cli.command;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.seal.SealingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "key",
    description =
        "A new key that seals ledgers: the file is the server's, what is printed is to prove by.")
final class LedgerKeyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "A new file for the key. Only you can read it.")
  private Path out = Path.of("");

  LedgerKeyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    SealingKey key = SealingKey.make();
    SecretFile file = SecretFile.create(out);
    try {
      file.write(key.pem().strip());
    } catch (IOException failure) {
      file.delete();
      throw failure;
    }
    terminal.out().print(key.open().pem());
    terminal.out().flush();
    return ExitCode.OK;
  }
}
