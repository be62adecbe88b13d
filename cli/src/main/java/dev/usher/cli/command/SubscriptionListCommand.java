package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.render.SettingsText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Who is told of what, and what could not be told.")
final class SubscriptionListCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  SubscriptionListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      JsonNode all = client.all("/api/v1/subscriptions");
      if (json) terminal.out().println(all.toPrettyString());
      else
        terminal
            .out()
            .print(new SettingsText(terminal.ink()).subscriptions(all.path("subscriptions")));
    }
    return ExitCode.OK;
  }
}
