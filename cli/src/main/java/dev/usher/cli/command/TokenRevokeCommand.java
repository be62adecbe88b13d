package dev.usher.cli.command;

import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "revoke", description = "Takes a token back; it is dead at once, on every server.")
final class TokenRevokeCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "ID", description = "As usher token list shows it.")
  private String id = "";

  TokenRevokeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      client.delete("/api/v1/tokens/" + Query.said(id));
      terminal.err().println("revoked " + id);
    }
    return ExitCode.OK;
  }
}
