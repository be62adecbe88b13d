package dev.usher.cli.command;

import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Forgets a secret.")
final class SecretRemoveCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "NAME", description = "As usher secret list shows it.")
  private String name = "";

  SecretRemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      client.delete("/api/v1/secrets/" + Query.said(name));
      terminal.err().println("forgot " + name);
    }
    return ExitCode.OK;
  }
}
