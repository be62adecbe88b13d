package dev.usher.cli;

import dev.usher.cli.command.Commands;
import dev.usher.cli.demo.DemoCommand;
import dev.usher.cli.server.BackupCommand;
import dev.usher.cli.server.RestoreCommand;
import dev.usher.cli.server.ServerCommand;
import dev.usher.cli.server.Ushers;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Where the command line begins and ends. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, Terminal.ofProcess()));
  }

  /** Carries one command out; returns its exit code. */
  static int run(String[] args, Terminal terminal) {
    Usher usher = Wiring.usher(terminal.environment());
    String[] said = args.length == 0 ? new String[] {"help"} : args;
    return commands(usher, terminal, said[0]).execute(said);
  }

  static CommandLine commands(Usher usher, Terminal terminal, String first) {
    Ushers ushers = Wiring.ushers(terminal.environment());
    return Commands.of(
        usher,
        terminal,
        new DemoCommand(usher, ushers, terminal),
        ofServer(ushers, terminal),
        first);
  }

  private static Map<String, Supplier<CommandLine>> ofServer(Ushers ushers, Terminal terminal) {
    Map<String, Supplier<CommandLine>> lines = new LinkedHashMap<>();
    lines.put("server", () -> ServerCommand.line(ushers, terminal));
    lines.put("backup", () -> BackupCommand.line(terminal));
    lines.put("restore", () -> RestoreCommand.line(terminal));
    return lines;
  }
}
