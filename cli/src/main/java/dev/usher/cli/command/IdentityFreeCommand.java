package dev.usher.cli.command;

import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "free",
    description = "Unbinds a person; whoever comes next by their name is bound anew.")
final class IdentityFreeCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "PERSON", description = "As the policy calls them.")
  private String name = "";

  IdentityFreeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      client.delete("/api/v1/identities/" + Query.said(name));
      terminal.err().println("freed " + name);
    }
    return ExitCode.OK;
  }
}
