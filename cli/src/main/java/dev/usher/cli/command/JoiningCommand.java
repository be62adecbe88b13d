package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.render.WaitingText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "joining",
    description = "Who waits to come into a directory's group that gives much; --admit: the yes.")
final class JoiningCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "DIRECTORY", description = "As the policy calls it: okta.")
  private String directory = "";

  @ArgGroup(exclusive = false)
  private @Nullable Admission admission;

  /** Both or neither. */
  private static final class Admission {
    @Option(
        names = "--admit",
        required = true,
        paramLabel = "MEMBER",
        description = "Lets that one in, as the list shows them.")
    private String member = "";

    @Option(
        names = "--into",
        required = true,
        paramLabel = "GROUP",
        description = "Into that group.")
    private String group = "";
  }

  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  JoiningCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String path = "/api/v1/directories/" + Query.said(directory);
    Admission yes = admission;
    try (ServerClient client = server.client(terminal.environment())) {
      JsonNode answer =
          yes == null
              ? client.all(path + "/joining")
              : client.post(
                  path + "/admit",
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("group", yes.group)
                      .put("member", yes.member));
      if (json) terminal.out().println(answer.toPrettyString());
      else if (yes != null) terminal.err().println("admitted " + yes.member + " into " + yes.group);
      else terminal.out().print(new WaitingText(terminal.ink()).joining(answer.path("joining")));
    }
    return ExitCode.OK;
  }
}
