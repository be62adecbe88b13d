package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.render.PolicyHeadText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "head",
    description = "Which policy is in force there, and what became of the one at its source.")
final class PolicyHeadCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  PolicyHeadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      JsonNode head = client.get("/api/v1/policy/head");
      if (json) terminal.out().println(head.toPrettyString());
      else terminal.out().print(new PolicyHeadText(terminal.ink()).render(head));
      return head.path("head").asText().equals("in-force") ? ExitCode.OK : ExitCode.DIFFERENT;
    }
  }
}
