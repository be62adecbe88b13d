package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "recover",
    description =
        "Lets a server go on that was restored, or overtaken by another one: what it knows counts.")
final class RecoverCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Option(
      names = "--without",
      paramLabel = "DIRECTORY",
      description =
          "Does not wait for that directory to say anew what it has; may be said more than once.")
  private List<String> without = new ArrayList<>();

  RecoverCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    if (!without.isEmpty()) without.forEach(wish.putArray("without")::add);
    try (ServerClient client = server.client(terminal.environment())) {
      JsonNode standing = client.post("/api/v1/past/recover", wish);
      terminal.out().println("recovered: epoch " + standing.path("epoch").asText());
    }
    return ExitCode.OK;
  }
}
