package dev.usher.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "rotate", description = "Seals all secrets of the store with a new key.")
final class SecretRotateCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  SecretRotateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ServerClient client = server.client(terminal.environment())) {
      client.post("/api/v1/secrets/rotate", JsonNodeFactory.instance.objectNode());
      terminal.err().println("sealed anew");
    }
    return ExitCode.OK;
  }
}
