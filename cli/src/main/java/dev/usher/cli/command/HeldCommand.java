package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.render.WaitingText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "held",
    description =
        "Whom a directory removes and a server holds, for they are too many; --release: the yes.")
final class HeldCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "DIRECTORY", description = "As the policy calls it: okta.")
  private String directory = "";

  @Option(names = "--release", description = "Lets all of them go.")
  private boolean release;

  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  HeldCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String path = "/api/v1/directories/" + Query.said(directory);
    try (ServerClient client = server.client(terminal.environment())) {
      JsonNode answer =
          release
              ? client.post(path + "/release", JsonNodeFactory.instance.objectNode())
              : client.all(path + "/held");
      if (json) terminal.out().println(answer.toPrettyString());
      else if (release)
        terminal.err().println("released: removals " + answer.path("removals").asInt());
      else terminal.out().print(new WaitingText(terminal.ink()).held(answer.path("held")));
    }
    return ExitCode.OK;
  }
}
