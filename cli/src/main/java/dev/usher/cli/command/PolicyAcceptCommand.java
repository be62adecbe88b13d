package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.render.PolicyHeadText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "accept",
    description = "An administrator's yes to exactly the policy that waits; not its author's.")
final class PolicyAcceptCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "FINGERPRINT", description = "As usher policy head shows it.")
  private String fingerprint = "";

  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  PolicyAcceptCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      JsonNode head =
          client.post(
              "/api/v1/policy/head/accept",
              JsonNodeFactory.instance.objectNode().put("fingerprint", fingerprint));
      if (json) terminal.out().println(head.toPrettyString());
      else terminal.out().print(new PolicyHeadText(terminal.ink()).render(head));
    }
    return ExitCode.OK;
  }
}
