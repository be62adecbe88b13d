package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.render.SettingsText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "dead-letters", description = "What one of them could not be told, and why.")
final class SubscriptionDeadLettersCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "NAME", description = "As usher subscription list shows it.")
  private String name = "";

  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  SubscriptionDeadLettersCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      String subscription = Query.said(name);
      JsonNode all = client.all("/api/v1/subscriptions/" + subscription + "/dead-letters");
      if (json) terminal.out().println(all.toPrettyString());
      else
        terminal.out().print(new SettingsText(terminal.ink()).deadLetters(all.path("deadLetters")));
    }
    return ExitCode.OK;
  }
}
