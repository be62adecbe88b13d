package dev.usher.cli.command;

import dev.usher.cli.login.LoggingIn;
import dev.usher.cli.remote.ServerAddress;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "logout", description = "Forgets who you are at a server.")
final class LogoutCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  LogoutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ServerAddress address = server.address(terminal.environment());
    boolean was = new LoggingIn(address, terminal).out();
    terminal.out().println(was ? "Logged out of " + address : "Nobody was logged in there");
    return ExitCode.OK;
  }
}
