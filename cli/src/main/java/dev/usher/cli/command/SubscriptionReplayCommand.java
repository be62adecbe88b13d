package dev.usher.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "replay", description = "Tells once more what one of them could not be told.")
final class SubscriptionReplayCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "As usher subscription list shows it.")
  private String name = "";

  @Parameters(
      index = "1..*",
      paramLabel = "ENTRY",
      description = "These alone, as usher subscription dead-letters numbers them; else all.")
  private List<Long> entries = new ArrayList<>();

  SubscriptionReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    if (!entries.isEmpty()) entries.forEach(wanted.putArray("entries")::add);
    try (ServerClient client = server.client(terminal.environment())) {
      String subscription = Query.said(name);
      int replayed =
          client
              .post("/api/v1/subscriptions/" + subscription + "/replay", wanted)
              .path("replayed")
              .asInt();
      terminal.err().println(replayed + (replayed == 1 ? " is" : " are") + " told once more");
    }
    return ExitCode.OK;
  }
}
