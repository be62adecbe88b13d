package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.login.LoggingIn;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "login",
    description = "Tells a server who you are: commands with --server use it from then on.")
final class LoginCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Option(names = "--device", description = "There is no browser here: you type a code elsewhere.")
  private boolean device;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "Where to log in, if the server trusts several.")
  private @Nullable String issuer;

  LoginCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    JsonNode me =
        new LoggingIn(server.address(terminal.environment()), terminal)
            .in(Optional.ofNullable(issuer), device);
    List<String> scopes = me.path("scopes").valueStream().map(JsonNode::asText).toList();
    String may = scopes.isEmpty() ? "no part in usher itself" : String.join(", ", scopes);
    terminal.out().println("Logged in as " + me.path("name").asText() + ": " + may);
    List<String> leads = me.path("leads").valueStream().map(JsonNode::asText).toList();
    if (!leads.isEmpty()) terminal.out().println("Leads " + String.join(", ", leads));
    return ExitCode.OK;
  }
}
