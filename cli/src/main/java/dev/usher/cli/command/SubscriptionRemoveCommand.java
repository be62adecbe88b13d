package dev.usher.cli.command;

import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Tells them no more.")
final class SubscriptionRemoveCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "NAME", description = "As usher subscription list shows it.")
  private String name = "";

  SubscriptionRemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      client.delete("/api/v1/subscriptions/" + Query.said(name));
      terminal.err().println("removed " + name);
    }
    return ExitCode.OK;
  }
}
