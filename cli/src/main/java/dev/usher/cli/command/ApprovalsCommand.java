package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.render.WaitingText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "approvals",
    description = "Which changes wait for a yes at a server; and the yes or no to one of them.")
final class ApprovalsCommand implements Callable<Integer> {
  private static final String PATH = "/api/v1/approvals";

  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(
      arity = "0..1",
      index = "0",
      paramLabel = "ID",
      description = "Of which, as the list shows it.")
  private @Nullable String id;

  @Parameters(
      arity = "0..1",
      index = "1",
      paramLabel = "VERDICT",
      description = "yes or no: to exactly the statements that the list shows.")
  private @Nullable String verdict;

  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  ApprovalsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      if (id == null) {
        JsonNode all = client.all(PATH);
        terminal
            .out()
            .print(
                json
                    ? all.toPrettyString() + "\n"
                    : new WaitingText(terminal.ink()).approvals(all.path("approvals")));
        return ExitCode.OK;
      }
      if (verdict == null)
        throw new Refused("say yes or no behind it: usher approvals %s yes".formatted(id));
      JsonNode decided =
          client.post(
              PATH + "/" + Query.said(id),
              JsonNodeFactory.instance.objectNode().put("verdict", verdict));
      if (json) terminal.out().println(decided.toPrettyString());
      else terminal.err().println("said " + verdict + " to " + id);
    }
    return ExitCode.OK;
  }
}
